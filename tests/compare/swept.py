"""The sweep that the tests train, and Trainer's results for it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from backprop import Experiment, Trainer
from backprop.arrays import Array
from backprop.compare.variants import Variant, vary

BASE = Experiment(n_samples=60, batch_size=8)
NAMES = ("sgd", "adam", "rmsprop")
ITERATIONS = 45


def variants(seeds: int = 1) -> list[Variant]:
    return vary(BASE, "optimizer", NAMES, seeds)


def experiments() -> list[Experiment]:
    return [variant.experiment for variant in variants()]


def same_as_trainer(histories: Mapping[int, Array], iterations: int = ITERATIONS) -> None:
    """Whether the histories equal Trainer's to the bit, by the index of the variant."""
    assert sorted(histories) == list(range(len(NAMES)))
    for place, name in enumerate(NAMES):
        trainer = Trainer(dataclasses.replace(BASE, optimizer=name))
        trainer.run(iterations)
        np.testing.assert_array_equal(histories[place], trainer.history.rows)
