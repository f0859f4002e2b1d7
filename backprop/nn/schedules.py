"""Learning-rate schedules: the rate at iteration t, computed from the chosen rate η."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class ScheduleNumbers:
    """period: T, in iterations. factor: for step and exponential. floor: the final rate of cosine, as a
    fraction of η."""

    period: int = 200
    factor: float = 0.5
    floor: float = 0.01


@dataclass(frozen=True)
class Schedule:
    """One schedule.

    spoken: the name in a sentence.
    rate(eta, t, numbers): the learning rate at iteration t = 0, 1, …
    latex: the same formula in η, t, T (period), γ (factor) and f (floor).
    numbers: the fields of an Experiment that it uses.
    numpy: the lines of the NumPy program that set eta; fields of the Experiment are in braces.
    """

    name: str
    spoken: str
    description: str
    latex: str
    numbers: tuple[str, ...]
    rate: Callable[[float, int, ScheduleNumbers], float]
    numpy: str


def constant(eta: float, t: int, numbers: ScheduleNumbers) -> float:
    return eta


def step(eta: float, t: int, numbers: ScheduleNumbers) -> float:
    return eta * numbers.factor ** (t // numbers.period)


def exponential(eta: float, t: int, numbers: ScheduleNumbers) -> float:
    return eta * numbers.factor ** (t / numbers.period)


def cosine(eta: float, t: int, numbers: ScheduleNumbers) -> float:
    """Half a cosine from η down to floor · η over T iterations, then constant."""
    along = 0.5 * (1.0 + math.cos(math.pi * min(t / numbers.period, 1.0)))
    return eta * (numbers.floor + (1.0 - numbers.floor) * along)


def inverse_scaling(eta: float, t: int, numbers: ScheduleNumbers) -> float:
    return eta / math.sqrt(1.0 + t)


_ENTRIES = (
    Schedule(
        "constant",
        "constant",
        "The same learning rate throughout.",
        r"\eta",
        (),
        constant,
        "eta = learning_rate",
    ),
    Schedule(
        "step",
        "step",
        "Multiplies the rate by the factor after every T iterations, in steps.",
        r"\eta\,\gamma^{\lfloor t/T \rfloor}",
        ("schedule_period", "schedule_factor"),
        step,
        "eta = learning_rate * {schedule_factor!r} ** (t // {schedule_period})",
    ),
    Schedule(
        "exponential",
        "exponential",
        "Multiplies the rate by the factor every T iterations, smoothly.",
        r"\eta\,\gamma^{t/T}",
        ("schedule_period", "schedule_factor"),
        exponential,
        "eta = learning_rate * {schedule_factor!r} ** (t / {schedule_period})",
    ),
    Schedule(
        "cosine",
        "cosine",
        "Lowers the rate along half a cosine over T iterations, then keeps it at the final value.",
        r"\eta\left(f + (1-f)\tfrac{1 + \cos(\pi \min(t/T, 1))}{2}\right)",
        ("schedule_period", "schedule_floor"),
        cosine,
        "share = (1 + np.cos(np.pi * min(t / {schedule_period}, 1))) / 2\n"
        "eta = learning_rate * ({schedule_floor!r} + (1 - {schedule_floor!r}) * share)",
    ),
    Schedule(
        "inverse_scaling",
        "inverse scaling",
        "Divides the rate by the square root of the number of iterations.",
        r"\eta / \sqrt{1 + t}",
        (),
        inverse_scaling,
        "eta = learning_rate / np.sqrt(1 + t)",
    ),
)

SCHEDULES: dict[str, Schedule] = {entry.name: entry for entry in _ENTRIES}
