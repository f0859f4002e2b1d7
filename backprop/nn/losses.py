"""Losses and their derivatives, and the output activations that are fused with them.

The first axis indexes the outputs, the second the samples: y, ŷ and z are (n_out, n).
A total sums the per-sample loss over the samples; the per-sample loss sums over the outputs.
Derivatives are those of the per-sample loss. The network divides by n where that is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from backprop.arrays import Array
from backprop.nn.activation import Complex
from backprop.nn.activations import analytic_softplus
from backprop.nn.registry import Code

# The smallest normal float replaces a probability of 0, which has no reciprocal and no logarithm.
FLOOR = np.finfo(np.float64).tiny


@dataclass(frozen=True)
class Loss:
    """One loss.

    spoken: the name in a sentence.
    total(y, yhat): Σ over samples and outputs, a float.
    derivative(y, yhat, out): ∂L/∂ŷ of each sample, (n_out, n).
    analytic(y, yhat): the per-sample loss for complex ŷ (n_out, …); its shape lacks the first axis.
    needs_probability: whether ŷ must lie in 0..1.
    numpy: total and derivative in the NumPy program, from y and yhat (n, n_out).
    """

    name: str
    spoken: str
    description: str
    latex: str
    derivative_latex: str
    total: Callable[[Array, Array], float]
    derivative: Callable[[Array, Array, Array | None], Array]
    analytic: Callable[[Array, Complex], Complex]
    needs_probability: bool
    numpy: Code


@dataclass(frozen=True)
class FusedOutput:
    """A loss and an output activation whose derivatives cancel, so that dz = a − y without a division.

    total(y, z): the loss computed from z, which never takes log(0).
    dz(y, a, out): ∂L/∂z of each sample, (n_out, n).
    analytic(y, z): per-sample loss for complex z.
    numpy: the body of total in the NumPy program, from y and z (n, n_out); {count} is the divisor
        of the sum. It stays accurate when a rounds to 0 or 1.
    """

    total: Callable[[Array, Array], float]
    dz: Callable[[Array, Array, Array | None], Array]
    analytic: Callable[[Array, Complex], Complex]
    numpy: str


def mse(y: Array, yhat: Array) -> float:
    difference = (y - yhat).ravel()
    return float(difference @ difference)


def mse_derivative(y: Array, yhat: Array, out: Array | None = None) -> Array:
    difference = np.subtract(yhat, y, out=out)
    return np.multiply(difference, 2.0, out=difference)


def binary_cross_entropy(y: Array, yhat: Array) -> float:
    hit, miss = np.log(np.maximum(yhat, FLOOR)), np.log(np.maximum(1.0 - yhat, FLOOR))
    return -float(np.sum(y * hit + (1.0 - y) * miss))


def binary_cross_entropy_derivative(y: Array, yhat: Array, out: Array | None = None) -> Array:
    miss = (1.0 - y) / np.maximum(1.0 - yhat, FLOOR)
    return np.subtract(miss, y / np.maximum(yhat, FLOOR), out=out)


def cross_entropy(y: Array, yhat: Array) -> float:
    return -float(np.sum(y * np.log(np.maximum(yhat, FLOOR))))


def cross_entropy_derivative(y: Array, yhat: Array, out: Array | None = None) -> Array:
    return np.divide(-y, np.maximum(yhat, FLOOR), out=out)


def sigmoid_cross_entropy(y: Array, z: Array) -> float:
    """−y log σ(z) − (1−y) log(1−σ(z)) = max(z, 0) − y z + log(1 + e^−|z|), summed."""
    tail = np.abs(z)
    np.exp(np.negative(tail, out=tail), out=tail)
    np.log1p(tail, out=tail)
    return float((np.maximum(z, 0.0) - y * z + tail).sum())


def sigmoid_cross_entropy_dz(y: Array, a: Array, out: Array | None = None) -> Array:
    return np.subtract(a, y, out=out)


def softmax_cross_entropy(y: Array, z: Array) -> float:
    """−Σ y log softmax(z), summed over samples, by log-sum-exp."""
    shifted = z - z.max(axis=0)
    shifted -= np.log(np.exp(shifted).sum(axis=0))
    return -float(np.sum(y * shifted))


def softmax_cross_entropy_dz(y: Array, a: Array, out: Array | None = None) -> Array:
    """a Σy − y: for one-hot y, whose sum is 1, this is a − y."""
    dz = np.multiply(a, y.sum(axis=0), out=out)
    return np.subtract(dz, y, out=dz)


def _analytic_log_softmax(y: Array, z: Complex) -> Complex:
    shifted = z - z.real.max(axis=0)
    return -(y * (shifted - np.log(np.exp(shifted).sum(axis=0)))).sum(axis=0)


# Helper functions of the NumPy program.
_FLOOR = """
def floor(p):
    return np.maximum(p, np.finfo(float).tiny)  # a probability of 0 has no logarithm
