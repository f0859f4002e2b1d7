"""The curves of a function and its derivative, and where the current numbers lie on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backprop.arrays import Array
from backprop.nn import ACTIVATIONS, LOSSES

POINTS = 241  # points on a curve
REACH = 4.0  # the axis of z covers at least −4 to 4
NEAREST = 0.005  # the curves stop this far from 0 and 1, where logarithms are infinite


@dataclass(frozen=True)
class Branch:
    """A function over x and its derivative, both (m,).

    here: the run's numbers on the curve, (units, n), or (1, n) for all units together. name:
    distinguishes it from the other branches ("y = 1").
    """

    name: str
    value: Array
    slope: Array
    here: Array


@dataclass(frozen=True)
class Curves:
    """Branches that share x (m,)."""

    x: Array
    branches: tuple[Branch, ...]


def activation_curves(name: str, z: Array) -> Curves:
    """The curve of an activation, with z (n, n_out) of a layer on it. The slope has a gap at each kink."""
    entry = ACTIVATIONS["sigmoid" if name == "softmax" else name]
    here = _plotted_z(name, z).T
    x = _grid(min(-REACH, here.min()), max(REACH, here.max()), entry.kinks)
    value = entry.function(x, None)
    assert entry.slope is not None
    slope = entry.slope(x, value, None)
    slope[np.isin(x, entry.kinks)] = np.nan
    return Curves(x, (Branch("", value, slope, here),))


def _plotted_z(name: str, z: Array) -> Array:
    """What to plot along x, (n, n_out): z or, for softmax, zᵢ − ln Σ e^{zₖ} over the other units k. aᵢ is
    the sigmoid of that number, with the slope ∂aᵢ/∂zᵢ = aᵢ(1 − aᵢ)."""
    if name != "softmax" or z.shape[1] == 1:
        return z
    others = [np.logaddexp.reduce(np.delete(z, i, axis=1), axis=1) for i in range(z.shape[1])]
    return z - np.stack(others, axis=1)


def _grid(low: float, high: float, kinks: tuple[float, ...]) -> Array:
    near = 1e-9 * (high - low)
    around = [kink + step for kink in kinks for step in (-near, 0.0, near)]
    return np.unique(np.concatenate([np.linspace(low, high, POINTS), around]))


def loss_curves(loss: str, y: Array, yhat: Array) -> Curves:
    """A loss and its derivative with respect to ŷ, for y and ŷ (n, n_out).

    The squared error is plotted over ŷ − y, because it depends on nothing else. Cross-entropies are
    plotted over ŷ, for y = 1 and, if it contributes, for y = 0.
    """
    if loss == "mse":
        error = (yhat - y).ravel()
        extent = 1.05 * max(1.0, float(np.abs(error).max()))
        x = np.linspace(-extent, extent, POINTS)
        return Curves(x, (_branch(loss, "", 0.0, x, error),))
    x = np.linspace(NEAREST, 1.0 - NEAREST, POINTS)
    labels = (1.0, 0.0) if loss == "binary_cross_entropy" else (1.0,)
    return Curves(
        x,
        tuple(_branch(loss, f"y = {label:g}", label, x, yhat[y == label]) for label in labels),
    )


def _branch(loss: str, name: str, label: float, x: Array, here: Array) -> Branch:
    """The curve ℓ(ŷ = x) for a fixed y."""
    entry, y = LOSSES[loss], np.full((1, len(x)), label)
    value = entry.analytic(y, x[None, :].astype(np.complex128)).real
    return Branch(name, value, entry.derivative(y, x[None, :], None)[0], here[None, :])
