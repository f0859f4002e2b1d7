"""The report behind the badge."""

from __future__ import annotations

import numpy as np
import pytest

from backprop import Experiment, Trainer, gradient_check
from backprop.gradcheck import check_seconds
from backprop.live_view.check import BUDGET, report
from backprop.training import PRESETS


@pytest.mark.parametrize(
    "name", [n for n, p in PRESETS.items() if p.experiment.gradient_rule == "exact"]
)
def test_presets_pass(name: str) -> None:
    trainer = Trainer(PRESETS[name].experiment)
    trainer.seek(3)
    found = report(trainer, "abc")
    assert found["passed"] is True
    assert (found["run"], found["iteration"]) == ("abc", 3)
    assert 0 <= found["worst"] <= found["tolerance"]


def test_the_numbers_are_those_of_the_check_on_this_batch() -> None:
    trainer = Trainer(Experiment(batch_size=16))
    trainer.seek(20)
    X, y = trainer.batch_data
    plain = gradient_check(trainer.mlp, X, y)
    found = report(trainer, "")
    assert (found["worst"], found["worst_layer"]) == (plain.worst, plain.worst_layer)
    assert isinstance(found["worst"], float)


def test_the_articles_rule_fails_and_says_why() -> None:
    found = report(Trainer(PRESETS["tutorial"].experiment), "")
    assert found["passed"] is False
    assert found["failed_layers"] == [1, 2, 3]
    assert "on purpose" in found["sentence"]
    assert f"layer {found['worst_layer']}" in found["sentence"]


def test_the_check_leaves_the_training_alone() -> None:
    trainer = Trainer(Experiment(batch_size=16, n_samples=60))
    trainer.run(5)
    before = trainer.mlp.parameters.copy(), trainer.mlp.gradients.copy()
    report(trainer, "")
    assert np.array_equal(trainer.mlp.parameters, before[0])
    assert np.array_equal(trainer.mlp.gradients, before[1])
    trainer.step()
    other = Trainer(trainer.experiment)
    other.run(6)
    assert np.array_equal(trainer.mlp.parameters, other.mlp.parameters)


def test_too_large_a_check_is_not_made_and_says_so() -> None:
    trainer = Trainer(Experiment(hidden=(256, 256), activations=("relu", "relu")))
    found = report(trainer, "")
    assert found["passed"] is None
    assert found["worst"] is None
    assert found["sentence"].startswith("Not checked: 66,817 parameters")


def test_the_estimate_grows_with_the_network_and_the_batch() -> None:
    assert (
        check_seconds([2, 1], 100)
        < check_seconds([2, 8, 1], 100)
        < check_seconds([2, 8, 8, 1], 100)
    )
    assert check_seconds([2, 8, 1], 200) == pytest.approx(2 * check_seconds([2, 8, 1], 100))
    assert check_seconds([64, 32, 10], 64) < BUDGET < check_seconds([64, 256, 256, 10], 900)
