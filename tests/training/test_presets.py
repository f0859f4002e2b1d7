"""Presets: each runs and does what its sentence says; the default learns visibly."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import numpy as np
import pytest

from backprop import Experiment, Trainer
from backprop.training.presets import PRESETS


@pytest.mark.parametrize("name", PRESETS)
def test_each_trains_and_is_found_by_its_name(name: str) -> None:
    experiment = Experiment.preset(name)
    assert experiment == PRESETS[name].experiment
    assert Experiment.from_query(experiment.to_query()) == (experiment, [])
    trainer = Trainer(experiment)
    trainer.run(20)
    assert trainer.diverged is None
    assert np.isfinite(trainer.history.train_loss).all()


def test_unknown_names_are_refused_with_those_that_are_known() -> None:
    with pytest.raises(ValueError, match="unknown preset 'nonsense': expected one of circles"):
        Experiment.preset("nonsense")


def final(experiment: Experiment, iterations: int) -> tuple[float, float]:
    """Training and test accuracy after that many iterations."""
    trainer = Trainer(experiment)
    trainer.run(iterations)
    return trainer.history.train_accuracy[-1], trainer.history.test_accuracy[-1]


def test_the_default_is_seen_to_learn_whatever_the_weights() -> None:
    """Six seconds of play; the design's aim is 300 iterations."""
    accuracies = [final(Experiment(init_seed=seed), 300)[1] for seed in range(20)]
    assert np.median(accuracies) > 0.95
    assert min(accuracies) > 0.7


@pytest.mark.parametrize(
    ("name", "iterations", "accuracy"),
    [("xor", 400, 0.9), ("blobs", 200, 0.95), ("spirals", 600, 0.9), ("minibatch", 800, 0.95)],
)
def test_they_reach_what_they_promise(name: str, iterations: int, accuracy: float) -> None:
    assert final(Experiment.preset(name), iterations)[1] > accuracy


def test_the_articles_network_with_the_true_gradient_settles() -> None:
    assert final(Experiment.preset("tutorial_exact"), 1000)[0] > 0.98


def test_a_small_batch_makes_the_loss_tremble() -> None:
    def rises(experiment: Experiment) -> int:
        trainer = Trainer(experiment)
        trainer.run(200)
        return int(np.count_nonzero(np.diff(trainer.history.train_loss) > 0))

    mini = Experiment.preset("minibatch")
    assert rises(mini) > 20 > rises(dataclasses.replace(mini, batch_size=None))


def test_six_sigmoid_layers_vanish() -> None:
    trainer = Trainer(Experiment.preset("vanishing"))
    sizes = [np.abs(trainer.mlp.dW[l]).max() for l in range(1, trainer.mlp.depth + 1)]
    assert sizes[-1] > 1e3 * sizes[0]
    assert all(a < b for a, b in pairwise(sizes))
