"""The data that the browser receives to walk a sample."""

from __future__ import annotations

import json

import numpy as np
import pytest

from backprop import Experiment, Trainer
from backprop.data import DATASETS
from backprop.live_view.sample_walk import POINTS, facts, on_a_plane, sample_map, walk_data
from backprop.walkthrough.explanation import follow_in


@pytest.mark.parametrize("name", DATASETS)
@pytest.mark.parametrize("test", [False, True])
def test_the_walk_of_every_data_set_is_plain_data(name: str, test: bool) -> None:
    trainer = Trainer(Experiment(dataset=name, n_samples=60, batch_size=8))
    trainer.seek(3)
    one = follow_in(trainer, 4, test)
    data = walk_data(trainer, one, 4, test, "loss")
    again = json.loads(json.dumps(data, allow_nan=False))
    assert again["sample"] == {"set": "test" if test else "train", "index": 4}
    assert again["iteration"] == 3
    sizes = again["walk"]["sizes"]
    assert again["walk"]["values"]["a"][-1] == one.mlp.a[-1][0].tolist()
    assert len(again["walk"]["shown"]) == len(sizes)
    X = trainer.dataset.X_test if test else trainer.dataset.X_train
    points = again["map"]["points"]
    assert [point[0] for point in points] == list(range(len(X)))
    flat, _ = on_a_plane(trainer.dataset.X_train, X, trainer.dataset.feature_names)
    assert np.allclose([point[1:3] for point in points], flat, atol=5e-4)
    batch = set() if test else {int(k) for k in trainer.batch_indices}
    assert {point[0] for point in points if point[4]} == batch


def test_a_large_set_is_thinned_but_keeps_the_batch_and_the_sample() -> None:
    trainer = Trainer(Experiment(n_samples=4000, batch_size=32))
    found = sample_map(trainer, 1999, test=False)
    indices = [point[0] for point in found["points"]]
    assert POINTS <= len(indices) <= POINTS + 1
    assert not found["all"]
    assert {*map(int, trainer.batch_indices), 1999} <= set(indices)


def test_the_facts_name_label_answer_and_place() -> None:
    trainer = Trainer(Experiment(batch_size=16))
    inside = int(trainer.batch_indices[0])
    one = follow_in(trainer, inside)
    told = dict(facts(trainer, one, inside, test=False))
    assert told["training sample"] == str(inside + 1)
    assert told["label"] == f"class {int(trainer.dataset.y_train[inside, 0])}"
    assert told["in this batch"] == "one of 16"
    probe = dict(facts(trainer, follow_in(trainer, 0, test=True), 0, test=True))
    assert probe["in this batch"] == "no, a probe"
    assert "test sample" in probe
    regression = Trainer(Experiment(dataset="plane"))
    assert "target" in dict(facts(regression, follow_in(regression, 1), 1, test=False))


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_run_on_the_way_to_infinity_can_still_be_walked(optimizer: str) -> None:
    trainer = Trainer(
        Experiment(dataset="plane", activations=("relu", "relu"), optimizer=optimizer, batch_size=8)
    )
    mlp = trainer.mlp
    for l in range(1, mlp.depth + 1):
        mlp.W[l] *= 1e160
    with np.errstate(all="ignore"):
        mlp.forward(trainer.batch_data[0])
        mlp.backward(trainer.batch_data[1])
        assert not mlp.all_finite()
        one = follow_in(trainer, int(trainer.batch_indices[0]))
        data = walk_data(trainer, one, int(trainer.batch_indices[0]), False, "")
    said = json.dumps(data, allow_nan=False, ensure_ascii=False)
    assert "∞" in said or "NaN" in said
