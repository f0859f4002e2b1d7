"""What changed between two experiments, in words."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from backprop import Experiment
from backprop.training import PRESETS, Intervention
from backprop.training.describe import common, difference, preset_of, summary
from backprop.ui.compare.run import entries

BASE = Experiment(hidden=(3, 3), learning_rate=0.3)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"hidden": (4, 3)}, "3 → 4 units in hidden 1"),
        ({"activations": ("tanh", "relu")}, "tanh → relu in hidden 2"),
        ({"hidden": (3,), "activations": ("tanh",)}, "2 → 1 hidden layers"),
        ({"learning_rate": 0.1}, "learning rate 0.3 → 0.1"),
        ({"batch_size": 16}, "batch size full → 16"),
        ({"init_seed": 43}, "weight seed 42 → 43"),
        ({"initializer": "he_normal"}, "initial weights Glorot uniform → He normal"),
        ({"dataset": "moons", "noise": 0.2, "data_seed": 4}, "3 choices"),
    ],
)
def test_difference(fields: dict[str, Any], words: str) -> None:
    assert difference(BASE, dataclasses.replace(BASE, **fields)) == words


def test_every_field_has_words() -> None:
    others: dict[str, Any] = {
        "dataset": "moons",
        "hidden": (5, 3),
        "activations": ("relu", "tanh"),
        "output": "sigmoid",
        "loss": "mse",
        "initializer": "zeros",
        "optimizer": "adam",
        "schedule": "step",
        "features": ("x1", "sin_x2"),
        "gradient_rule": "tutorial",
        "batch_size": 8,
        "shuffle": False,
        "interventions": (Intervention(40, "learning_rate", 0.1),),
    }
    for field in dataclasses.fields(Experiment):
        if field.name == "own_data":  # is there with a table only
            continue
        value = getattr(BASE, field.name)
        other = others.get(field.name, value + 1 if isinstance(value, int) else 0.25)
        words = difference(BASE, dataclasses.replace(BASE, **{field.name: other}))
        assert "→" in words or words == "learning rate 0.1 at iteration 40"
        assert "_" not in words


def test_own_data_has_words_without_its_fingerprint() -> None:
    own = dataclasses.replace(BASE, dataset="own", own_data="0123456789abcdef")
    other = dataclasses.replace(own, own_data="f" * 16)
    assert difference(BASE, own) == "dataset circles → own data"
    assert difference(own, other) == "another table"
    assert "own data" in summary(own)


def test_presets_are_recognised() -> None:
    for name, preset in PRESETS.items():
        assert preset_of(preset.experiment) == name
    assert preset_of(BASE) is None
    assert difference(BASE, PRESETS["spirals"].experiment) == "preset Spirals"


def test_what_all_branches_share_is_said_once() -> None:
    trunk = Experiment(interventions=(Intervention(40, "learning_rate", 0.1),))
    more = (*trunk.interventions, Intervention(45, "freeze", layer=1))
    branch = dataclasses.replace(trunk, interventions=more)
    assert common([trunk, branch], ["interventions"]).endswith("learning rate 0.1 at 40")
    first, second = (dict(entry.own) for entry in entries([trunk, branch]))
    assert first["interventions"] == "none of its own"
    assert second["interventions"] == "layer 1 frozen at 45"
