"""The session's own data: the runs on it, and that no other session sees it."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from backprop import Experiment
from backprop.data.table import Table
from backprop.live_view.trace import run_id
from backprop.training.file import Picture
from backprop.ui.lab import TABLE_BYTES, Lab
from backprop.ui.state import _from_address


def table(seed: int = 0, n: int = 40) -> Table:
    rng = np.random.default_rng(seed)
    X = rng.normal(5, 2, (n, 2))
    return Table(X, (X[:, 0] > 5).astype(int), ("height", "width"), "kind", ("no", "yes"))


def on(kept: Table, **fields: Any) -> Experiment:
    return Experiment(dataset="own", own_data=kept.fingerprint, **fields)


def test_a_run_on_the_sessions_table_and_the_way_back() -> None:
    lab, first, second = Lab(Experiment(), shown=9), table(), table(1)
    lab.keep_table(first)
    lab.change(on(first))
    data = lab.trainer.dataset
    assert (data.feature_names, data.class_names) == (("height", "width"), ("no", "yes"))
    np.testing.assert_allclose(data.X_train.mean(axis=0), 0, atol=1e-12)
    run = lab.run
    lab.keep_table(second)  # the table is edited
    lab.change(on(second))
    assert lab.run != run
    assert not np.array_equal(lab.trainer.dataset.X_train, data.X_train)
    lab.go_back()
    np.testing.assert_array_equal(lab.trainer.dataset.X_train, data.X_train)
    lab.go_back()
    assert (lab.experiment, lab.shown) == (Experiment(), 9)
    assert lab.table is second  # kept for later


def test_what_does_not_go_with_the_table_is_refused_with_a_sentence() -> None:
    lab, kept = Lab(Experiment()), table()
    with pytest.raises(ValueError, match="somebody's own table"):
        lab.change(on(kept))
    lab.keep_table(kept)
    with pytest.raises(ValueError, match="use binary_cross_entropy, or softmax as the output"):
        lab.change(on(kept, loss="cross_entropy", output="sigmoid"))
    assert lab.experiment == Experiment()
    with pytest.raises(ValueError, match="somebody's own table"):
        lab.new_trainer(on(table(3)))


def test_old_tables_go_and_with_them_the_steps_back_to_them() -> None:
    lab = Lab(Experiment())
    many = 50_000
    tables = []
    for seed in range(4):
        X = np.random.default_rng(seed).normal(size=(many, 64))
        tables.append(Table(X, X[:, 0], tuple(map(str, range(64)))))
        lab.keep_table(tables[-1])
        lab.change(on(tables[-1]))
    assert sum(kept.X.nbytes for kept in lab.tables.values()) <= TABLE_BYTES
    assert {step[0].own_data for step in lab.undo} <= {"", *lab.tables}
    assert lab.trainer.n_train == 250


def test_a_link_to_somebodys_table_waits_for_it() -> None:
    experiment = on(table(), hidden=(5,), activations=("relu",), output="linear", loss="mse")
    lab = _from_address(experiment.to_query() | {"t": "30"})
    assert lab.pending == Picture(experiment, 30)
    assert lab.experiment.dataset == "circles"
    assert (lab.experiment.hidden, lab.shown, lab.rejected) == ((5,), 0, [])
    beside = _from_address({"runs": "~dataset-own"})
    assert (beside.pending, beside.compared) == (None, [Experiment()])
    assert "left out" in beside.rejected[0]
    assert set(experiment.to_query()) == {
        "dataset",
        "own_data",
        "hidden",
        "activations",
        "output",
        "loss",
    }


def test_the_run_and_all_that_hangs_on_it_depend_on_the_data() -> None:
    first, second = on(table()), on(table(1))
    assert len({first, second, Experiment()}) == 3
    assert len({run_id(first), run_id(second), run_id(dataclasses.replace(first, noise=0.2))}) == 3
    assert dataclasses.replace(first, dataset="moons") == Experiment(dataset="moons")
