"""Activation functions a = f(z) and their slopes f'(z), in one registry.

Each function works elementwise on float64 arrays of any shape and writes into ``out`` when it is
given. Softmax is the exception: it works along the first axis (the units of a layer stand along the
first axis inside the network), and its slope is a vector–Jacobian product.
None of them overflows for |z| up to 1e4.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from backprop.arrays import Array

Complex = NDArray[np.complex128]

LEAK = 0.01  # slope of leaky_relu for z < 0


@dataclass(frozen=True)
class Activation:
    """One activation function.

    function(z, out): f(z).
    slope(z, a, out): f'(z), from z or from a = f(z), whichever is cheaper. None for softmax.
    analytic(z): f continued to complex z, for the complex-step derivative of the gradient check;
        written without ``function`` and ``slope`` so that it can hold them to account.
    latex, slope_latex: the right-hand sides of f(z) = … and f'(z) = ….
    kinks: the z where the slope jumps.
    unit_interval: every output lies in 0..1, so that it can be read as a probability.
    """

    name: str
    description: str
    latex: str
    slope_latex: str
    function: Callable[[Array, Array | None], Array]
    slope: Callable[[Array, Array, Array | None], Array] | None
    analytic: Callable[[Complex], Complex]
    kinks: tuple[float, ...] = ()
    unit_interval: bool = False


def relu(z: Array, out: Array | None = None) -> Array:
    return np.maximum(z, 0.0, out=out)


def relu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    return np.greater(z, 0.0, out=_like(z, out), casting="unsafe")


def leaky_relu(z: Array, out: Array | None = None) -> Array:
    return np.maximum(z, LEAK * z, out=out)


def leaky_relu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    return np.maximum(z > 0.0, LEAK, out=_like(z, out))


def elu(z: Array, out: Array | None = None) -> Array:
    below = np.expm1(np.minimum(z, 0.0))
    return np.add(below, np.maximum(z, 0.0), out=out)


def elu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    return np.exp(np.minimum(z, 0.0), out=out)


def gelu(z: Array, out: Array | None = None) -> Array:
    return np.multiply(z, special.ndtr(z), out=out)


def gelu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    density = np.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)
    return np.add(special.ndtr(z), z * density, out=out)


def silu(z: Array, out: Array | None = None) -> Array:
    return np.multiply(z, sigmoid(z), out=out)


def silu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    s = sigmoid(z)
    return np.multiply(s, 1.0 + z * (1.0 - s), out=out)


def softplus(z: Array, out: Array | None = None) -> Array:
    return np.logaddexp(z, 0.0, out=out)


def softplus_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    return sigmoid(z, out)


def tanh(z: Array, out: Array | None = None) -> Array:
    return np.tanh(z, out=out)


def tanh_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    slope = np.multiply(a, a, out=out)
    return np.subtract(1.0, slope, out=slope)


def sigmoid(z: Array, out: Array | None = None) -> Array:
    a = np.negative(z, out=_like(z, out))
    with np.errstate(over="ignore"):  # where e^−z is too large to write, 1 / (1 + ∞) = 0 is right
        np.exp(a, out=a)
    np.add(a, 1.0, out=a)
    return np.reciprocal(a, out=a)


def sigmoid_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    slope = np.subtract(1.0, a, out=out)
    return np.multiply(slope, a, out=slope)


def linear(z: Array, out: Array | None = None) -> Array:
    return np.positive(z, out=out)


def linear_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    slope = _like(z, out)
    slope[...] = 1.0
    return slope


def softmax(z: Array, out: Array | None = None) -> Array:
    """exp(z_i) / Σ exp(z_k) along the first axis; the largest z is taken off first."""
    a = np.subtract(z, z.max(axis=0), out=out)
    np.exp(a, out=a)
    return np.divide(a, a.sum(axis=0), out=a)


def softmax_vjp(a: Array, da: Array, out: Array | None = None) -> Array:
    """dz = aᵢ (daᵢ − Σ_k da_k a_k): the Jacobian of softmax applied from the left to da."""
    product = np.multiply(a, da, out=out)
    return np.subtract(product, a * product.sum(axis=0), out=product)


def _like(z: Array, out: Array | None) -> Array:
    return np.empty_like(z) if out is None else out


def _analytic_sigmoid(z: Complex) -> Complex:
    # The branch with the decaying exponential, so that nothing overflows.
    e: Complex = np.exp(np.where(z.real > 0, -z, z), dtype=np.complex128)
    return np.where(z.real > 0, 1.0 + 0j, e) / (1.0 + e)


def analytic_softplus(z: Complex) -> Complex:
    """log(1 + e^z) for complex z, without overflow."""
    decaying = np.where(z.real > 0, -z, z)
    tail = np.log1p(np.exp(decaying)).astype(np.complex128)
    return np.where(z.real > 0, z, 0) + tail


def _analytic_softmax(z: Complex) -> Complex:
    e = np.exp(z - z.real.max(axis=0))
    return e / e.sum(axis=0)


_ENTRIES = (
    Activation(
        "relu",
        "Passes positive z, stops negative z. Its slope is 1 or 0, so units can die.",
        r"\max(0, z)",
        r"\begin{cases}1 & z > 0\\0 & z \le 0\end{cases}",
        relu,
        relu_slope,
        lambda z: np.where(z.real > 0, z, 0),
        kinks=(0.0,),
    ),
    Activation(
        "leaky_relu",
        "Like ReLU, with a slope of 0.01 for negative z, so that no unit dies.",
        r"\max(0.01\,z, z)",
        r"\begin{cases}1 & z > 0\\0.01 & z \le 0\end{cases}",
        leaky_relu,
        leaky_relu_slope,
        lambda z: np.where(z.real > 0, z, LEAK * z),
        kinks=(0.0,),
    ),
    Activation(
        "elu",
        "Linear for positive z, bends smoothly towards −1 for negative z.",
        r"\begin{cases}z & z > 0\\e^{z} - 1 & z \le 0\end{cases}",
        r"\begin{cases}1 & z > 0\\e^{z} & z \le 0\end{cases}",
        elu,
        elu_slope,
        lambda z: np.where(z.real > 0, z, np.exp(np.where(z.real > 0, 0, z)) - 1.0),
    ),
    Activation(
        "gelu",
        "z times the share of a normal distribution below z: a smooth ReLU.",
        r"z\,\Phi(z) = \tfrac{z}{2}\left(1 + \mathrm{erf}\tfrac{z}{\sqrt 2}\right)",
        r"\Phi(z) + z\,\varphi(z)",
        gelu,
        gelu_slope,
        lambda z: 0.5 * z * special.erfc(-z / math.sqrt(2)),
    ),
    Activation(
        "silu",
        "z times its own sigmoid: a smooth ReLU that dips below zero.",
        r"z\,\sigma(z)",
        r"\sigma(z)\left(1 + z\,(1 - \sigma(z))\right)",
        silu,
        silu_slope,
        lambda z: z * _analytic_sigmoid(z),
    ),
    Activation(
        "softplus",
        "The smooth version of ReLU. Its slope is the sigmoid.",
        r"\ln(1 + e^{z})",
        r"\sigma(z)",
        softplus,
        softplus_slope,
        analytic_softplus,
    ),
    Activation(
        "tanh",
        "Squeezes z into −1 to 1, centred at zero. Flat, and so without gradient, far from zero.",
        r"\tanh z",
        r"1 - a^2",
        tanh,
        tanh_slope,
        np.tanh,
    ),
    Activation(
        "sigmoid",
        "Squeezes z into 0 to 1. Its slope is at most ¼: deep stacks of it lose their gradient.",
        r"\sigma(z) = \frac{1}{1 + e^{-z}}",
        r"a\,(1 - a)",
        sigmoid,
        sigmoid_slope,
        _analytic_sigmoid,
        unit_interval=True,
    ),
    Activation(
        "linear",
        "Leaves z as it is. Several such layers can do no more than one.",
        r"z",
        r"1",
        linear,
        linear_slope,
        np.positive,
    ),
    Activation(
        "softmax",
        "Turns the outputs into probabilities that add up to 1. For the output layer only.",
        r"\frac{e^{z_i}}{\sum_k e^{z_k}}",
        r"\frac{\partial a_i}{\partial z_k} = a_i\,(\delta_{ik} - a_k)",
        softmax,
        None,
        _analytic_softmax,
        unit_interval=True,
    ),
)

ACTIVATIONS: dict[str, Activation] = {entry.name: entry for entry in _ENTRIES}
HIDDEN_ACTIVATIONS: tuple[str, ...] = tuple(
    name for name, entry in ACTIVATIONS.items() if entry.slope is not None
)
