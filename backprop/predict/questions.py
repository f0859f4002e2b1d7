"""The questions about a step: the sign of a cell of dW or db, and whether ŷ rises or falls at a point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.arrays import Array
from backprop.data import inputs_of
from backprop.nn import MLP
from backprop.notation import w_name
from backprop.training import Trainer
from backprop.walkthrough import Cell
from backprop.walkthrough.cells import gradient

TOO_SMALL = (
    0.02  # share of the largest number it is compared with, below which a change is not graded
)
CANDIDATES = 120  # random points from which probes are chosen


@dataclass(frozen=True)
class Probe:
    """A point of the plane, numbered from 1, and the output that the question is about."""

    number: int
    x: tuple[float, float]
    output: int


def cell_key(cell: Cell) -> str:
    """Such as "2:0:1": layer, from (−1 for the bias), to."""
    return f"{cell.layer}:{cell.i}:{cell.j}"


def cell_name(cell: Cell) -> str:
    """Such as dW²[1,3] or db²[1]."""
    return w_name(cell.layer, cell.i, cell.j, "dW")


def probe_key(probe: Probe) -> str:
    """Such as "probe 1"."""
    return f"probe {probe.number}"


def all_cells(mlp: MLP) -> list[Cell]:
    """Every cell of dW and db, layer by layer, db after dW."""
    return [
        Cell("dW", l, j, i)
        for l in range(1, mlp.depth + 1)
        for i in (*range(mlp.layer_sizes[l - 1]), -1)
        for j in range(mlp.layer_sizes[l])
    ]


def too_small(mlp: MLP, cell: Cell) -> bool:
    """Whether a cell is too small to be graded; also where all cells of its layer are 0 or not finite."""
    dW, db = mlp.dW[cell.layer], mlp.db[cell.layer]
    largest = max(float(np.abs(dW).max()), float(np.abs(db).max()))
    return not abs(gradient(mlp, cell)) >= TOO_SMALL * largest > 0.0


def offered_cells(trainer: Trainer, count: int, seed: int) -> tuple[Cell, ...]:
    """That many randomly drawn cells that are large enough to be graded, taken from each layer in turn.

    The draw depends on the sizes only, so it gives no hint at the signs.
    """
    mlp = trainer.mlp
    rng = np.random.default_rng([seed, trainer.iteration])
    pools: dict[int, list[Cell]] = {l: [] for l in range(mlp.depth, 0, -1)}
    for cell in all_cells(mlp):
        if not too_small(mlp, cell):
            pools[cell.layer].append(cell)
    pools = {l: [pool[k] for k in rng.permutation(len(pool))] for l, pool in pools.items()}
    chosen: list[Cell] = []
    while len(chosen) < count and any(pools.values()):
        for pool in pools.values():
            if pool and len(chosen) < count:
                chosen.append(pool.pop())
    return tuple(sorted(chosen, key=lambda cell: (cell.layer, cell.j, cell.i)))


def offered_probes(trainer: Trainer, count: int, seed: int) -> tuple[Probe, ...]:
    """Up to that many points of the plane where the step changes ŷ enough to be graded; none if the
    data is not two-dimensional."""
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
    # Well above the limit for grading; the size gives no hint at the direction.
    fitting = np.flatnonzero(change >= 5 * TOO_SMALL * np.nanmax(change))
    return tuple(
        Probe(k, rounded(plane[at], high - low), int(outputs[at]))
        for k, at in enumerate(fitting[:count], 1)
    )


def own_probes(
    trainer: Trainer, points: Sequence[tuple[float, float]], first: int
) -> tuple[Probe, ...]:
    """The points that a person has marked, numbered from ``first``; none if the data is not
    two-dimensional."""
    if not points or trainer.dataset.points[0].shape[1] != 2:
        return ()
    outputs = _outputs(trainer, np.array(points))
    return tuple(
        Probe(number, point, int(output))
        for number, (point, output) in enumerate(zip(points, outputs, strict=True), first)
    )


def rounded(point: Array, span: Array) -> tuple[float, float]:
    """A point (2,) rounded to about a hundredth of the data's span (2,), so that it is short to write."""
    with np.errstate(divide="ignore"):
        digits = 2 - np.floor(np.log10(np.where(span > 0, span, 1.0))).astype(int)
    return round(float(point[0]), int(digits[0])), round(float(point[1]), int(digits[1]))


def outputs_at(mlp: MLP, parameters: Array, plane: Array, trainer: Trainer) -> Array:
    """ŷ (k, n_out) of a network with these parameters at points (k, 2) of the plane."""
    net = MLP(mlp.layer_sizes, mlp.activations, mlp.loss)
    net.parameters[:] = parameters
    features = trainer.dataset.features
    net.forward(inputs_of(plane, features) if features else plane)
    return net.a[-1].copy()


def _outputs(trainer: Trainer, plane: Array) -> NDArray[np.int64]:
    """The output that is asked about at each of the points (k, 2): if there are several outputs, the
    class of the nearest training point."""
    y = trainer.dataset.y_train
    if y.shape[1] == 1:
        return np.zeros(len(plane), dtype=np.int64)
    points = trainer.dataset.points[0]
    nearest = ((plane[:, None] - points[None]) ** 2).sum(axis=2).argmin(axis=1)
    return y.argmax(axis=1)[nearest]
