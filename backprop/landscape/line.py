"""The loss along a line: along the negative gradient with its tangent, and between two parameter sets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.arrays import Array
from backprop.landscape.objective import Objective

POINTS, FEW_POINTS = 121, 31  # points of a curve; the smaller number where losses are costly
SLICE = (-0.25, 1.25)  # a slice extends a quarter beyond either end
# Range of the scan for the largest α; 1 moves θ by as much as its largest number.
SCAN = (1e-5, 1e3)
PER_DECADE, FEW_PER_DECADE = 12, 6
CHECKED, FEW_CHECKED = 64, 16  # points between 0 and a crossing where the loss must be lower
TOLERANCE = 1e-13  # of the largest α, relative


@dataclass(frozen=True)
class Lowering:
    """Which steps α lower the loss.

    alpha: every smaller α (except 0) does; None where not even a small one does. beyond: no α up to
    ``alpha`` raises the loss, and no larger one was tried. again: some larger α lower it again.
    """

    alpha: float | None
    beyond: bool = False
    again: bool = False


@dataclass(frozen=True)
class Descent:
    """L(θ − αg) over α (k,), and what the first-order approximation predicts.

    slope: dL/dα at 0, which is −g·∇L; if g is the gradient of this loss, that is −‖g‖².
    """

    alphas: Array
    losses: Array
    start: float
    slope: float

    @property
    def tangent(self) -> Array:
        """start + slope · α, (k,)."""
        return self.start + self.slope * self.alphas


@dataclass(frozen=True)
class NextStep:
    """The effect of an update: the loss before and after it, and the change that the first-order
    approximation predicts, ∇L · update."""

    before: float
    after: float
    predicted: float

    @property
    def change(self) -> float:
        """The change of the loss; negative where it falls."""
        return self.after - self.before


def descent(objective: Objective, theta: Array, g: Array, farthest: float) -> Descent:
    """The loss along −g from θ, both (P,), for α from 0 to ``farthest``."""
    alphas = np.linspace(0.0, farthest, _points(objective))
    with np.errstate(all="ignore"):
        losses = objective.losses(theta - alphas[:, None] * g)
        slope = -float(g @ objective.gradient(theta))
    return Descent(alphas, losses, float(losses[0]), slope)


def next_step(objective: Objective, theta: Array, update: Array) -> NextStep:
    """The loss before and after the update (P,) from θ (P,)."""
    before, after = objective.losses(np.stack([theta, theta + update]))
    with np.errstate(all="ignore"):
        predicted = float(objective.gradient(theta) @ update)
    return NextStep(float(before), float(after), predicted)


def largest_alpha(objective: Objective, theta: Array, g: Array) -> Lowering:
    """The range of α in which the loss along −g is lower than at θ: scanned outwards, then bisected."""
    largest = float(np.abs(g).max())
    if not (0.0 < largest < np.inf):
        return Lowering(None)
    length = largest * float(np.linalg.norm(g / largest))  # squares of a large g overflow
    unit = max(1.0, float(np.abs(theta).max())) / length
    per_decade = FEW_PER_DECADE if objective.costly else PER_DECADE
    decades = np.log10(SCAN[1] / SCAN[0])
    alphas = unit * np.geomspace(*SCAN, round(decades * per_decade) + 1)
    start = objective.loss(theta)

    def lower(found: Array) -> NDArray[np.bool_]:
        # Not the same as "not higher": NaN is not a lower loss.
        return np.concatenate(
            [objective.losses(theta - part[:, None] * g) < start for part in _parts(found)]
        )

    scanned = lower(alphas)
    if scanned.all():
        return Lowering(float(alphas[-1]), beyond=True)
    first = int(scanned.argmin())
    if first == 0:
        return Lowering(None, again=bool(scanned.any()))
    low, high = float(alphas[first - 1]), float(alphas[first])
    between = np.linspace(0.0, low, (FEW_CHECKED if objective.costly else CHECKED) + 1)[1:]
    inside = lower(between)
    if not inside.all():  # the loss rises and falls between two points of the scan
        k = int(inside.argmin())
        low, high = (float(between[k - 1]) if k else float(alphas[0])), float(between[k])
    while high - low > TOLERANCE * high:
        middle = 0.5 * (low + high)
        if not low < middle < high:
            break
        if lower(np.array([middle]))[0]:
            low = middle
        else:
            high = middle
    return Lowering(low, again=bool(scanned[first:].any()) or not inside.all())


def between(objective: Objective, first: Array, last: Array) -> tuple[Array, Array]:
    """s (k,) and the losses (k,) of (1 − s) θ_first + s θ_last; 0 and 1 are among the s."""
    shares = np.linspace(*SLICE, _points(objective))
    thetas = (1.0 - shares)[:, None] * first + shares[:, None] * last
    return shares, objective.losses(thetas)


def _points(objective: Objective) -> int:
    return FEW_POINTS if objective.costly else POINTS


def _parts(alphas: Array) -> list[Array]:
    """The alphas in groups small enough for their parameter sets to need little memory."""
    return np.array_split(alphas, max(1, len(alphas) // 16))
