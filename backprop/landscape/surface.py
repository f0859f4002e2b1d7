"""The loss on a grid of points in a plane, computed row by row, so that it can be shown and stopped."""

from __future__ import annotations

import time

import numpy as np

from backprop.arrays import Array
from backprop.landscape.objective import Objective
from backprop.landscape.plane import Plane
from backprop.nn import MLP

SIZES = (11, 21, 31, 41, 61, 81, 101)  # points per side
USUAL = 41  # points per side: a finer map looks the same, but takes longer to compute and draw
RANDOM_HALF, WEIGHT_HALF = (
    1.0,
    4.0,
)  # half the width of a grid: as in the paper, and for two weights
MARGIN = 1.3  # around a path
NARROWEST = 0.05  # a path's shorter side, as a share of the longer one
AFFORDABLE = 2e9  # multiplications of a grid that takes about a second
ACTIVATION = 12  # multiplications that take as long as one activation


class Surface:
    """Losses (ny, nx) over the points x (nx,), y (ny,) of a plane; NaN where not yet computed.

    Rows near the middle come first. It keeps no data: the objective is handed to ``advance``, and
    callers that have the same one may compute at the same time, because they get the same numbers.
    """

    def __init__(self, plane: Plane, x: Array, y: Array) -> None:
        self.plane, self.x, self.y = plane, x, y
        self.losses = np.full((len(y), len(x)), np.nan)
        self.done = np.zeros(len(y), dtype=np.bool_)
        self._order = np.argsort(np.abs(np.arange(len(y)) - (len(y) - 1) / 2), kind="stable")

    @property
    def share(self) -> float:
        """The share of rows that have been computed."""
        return float(self.done.mean())

    @property
    def complete(self) -> bool:
        """Whether every row has been computed."""
        return bool(self.done.all())

    @property
    def not_finite(self) -> int:
        """Number of computed points whose loss is not finite."""
        return int(np.count_nonzero(~np.isfinite(self.losses[self.done])))

    def advance(self, objective: Objective, seconds: float) -> None:
        """Compute rows for about that many seconds, at least one row, or up to the last one."""
        end = time.monotonic() + seconds
        for row in self._order:
            if not self.done[row]:
                points = np.full(len(self.x), self.y[row])
                self.losses[row] = self._losses(objective, points)
                self.done[row] = True
                if time.monotonic() >= end:
                    return

    def _losses(self, objective: Objective, y: Array) -> Array:
        """A row in pieces: the parameter sets of a whole one can be large."""
        at_once = objective.chunk
        return np.concatenate(
            [
                objective.losses(self.plane.thetas(self.x[k : k + at_once], y[k : k + at_once]))
                for k in range(0, len(y), at_once)
            ]
        )


def around(origin: tuple[float, float], half: float, size: int) -> tuple[Array, Array]:
    """Grid lines x, y (size,) that extend by ``half`` to either side of a point; with an odd size one
    goes through it."""
    steps = half * np.linspace(-1.0, 1.0, size)
    return origin[0] + steps, origin[1] + steps


def around_path(points: Array, scale: float, size: int) -> tuple[Array, Array]:
    """Grid lines x, y (size,) that enclose the points (k, 2) with a margin, times a scale."""
    low, high = points.min(axis=0), points.max(axis=0)
    half = 0.5 * MARGIN * np.maximum(high - low, NARROWEST * (high - low).max())
    steps = scale * half[:, None] * np.linspace(-1.0, 1.0, size)
    x, y = 0.5 * (low + high)[:, None] + steps
    return x, y


def affordable_size(mlp: MLP, n: int) -> int:
    """The finest of SIZES up to USUAL whose grid takes about a second."""
    units = sum(mlp.layer_sizes[1:])
    cost = n * (mlp.parameters.size + ACTIVATION * units)
    fitting = [size for size in SIZES if size <= USUAL and size * size * cost <= AFFORDABLE]
    return max(fitting, default=SIZES[0])


def clipped(losses: Array, at: float) -> Array:
    """The losses, with values above ``at`` set to ``at`` and values that are not finite set to NaN."""
    return np.where(np.isfinite(losses), np.minimum(losses, at), np.nan)
