"""Describes an experiment, or what changed between two of them, in a few words."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from typing import Any

from backprop.data import FEATURES, OWN, PLAIN
from backprop.nn import ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS, SCHEDULES
from backprop.training import PRESETS, Experiment, Intervention
from backprop.training.choices import AUTO

LABELS = {
    "features": "inputs",
    "n_samples": "samples",
    "data_seed": "data seed",
    "test_fraction": "test share",
    "init_seed": "weight seed",
    "initializer": "initial weights",
    "learning_rate": "learning rate",
    "batch_size": "batch size",
    "batch_seed": "batch seed",
    "gradient_rule": "gradient rule",
    "l1": "L1",
    "l2": "L2",
}


def spoken(name: str) -> str:
    """A registered name the way people write it."""
    for registry in (ACTIVATIONS, OPTIMIZERS, SCHEDULES, INITIALIZERS, LOSSES):
        if name in registry:
            return registry[name].spoken
    return {AUTO: "auto", "xor": "XOR", OWN: "own data"}.get(name, name.replace("_", " "))


def preset_of(experiment: Experiment) -> str | None:
    """The name of the preset that equals this experiment, or None."""
    return next((p.name for p in PRESETS.values() if p.experiment == experiment), None)


def summary(experiment: Experiment) -> str:
    """Such as "circles · tanh 4, tanh 3 · sgd, η 0.5 · full batch"."""
    size = experiment.batch_size
    data = spoken(experiment.dataset)
    if experiment.features != PLAIN:
        data += f" as {_text(experiment.features)}"
    parts = [
        data,
        _spoken_layers(experiment),
        f"{spoken(experiment.optimizer)}, η {experiment.learning_rate:g}",
        f"batches of {size}" if size else "full batch",
    ]
    if count := len(experiment.interventions):
        parts.append(f"{count} intervention" if count == 1 else f"{count} interventions")
    return " · ".join(parts)


def common(experiments: Sequence[Experiment], differing: Collection[str]) -> str:
    """What all experiments have in common, in one line; the fields that differ are left out."""
    one, parts = experiments[0], []
    for fields, text in (
        (("dataset",), spoken(one.dataset)),
        (("hidden", "activations"), _spoken_layers(one)),
        (("initializer",), f"{spoken(one.initializer)} weights"),
        (("init_seed",), f"weight seed {one.init_seed}"),
        (("optimizer",), spoken(one.optimizer)),
        (("learning_rate",), f"η {one.learning_rate:g}"),
        (("batch_size",), f"batches of {one.batch_size}" if one.batch_size else "full batch"),
    ):
        if not set(fields) & set(differing):
            parts.append(text)
    shared = shared_interventions(experiments)
    parts += [f"{i} at {i.iteration}" for i in one.interventions if i in shared]
    return " · ".join(parts)


def shared_interventions(experiments: Sequence[Experiment]) -> set[Intervention]:
    """The interventions that all of the experiments have."""
    first, *others = (set(one.interventions) for one in experiments)
    return first.intersection(*others)


def _spoken_layers(experiment: Experiment) -> str:
    layers = ", ".join(
        f"{spoken(name)} {units}"
        for name, units in zip(experiment.activations, experiment.hidden, strict=True)
    )
    return layers or "no hidden layer"


def difference(before: Experiment, after: Experiment) -> str:
    """Such as "3 → 4 units in hidden 1", "learning rate 0.5 → 0.1" or "preset Spirals"."""
    name = preset_of(after)
    if name is not None and len(_changed(before, after)) > 1:
        return f"preset {PRESETS[name].title}"
    fields = _changed(before, after)
    if "own_data" in fields:
        if fields == ["own_data"]:
            return "another table"
        fields.remove("own_data")
    if fields == ["interventions"]:
        return _interventions(before, after)
    if set(fields) <= {"hidden", "activations"}:
        return _layers(before, after)
    if len(fields) > 2:
        return f"{len(fields)} choices"
    return ", ".join(
        f"{label(field)} {_text(getattr(before, field))} → {_text(getattr(after, field))}"
        for field in fields
    )


def _interventions(before: Experiment, after: Experiment) -> str:
    """Such as "learning rate 0.1 at iteration 40" or "without W²[3,1] cut at iteration 60"."""
    new = [one for one in after.interventions if one not in before.interventions]
    gone = [one for one in before.interventions if one not in after.interventions]
    if len(new) > 1 or (not new and len(gone) > 1):
        return f"{max(len(new), len(gone))} interventions"
    if new:
        return f"{new[0]} at iteration {new[0].iteration}"
    return f"without {gone[0]} at iteration {gone[0].iteration}"


def label(field: str) -> str:
    """A field's name in words."""
    return LABELS.get(field, field.replace("_", " "))


def value(experiment: Experiment, field: str) -> str:
    """A field's value in words."""
    found = getattr(experiment, field)
    if field == "interventions":
        return ", ".join(f"{one} at {one.iteration}" for one in experiment.interventions) or "none"
    if isinstance(found, tuple):
        return ", ".join(_text(item) for item in found) or "none"
    if isinstance(found, bool):
        return "yes" if found else "no"
    return spoken(found) if isinstance(found, str) else _text(found)


def _changed(before: Experiment, after: Experiment) -> list[str]:
    return [
        field.name
        for field in dataclasses.fields(Experiment)
        if getattr(before, field.name) != getattr(after, field.name)
    ]


def _layers(before: Experiment, after: Experiment) -> str:
    if len(before.hidden) != len(after.hidden):
        return f"{len(before.hidden)} → {len(after.hidden)} hidden layers"
    parts = [
        f"{old} → {new} units in hidden {layer}"
        for layer, (old, new) in enumerate(zip(before.hidden, after.hidden, strict=True), 1)
        if old != new
    ]
    parts += [
        f"{old} → {new} in hidden {layer}"
        for layer, (old, new) in enumerate(
            zip(before.activations, after.activations, strict=True), 1
        )
        if old != new
    ]
    return parts[0] if len(parts) == 1 else f"{len(parts)} changes of the hidden layers"


def _text(value: Any) -> str:
    if value is None:
        return "full"
    if isinstance(value, tuple):
        named = set(value) <= set(FEATURES)
        return ", ".join(map(_text, value)) if named else str(len(value))
    if value in FEATURES:
        return FEATURES[value].called()
    return f"{value:g}" if isinstance(value, float) else spoken(str(value))
