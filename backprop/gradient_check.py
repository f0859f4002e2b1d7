"""Numerical check of a backward pass: every dW and db against derivatives of the loss itself.

Two ways to differentiate numerically, neither of which uses a slope written in this package:

complex step (Squire & Trapp, 1998): ∂L/∂θ = Im L(θ + ih) / h with h = 1e-20. Nothing is subtracted,
    so there is no rounding error to balance; and the real part does not move, so no kink is crossed.
central differences: (L(θ + ε) − L(θ − ε)) / 2ε. Its error is ε² from truncation and 1e-16/ε from
    rounding.

The perturbed passes of one layer run as one batch: changing W[l][i, j] moves only unit j of layer l.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from backprop.activations import ACTIVATIONS, Array, Complex
from backprop.gradient_rules import GRADIENT_RULES
from backprop.losses import FUSED, LOSSES
from backprop.mlp import MLP

COMPLEX_STEP = 1e-20
CENTRAL_STEP = 1e-5
TOLERANCE = {"complex": 1e-9, "central": 1e-4}
# A cell below this share of the largest of its layer is measured against that share: it is the
# difference of much larger numbers, and its own last digits are rounding.
SMALL = 1e-6
CHUNK = 200_000  # perturbed samples evaluated at once

Gradients = list[tuple[Array, Array]]


@dataclass(frozen=True)
class LayerCheck:
    """Relative errors of one layer: dW (n_in, n_out), db (1, n_out), their largest, and the
    numerical gradients themselves."""

    layer: int
    dW: Array
    db: Array
    worst: float
    numerical_dW: Array
    numerical_db: Array


@dataclass(frozen=True)
class GradientCheck:
    """layers, one entry each; worst, the largest relative error; passed, worst ≤ tolerance."""

    layers: list[LayerCheck]
    worst: float
    worst_layer: int
    tolerance: float
    method: str

    @property
    def passed(self) -> bool:
        """Whether every cell of every layer is within the tolerance."""
        return self.worst <= self.tolerance

    @property
    def failed_layers(self) -> list[int]:
        """The layers with a cell beyond the tolerance, or not a number."""
        return [check.layer for check in self.layers if not check.worst <= self.tolerance]


def gradient_check(
    mlp: MLP,
    X: Any,
    y: Any,
    *,
    method: str = "complex",
    step: float | None = None,
    tolerance: float | None = None,
    gradients: Callable[[MLP, Array, Array], Gradients] | None = None,
) -> GradientCheck:
    """Compare the gradients of mlp on X (n, n_in), y (n, n_out) with numerical ones.

    gradients(mlp, X, y) returns [(dW, db), …] of layers 1 to L: a backward pass of your own to be
    tested; left out, mlp's own backward pass on a copy (mlp's arrays stay as they are).
    The loss differentiated is the one that mlp reports, penalty included; with the article's rule
    the sum over samples. Relative error: |g − n| / max(|g|, |n|, 1e-6 of the layer's largest).
    Raises ValueError for an unknown method or wrong shapes.
    """
    if method not in TOLERANCE:
        raise ValueError(f"unknown method {method!r}: expected one of {', '.join(TOLERANCE)}.")
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64)
    mine = (gradients or _own_gradients)(mlp, X, y)
    _check_shapes(mlp, mine)
    copy = mlp.sharing_parameters()
    copy.forward(X)
    if len(y) != len(X) or y.shape != copy.a[-1].shape:
        raise ValueError(f"expected y of shape {copy.a[-1].shape}, got {y.shape}.")
    h = step or (COMPLEX_STEP if method == "complex" else CENTRAL_STEP)
    layers = []
    for layer, (dW, db) in enumerate(mine, start=1):
        numerical = _numerical(copy, y.T, layer, method, h)
        analytic = np.vstack([dW, db])
        floor = SMALL * max(np.abs(numerical).max(), np.abs(analytic).max())
        errors = _relative(analytic, numerical, floor)
        layers.append(
            LayerCheck(
                layer, errors[:-1], errors[-1:], float(errors.max()), numerical[:-1], numerical[-1:]
            )
        )
    # A NaN is the worst of all: it must not hide behind a comparison.
    worst = max(layers, key=lambda check: np.inf if np.isnan(check.worst) else check.worst)
    chosen = TOLERANCE[method] if tolerance is None else tolerance
    return GradientCheck(layers, worst.worst, worst.layer, chosen, method)


def _own_gradients(mlp: MLP, X: Array, y: Array) -> Gradients:
    copy = mlp.sharing_parameters()
    copy.forward(X)
    copy.backward(y)
    return list(zip(copy.dW[1:], copy.db[1:], strict=True))


def _check_shapes(mlp: MLP, gradients: Gradients) -> None:
    if len(gradients) != mlp.depth:
        raise ValueError(f"expected gradients of {mlp.depth} layers, got {len(gradients)}.")
    for layer, (dW, db) in enumerate(gradients, start=1):
        for name, found, wanted in (("dW", dW, mlp.W[layer]), ("db", db, mlp.b[layer])):
            if np.shape(found) != wanted.shape:
                raise ValueError(
                    f"expected {name} of layer {layer} of shape {wanted.shape}, "
                    f"got {np.shape(found)}."
                )


def _relative(a: Array, b: Array, floor: float) -> Array:
    size = np.maximum(np.maximum(np.abs(a), np.abs(b)), floor)
    with np.errstate(invalid="ignore"):
        return np.where(a == b, 0.0, np.abs(a - b) / np.where(size == 0.0, 1.0, size))


def _numerical(mlp: MLP, Y: Array, layer: int, method: str, h: float) -> Array:
    """(n_in + 1, n_out) derivatives of the objective by W and b of a layer, b in the last row."""
    n_in, n_out = mlp.W[layer].shape
    n = Y.shape[1]
    inputs = np.vstack([mlp.a[layer - 1].T, np.ones((1, n))])  # what each row of W, b multiplies
    result = np.empty((n_in + 1, n_out))
    rows_at_once = max(1, CHUNK // (n * (1 if method == "complex" else 2)))
    for j in range(n_out):
        for start in range(0, n_in + 1, rows_at_once):
            moved = inputs[start : start + rows_at_once]
            result[start : start + len(moved), j] = _derivatives(mlp, Y, layer, j, moved, method, h)
    return result + _penalty_derivative(mlp, layer)


def _derivatives(
    mlp: MLP, Y: Array, layer: int, j: int, moved: Array, method: str, h: float
) -> Array:
    """∂(data loss)/∂θ for the parameters that multiply ``moved`` (k, n) on the way to unit j."""
    mean = GRADIENT_RULES[mlp.gradient_rule].mean_over_samples
    scale = 1.0 / (Y.shape[1] if mean else len(Y))  # as in MLP.data_loss
    if method == "complex":
        losses = _losses(mlp, Y, layer, j, np.asarray(1j * h * moved, dtype=np.complex128))
        return scale * losses.imag.sum(axis=1) / h
    up = _losses(mlp, Y, layer, j, (h * moved).astype(np.complex128)).real
    down = _losses(mlp, Y, layer, j, (-h * moved).astype(np.complex128)).real
    return scale * (up - down).sum(axis=1) / (2 * h)


def _losses(mlp: MLP, Y: Array, layer: int, j: int, delta: Complex) -> Complex:
    """Per-sample losses (k, n) with z of unit j of a layer moved by delta (k, n)."""
    k, n = delta.shape
    columns = [np.repeat(row[None, :], k, axis=0).astype(complex) for row in mlp.z[layer].T]
    columns[j] = columns[j] + delta
    Z = np.stack(columns).reshape(len(columns), k * n)
    for l in range(layer, mlp.depth):
        A = ACTIVATIONS[mlp.activations[l - 1]].analytic(Z)
        Z = mlp.W[l + 1].T @ A + mlp.b[l + 1].T
    tiled = np.tile(Y, k)
    fused = FUSED.get((mlp.loss, mlp.activations[-1]))
    if fused is not None:
        losses = fused.analytic(tiled, Z)
    else:
        losses = LOSSES[mlp.loss].analytic(tiled, ACTIVATIONS[mlp.activations[-1]].analytic(Z))
    return losses.reshape(k, n)


def _penalty_derivative(mlp: MLP, layer: int) -> Array:
    """½ l2 W² + l1 |W| differentiated by hand; biases are excluded."""
    W = mlp.W[layer]
    return np.vstack([mlp.l2 * W + mlp.l1 * np.sign(W), np.zeros((1, W.shape[1]))])
