"""Points of the plane at which a person says whether ŷ will rise or fall: offered, or of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.arrays import Array
from backprop.data import inputs_of
from backprop.nn import MLP
from backprop.training import Trainer

TOO_SMALL = 0.02  # of the largest number that it is compared with
CANDIDATES = 120  # random points from which probes are taken


@dataclass(frozen=True)
class Probe:
    """A point of the plane, numbered from 1, and the output that is asked about there."""

    number: int
    x: tuple[float, float]
    output: int


def probe_key(probe: Probe) -> str:
    """Such as "probe 1"."""
    return f"probe {probe.number}"


def offered_probes(trainer: Trainer, count: int, seed: int) -> tuple[Probe, ...]:
    """So many points of the plane at which the step changes ŷ enough to call; none where the data
    has no plane."""
    points = trainer.dataset.points[0]
    if points.shape[1] != 2 or not trainer.update.any():
        return ()
    rng = np.random.default_rng([seed, trainer.iteration, 1])
    low, high = points.min(axis=0), points.max(axis=0)
    plane = low + rng.random((CANDIDATES, 2)) * (high - low)
    outputs, mlp = _outputs(trainer, plane), trainer.mlp
    with np.errstate(all="ignore"):
        before = outputs_at(mlp, mlp.parameters, plane, trainer)
        after = outputs_at(mlp, mlp.parameters + trainer.update, plane, trainer)
    change = np.abs((after - before)[np.arange(CANDIDATES), outputs])
    # Well above what is too small to call; the size is no hint at the direction.
    fitting = np.flatnonzero(change >= 5 * TOO_SMALL * np.nanmax(change))
    return tuple(
        Probe(k, rounded(plane[at], high - low), int(outputs[at]))
        for k, at in enumerate(fitting[:count], 1)
    )


def own_probes(
    trainer: Trainer, points: Sequence[tuple[float, float]], first: int
) -> tuple[Probe, ...]:
    """The points that a person has marked, numbered from ``first``; none where the data has no plane."""
    if not points or trainer.dataset.points[0].shape[1] != 2:
        return ()
    outputs = _outputs(trainer, np.array(points))
    return tuple(
        Probe(number, point, int(output))
        for number, (point, output) in enumerate(zip(points, outputs, strict=True), first)
    )


def rounded(point: Array, span: Array) -> tuple[float, float]:
    """A point (2,) to about a hundredth of the data's span (2,), so that it can be said."""
    with np.errstate(divide="ignore"):
        digits = 2 - np.floor(np.log10(np.where(span > 0, span, 1.0))).astype(int)
    return round(float(point[0]), int(digits[0])), round(float(point[1]), int(digits[1]))


def outputs_at(mlp: MLP, parameters: Array, plane: Array, trainer: Trainer) -> Array:
    """ŷ (k, n_out) of a network with those parameters at points (k, 2) of the plane."""
    net = MLP(mlp.layer_sizes, mlp.activations, mlp.loss)
    net.parameters[:] = parameters
    features = trainer.dataset.features
    net.forward(inputs_of(plane, features) if features else plane)
    return net.a[-1].copy()


def _outputs(trainer: Trainer, plane: Array) -> NDArray[np.int64]:
    """The output that is asked about at points (k, 2): with several, the class of the nearest
    training point."""
    y = trainer.dataset.y_train
    if y.shape[1] == 1:
        return np.zeros(len(plane), dtype=np.int64)
    points = trainer.dataset.points[0]
    nearest = ((plane[:, None] - points[None]) ** 2).sum(axis=2).argmin(axis=1)
    return y.argmax(axis=1)[nearest]
