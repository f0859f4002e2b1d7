"""Interventions for tests: any that fits an experiment's network."""

from __future__ import annotations

import dataclasses
from typing import Any

from hypothesis import strategies as st

from backprop import Experiment
from backprop.training import Intervention
from backprop.training.choices import BOUNDS, CHOICES
from backprop.training.interventions import KINDS

SMALL = Experiment(n_samples=40, learning_rate=0.05, hidden=(3, 2), l2=0.01)


def intervened(*these: Intervention, **fields: Any) -> Experiment:
    """The small experiment with interventions and other fields."""
    return dataclasses.replace(SMALL, **fields, interventions=these)


@st.composite
def interventions(
    draw: st.DrawFn, experiment: Experiment, last: int = 100_000, tame: bool = False
) -> Intervention:
    """One of any kind, at an iteration up to ``last``. tame: values with which training goes on."""
    kind = KINDS[draw(st.sampled_from([*KINDS]))]
    iteration, fields = draw(st.integers(0, last)), dict[str, Any]()
    sizes = [size or 1 for size in experiment.layer_sizes]
    if kind.target != "run":
        fields["layer"] = layer = draw(st.integers(1, len(sizes) - 1))
        if kind.target in ("weight", "bias"):
            fields["j"] = draw(st.integers(0, sizes[layer] - 1))
        if kind.target == "weight":
            fields["i"] = draw(st.integers(0, sizes[layer - 1] - 1))
    if kind.valued:
        fields["value"] = draw(_value(kind.name, tame))
    return Intervention(iteration, kind.name, **fields)


def _value(kind: str, tame: bool) -> st.SearchStrategy[Any]:
    if kind == "optimizer":
        return st.sampled_from(CHOICES["optimizer"])
    if kind == "batch_size":
        return st.none() | st.integers(1, 40 if tame else 20_000)
    if kind in ("weight", "bias"):
        return st.floats(-2, 2) if tame else st.floats(-1e6, 1e6)
    if tame:
        highest = {"learning_rate": 0.1, "l1": 0.05, "l2": 0.05, "epsilon": 1e-4}.get(kind, 0.95)
        return st.floats(max(BOUNDS[kind].low, 1e-4 if kind != "epsilon" else 1e-12), highest)
    return st.floats(BOUNDS[kind].low, BOUNDS[kind].high)
