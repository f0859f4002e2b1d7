"""What a sweep can vary, which values it offers, and the experiments that result."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from backprop.compare.comparison import changed
from backprop.training import MAX_HIDDEN_LAYERS, Experiment
from backprop.training.choices import BOUNDS, CHOICES, Bound, quoted

Value = str | int | float
MOST_VALUES, MOST_SEEDS = 12, 10
ALL_SAMPLES = 0  # the batch size that stands for the full batch
UNITS = 4  # of layers added to a network that has none


@dataclass(frozen=True)
class Varied:
    """A choice to sweep over. names: the allowed values, or bound: the range of numbers.
    start(experiment): the values offered at first. put(experiment, value): the experiment with a value."""

    name: str
    title: str
    start: Callable[[Experiment], Sequence[Value]]
    put: Callable[[Experiment, Any], Experiment]
    names: Sequence[str] = ()
    bound: Bound | None = None


@dataclass(frozen=True)
class Variant:
    """An experiment of a sweep, with its value and its weight seed."""

    experiment: Experiment
    value: Value
    seed: int


def _rates(experiment: Experiment) -> Sequence[Value]:
    bound = BOUNDS["learning_rate"]
    rates = (experiment.learning_rate * factor for factor in (0.1, 0.3, 1.0, 3.0, 10.0))
    return [*dict.fromkeys(float(f"{min(max(r, bound.low), bound.high):.3g}") for r in rates)]


def _activation(experiment: Experiment, name: str) -> Experiment:
    return changed(experiment, "activations", (name,) * len(experiment.hidden))


def _depth(experiment: Experiment, depth: int) -> Experiment:
    units = experiment.hidden[-1] if experiment.hidden else UNITS
    return changed(experiment, "hidden", (experiment.hidden + (units,) * depth)[:depth])


def _width(experiment: Experiment, units: int) -> Experiment:
    return changed(experiment, "hidden", (units,) * len(experiment.hidden))


def _field(name: str) -> Callable[[Experiment, Any], Experiment]:
    return lambda experiment, value: changed(experiment, name, value)


def _batch(experiment: Experiment, size: int) -> Experiment:
    return changed(experiment, "batch_size", size or None)


_ENTRIES = (
    Varied(
        "optimizer",
        "optimizer",
        lambda _: CHOICES["optimizer"],
        _field("optimizer"),
        CHOICES["optimizer"],
    ),
    Varied(
        "activation",
        "activation of the hidden layers",
        lambda _: ("sigmoid", "tanh", "relu"),
        _activation,
        CHOICES["activations"],
    ),
    Varied(
        "initializer",
        "initial weights",
        lambda _: ("zeros", "uniform", "glorot_uniform", "he_normal"),
        _field("initializer"),
        CHOICES["initializer"],
    ),
    Varied(
        "learning_rate",
        "learning rate",
        _rates,
        _field("learning_rate"),
        bound=BOUNDS["learning_rate"],
    ),
    Varied(
        "batch_size",
        "batch size (0: all)",
        lambda _: (4, 16, 64, ALL_SAMPLES),
        _batch,
        bound=Bound(0, BOUNDS["batch_size"].high, "0 takes all samples", whole=True),
    ),
    Varied(
        "depth",
        "depth: hidden layers",
        lambda _: (1, 2, 3, 4),
        _depth,
        bound=Bound(0, MAX_HIDDEN_LAYERS, "0 is no hidden layer", whole=True),
    ),
    Varied(
        "width",
        "width: units of every hidden layer",
        lambda _: (2, 4, 8, 16),
        _width,
        bound=BOUNDS["hidden"],
    ),
    Varied(
        "seed",
        "weight seed",
        lambda e: [(e.init_seed + k) % 2**32 for k in range(5)],
        _field("init_seed"),
        bound=BOUNDS["init_seed"],
    ),
)

VARIED: dict[str, Varied] = {entry.name: entry for entry in _ENTRIES}


def values_of(name: str, text: str) -> list[Value]:
    """The numbers in a text such as "0.01, 0.1", without duplicates. Raises ValueError, one sentence."""
    varied = VARIED[name]
    parts = (part.strip() for part in text.replace(";", ",").split(","))
    found = [*dict.fromkeys(_number(varied, part) for part in parts if part)]
    if not 1 <= len(found) <= MOST_VALUES:
        raise ValueError(
            f"{varied.title}: expected 1 to {MOST_VALUES} numbers separated by commas, "
            f"got {len(found)}."
        )
    return found


def _number(varied: Varied, text: str) -> Value:
    bound = varied.bound
    assert bound is not None
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"{varied.title}: expected numbers, got {quoted(text)}.") from None
    if not bound.low <= value <= bound.high or (bound.whole and not value.is_integer()):
        kind = "whole numbers" if bound.whole else "numbers"
        raise ValueError(f"{varied.title}: expected {kind} from {bound.span}, got {quoted(text)}.")
    return int(value) if bound.whole else value


def vary(
    experiment: Experiment, name: str, values: Sequence[Value], seeds: int = 1
) -> list[Variant]:
    """The experiments of a sweep: for every value, ``seeds`` draws of the initial weights, starting
    with the experiment's own seed. If the seed itself is varied, one experiment for every value.

    Raises ValueError, one sentence, for a value that does not go with the other choices.
    """
    varied = VARIED[name]
    if name == "seed":
        return [Variant(varied.put(experiment, v), v, int(v)) for v in values]
    if not experiment.hidden and name in ("activation", "width"):
        raise ValueError(f"{varied.title}: this network has no hidden layer to vary.")
    draws = [(experiment.init_seed + k) % 2**32 for k in range(seeds)]
    found = []
    for value in values:
        one = varied.put(experiment, value)
        found += [Variant(dataclasses.replace(one, init_seed=s), value, s) for s in draws]
    return found