"""
_LOG = """
def log(p):
    return np.log(floor(p))
"""

_ENTRIES = (
    Loss(
        "mse",
        "squared error",
        "The squared error (y − ŷ)², summed over the outputs, averaged over the samples.",
        r"\sum_i (y_i - \hat y_i)^2",
        r"2\,(\hat y_i - y_i)",
        mse,
        mse_derivative,
        lambda y, yhat: ((y - yhat) ** 2).sum(axis=0),
        needs_probability=False,
        numpy=Code("((y - yhat) ** 2).sum()", "2 * (yhat - y)"),
    ),
    Loss(
        "binary_cross_entropy",
        "binary cross entropy",
        "For two classes: −ln of the probability that the network assigns to the right one.",
        r"-\sum_i \left[y_i \ln \hat y_i + (1 - y_i) \ln (1 - \hat y_i)\right]",
        r"-\frac{y_i}{\hat y_i} + \frac{1 - y_i}{1 - \hat y_i}",
        binary_cross_entropy,
        binary_cross_entropy_derivative,
        lambda y, yhat: -(y * np.log(yhat) + (1 - y) * np.log(1 - yhat)).sum(axis=0),
        needs_probability=True,
        numpy=Code(
            "-(y * log(yhat) + (1 - y) * log(1 - yhat)).sum()",
            "-y / floor(yhat) + (1 - y) / floor(1 - yhat)",
            (_FLOOR, _LOG),
        ),
    ),
    Loss(
        "cross_entropy",
        "cross entropy",
        "For several classes: −ln of the probability that the network assigns to the right one.",
        r"-\sum_i y_i \ln \hat y_i",
        r"-\frac{y_i}{\hat y_i}",
        cross_entropy,
        cross_entropy_derivative,
        lambda y, yhat: -(y * np.log(yhat)).sum(axis=0),
        needs_probability=True,
        numpy=Code("-(y * log(yhat)).sum()", "-y / floor(yhat)", (_FLOOR, _LOG)),
    ),
)

LOSSES: dict[str, Loss] = {entry.name: entry for entry in _ENTRIES}

FUSED: dict[tuple[str, str], FusedOutput] = {
    ("binary_cross_entropy", "sigmoid"): FusedOutput(
        sigmoid_cross_entropy,
        sigmoid_cross_entropy_dz,
        # log(1 + e^∓z) for the label 1 and 0
        lambda y, z: (y * analytic_softplus(-z) + (1 - y) * analytic_softplus(z)).sum(axis=0),
        numpy="""
losses = np.logaddexp(0, np.where(y == 1, -z, z))  # -log(a) or -log(1 - a)
return losses.sum() / {count}
""",
    ),
    ("cross_entropy", "softmax"): FusedOutput(
        softmax_cross_entropy,
        softmax_cross_entropy_dz,
        _analytic_log_softmax,
        numpy="""
z = z - z.max(axis=1, keepdims=True)
log_a = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
return -(y * log_a).sum() / {count}
""",
    ),
}
