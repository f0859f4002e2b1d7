"""Checks a backward pass: compares every dW and db with numerical derivatives of the loss.

The derivatives come from numerical.py, by the complex step or by central differences.
``gradients=`` checks a backward pass of your own; ``error_curve`` shows the effect of the step size;
``check_seconds`` estimates what a check costs before it begins.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from backprop.arrays import Array
from backprop.gradcheck.numerical import CENTRAL, COMPLEX, Differentiator, Mask, Numerical
from backprop.nn import MLP

COMPLEX_STEP = 1e-20
CENTRAL_STEP = 1e-5
STEPS = {COMPLEX: COMPLEX_STEP, CENTRAL: CENTRAL_STEP}
TOLERANCE = {COMPLEX: 1e-9, CENTRAL: 1e-4}
# The error of a very small cell is measured against this share of the largest cell of its layer, or of
# the samples' parts that add up to it: such a cell is the difference of much larger numbers, and its
# last digits are rounding.
SMALL = 1e-6
# A kink explains a difference of up to the slack of numerical.py plus a quarter: the slopes on either
# side of it are known only to first order in the step.
SPARE = 1.25
# Measured, in seconds: one complex tanh, the most expensive of the usual activations, and one complex
# multiplication in a matrix product.
PER_ACTIVATION, PER_PRODUCT = 30e-9, 1.5e-9

Gradients = list[tuple[Array, Array]]
GradientFunction = Callable[[MLP, Array, Array], Gradients]


@dataclass(frozen=True)
class LayerCheck:
    """One layer: relative errors dW (n_in, n_out) and db (1, n_out), the largest of them, and the
    gradients that were compared.

    kinks (n_in + 1, n_out), b in the last row: cells where the numerical value is not a derivative,
    because the step crossed a kink, and where that alone explains the difference. compared, same
    shape: the cells whose errors count for ``worst``, neither at a kink nor left out. Errors are NaN
    where a cell was left out.
    """

    layer: int
    dW: Array
    db: Array
    worst: float
    numerical_dW: Array
    numerical_db: Array
    analytic_dW: Array
    analytic_db: Array
    kinks: Mask
    compared: Mask

    @property
    def errors(self) -> Array:
        """(n_in + 1, n_out): dW with db below it."""
        return np.vstack([self.dW, self.db])

    @property
    def worst_cell(self) -> tuple[int, int] | None:
        """Row and column of the largest error that counts; row n_in is the bias. None if there is none."""
        if not self.compared.any():
            return None
        ranked = np.where(self.compared, np.nan_to_num(self.errors, nan=np.inf), -1.0)
        row, column = np.unravel_index(int(ranked.argmax()), ranked.shape)
        return int(row), int(column)


@dataclass(frozen=True)
class GradientCheck:
    """The result of a check. layers: one entry for each layer. worst: the largest relative error."""

    layers: list[LayerCheck]
    worst: float
    worst_layer: int
    tolerance: float
    method: str

    @property
    def passed(self) -> bool:
        """Whether every layer has cells that could be compared, and all of those are within the
        tolerance."""
        return self.worst <= self.tolerance and not self.uncompared_layers

    @property
    def failed_layers(self) -> list[int]:
        """The layers with a cell that exceeds the tolerance or is not a number."""
        return [check.layer for check in self.layers if not check.worst <= self.tolerance]

    @property
    def uncompared_layers(self) -> list[int]:
        """The layers where nothing could be compared because every cell is at a kink."""
        return [check.layer for check in self.layers if not check.compared.any()]

    @property
    def kinks(self) -> int:
        """Number of cells at a kink."""
        return sum(int(check.kinks.sum()) for check in self.layers)


def gradient_check(
    mlp: MLP,
    X: Any,
    y: Any,
    *,
    method: str = COMPLEX,
    step: float | None = None,
    tolerance: float | None = None,
    gradients: GradientFunction | None = None,
    cells_per_layer: int | None = None,
) -> GradientCheck:
    """Compare the gradients of mlp on X (n, n_in), y (n, n_out) with numerical derivatives.

    gradients(mlp, X, y) returns [(dW, db), …] of layers 1 to L: the backward pass of your own to be
    tested. Without it, mlp's own backward pass is tested on a copy (mlp's arrays do not change).
    cells_per_layer: check at most that many cells of each layer, spread evenly over it.
    The loss that is differentiated is the one that mlp reports, including the penalty; with the
    article's rule it is the sum over samples. Relative error: |g − n| / max(|g|, |n|, 1e-6 of the
    layer's largest, 1e-6 of the sum of the samples' parts without their signs).
    Raises ValueError for an unknown method, a step or number that is not positive, or wrong shapes.
    """
    if method not in TOLERANCE:
        raise ValueError(f"unknown method {method!r}: expected one of {', '.join(TOLERANCE)}.")
    h = _positive("step", STEPS[method] if step is None else step)
    if cells_per_layer is not None:
        _positive("cells_per_layer", cells_per_layer)
    chosen = TOLERANCE[method] if tolerance is None else tolerance
    copy, X, y = _after_forward(mlp, X, y)
    mine = (gradients or _own_gradients)(mlp, X, y)
    _check_shapes(mlp, mine)
    derivatives = Differentiator(copy, y, method)
    layers = []
    for layer, (dW, db) in enumerate(mine, start=1):
        wanted = _spread(mlp.W[layer].shape, cells_per_layer)
        numerical = derivatives.layer(layer, h, wanted)
        analytic = np.vstack([dW, db]).astype(np.float64)
        layers.append(_compare(layer, analytic, numerical, wanted, chosen))
    # A NaN counts as the worst error; a plain comparison would overlook it.
    worst = max(layers, key=lambda check: np.inf if np.isnan(check.worst) else check.worst)
    return GradientCheck(layers, worst.worst, worst.layer, chosen, method)


def error_curve(
    mlp: MLP,
    X: Any,
    y: Any,
    layer: int,
    row: int,
    column: int,
    steps: Array,
    *,
    method: str = CENTRAL,
    gradient: float | None = None,
) -> Array:
    """Relative error (k,) of one parameter's numerical derivative for each of the step sizes (k,).

    Row n_in is the bias. gradient: what the derivative is compared with; by default the gradient of
    mlp's own backward pass. With central differences and a right gradient the curve is a V: as the
    step shrinks, the truncation error falls as ε² and the rounding error grows as 1/ε. With a wrong
    gradient the curve stays flat at the gradient's own error.
    """
    copy, X, y = _after_forward(mlp, X, y)
    if gradient is None:
        dW, db = _own_gradients(mlp, X, y)[layer - 1]
        gradient = float(np.vstack([dW, db])[row, column])
    rows = np.full(len(steps), row, dtype=np.intp)
    found = Differentiator(copy, y, method).unit(layer, rows, column, np.asarray(steps, float))
    best = Differentiator(copy, y, COMPLEX).unit(layer, rows[:1], column, np.array([COMPLEX_STEP]))
    size = np.maximum(np.maximum(np.abs(found.values), abs(gradient)), SMALL * best.terms)
    with np.errstate(invalid="ignore"):
        return np.where(found.values == gradient, 0.0, np.abs(found.values - gradient) / size)


def check_seconds(sizes: Sequence[int], n: int) -> float:
    """Estimated seconds for checking every parameter of a network with these layer sizes on n samples."""
    cells = [(n_in + 1) * n_out for n_in, n_out in pairwise(sizes)]
    return n * sum(
        count * seconds for count, seconds in zip(cells, seconds_per_cell(sizes), strict=True)
    )


def seconds_per_cell(sizes: Sequence[int]) -> list[float]:
    """Estimated seconds for checking one parameter of each layer on one sample.

    A parameter moves its own unit, that unit's products with the next layer's weights, and all of the
    layers after that.
    """
    depth, found = len(sizes) - 1, []
    for layer in range(1, depth + 1):
        after = sizes[layer + 1 :]
        moved = 1 if layer < depth else sizes[depth]  # a softmax needs all units of its layer
        products = sum(after[:1]) + sum(n_in * n_out for n_in, n_out in pairwise(after))
        found.append(PER_ACTIVATION * (moved + sum(after)) + PER_PRODUCT * products)
    return found


def _after_forward(mlp: MLP, X: Any, y: Any) -> tuple[MLP, Array, Array]:
    """A copy after a forward pass of X, and the data as arrays."""
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64)
    copy = mlp.sharing_parameters()
    copy.forward(X)
    if y.shape != copy.a[-1].shape:
        raise ValueError(f"expected y of shape {copy.a[-1].shape}, got {y.shape}.")
    return copy, X, y


def _own_gradients(mlp: MLP, X: Array, y: Array) -> Gradients:
    copy = mlp.sharing_parameters()
    copy.forward(X)
    copy.backward(y)
    return list(zip(copy.dW[1:], copy.db[1:], strict=True))


def _positive(name: str, value: float) -> float:
    if not value > 0:
        raise ValueError(f"expected a {name} above 0, got {value!r}.")
    return value


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


def _spread(shape: tuple[int, ...], cells: int | None) -> Mask:
    """Which of (n_in + 1, n_out) cells to check: all of them, or about that many, spread evenly and
    including the last bias."""
    wanted = np.zeros((shape[0] + 1) * shape[1], dtype=np.bool_)
    count = wanted.size if cells is None else min(cells, wanted.size)
    wanted[wanted.size - 1 - np.arange(count) * wanted.size // count] = True
    return wanted.reshape(shape[0] + 1, shape[1])


def _compare(
    layer: int, analytic: Array, found: Numerical, wanted: Mask, tolerance: float
) -> LayerCheck:
    numerical, slack = found.values, found.slack
    largest = max(_largest(numerical), _largest(analytic))
    floor = SMALL * np.maximum(largest, np.where(np.isfinite(found.terms), found.terms, 0.0))
    errors = np.where(wanted, _relative(analytic, numerical, floor), np.nan)
    size = np.maximum(np.maximum(np.abs(analytic), np.abs(numerical)), floor)
    with np.errstate(invalid="ignore"):
        explained = np.abs(analytic - numerical) <= SPARE * slack + tolerance * size
    kinks = wanted & (slack > 0) & (errors > tolerance) & explained
    compared = wanted & ~kinks
    worst = float(errors[compared].max()) if compared.any() else 0.0
    return LayerCheck(
        layer,
        dW=errors[:-1],
        db=errors[-1:],
        worst=worst,
        numerical_dW=numerical[:-1],
        numerical_db=numerical[-1:],
        analytic_dW=analytic[:-1],
        analytic_db=analytic[-1:],
        kinks=kinks,
        compared=compared,
    )


def _largest(values: Array) -> float:
    """The largest absolute value among the finite numbers, so that one NaN does not spoil all errors."""
    return float(np.abs(values).max(where=np.isfinite(values), initial=0.0))


def _relative(a: Array, b: Array, floor: Array) -> Array:
    size = np.maximum(np.maximum(np.abs(a), np.abs(b)), floor)
    with np.errstate(invalid="ignore"):
        return np.where(a == b, 0.0, np.abs(a - b) / np.where(size == 0.0, 1.0, size))
