"""Every format contains the run: each is read back with the tool that it is for."""

from __future__ import annotations

import contextlib
import csv
import io
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop import Dataset, Experiment, Trainer
from backprop.data.table.edit import FORMULA
from backprop.export.formats import FORMATS
from backprop.export.history import harmless
from backprop.training import Snapshot
from backprop.training.file import fingerprint, read


def taken(iterations: int = 12, **fields: object) -> Snapshot:
    """A small run at an iteration, after two steps back."""
    trainer = Trainer(Experiment(**{"n_samples": 60, "learning_rate": 0.1, **fields}))
    trainer.run(iterations + 2)
    trainer.seek(iterations)
    return Snapshot.of(trainer)


def made(name: str, snapshot: Snapshot) -> bytes:
    assert FORMATS[name].refusal(snapshot) == ""
    return FORMATS[name].make(snapshot)


def test_a_snapshot_stays_while_the_run_goes_on() -> None:
    trainer = Trainer(Experiment())
    trainer.run(3)
    snapshot = Snapshot.of(trainer)
    before = snapshot.parameters.copy()
    trainer.run(4)
    assert np.array_equal(snapshot.parameters, before)
    assert len(snapshot.history) == 4
    assert not snapshot.parameters.flags.writeable
    X = trainer.dataset.X_test
    trainer.seek(3)
    assert np.array_equal(snapshot.answers(X), trainer.mlp.sharing_parameters().forward(X))


@pytest.mark.parametrize("dataset", ["circles", "blobs", "plane"])
def test_npz_and_safetensors_hold_the_parameters(dataset: str) -> None:
    snapshot = taken(dataset=dataset)
    arrays = np.load(io.BytesIO(made("npz", snapshot)), allow_pickle=False)
    tensors = pytest.importorskip("safetensors.numpy").load(made("safetensors", snapshot))
    for layer, (W, b) in enumerate(snapshot.layers, start=1):
        for found in (arrays, tensors):
            assert np.array_equal(found[f"W{layer}"], W)
            assert np.array_equal(found[f"b{layer}"], b)
            assert found[f"W{layer}"].dtype == np.float64
    assert len(tensors) == 2 * len(snapshot.layers)
    assert Experiment.from_json(str(arrays["experiment"])) == snapshot.experiment
    assert tuple(arrays["activations"]) == snapshot.activations
    assert int(arrays["iteration"]) == 12


def test_the_history_as_csv_and_parquet_is_the_history() -> None:
    snapshot = taken(test_fraction=0.0, batch_size=16)
    rows = list(csv.DictReader(io.StringIO(made("csv", snapshot).decode())))
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(io.BytesIO(made("parquet", snapshot))).to_pydict()
    assert [int(row["iteration"]) for row in rows] == table["iteration"] == list(range(15))
    assert [int(row["epoch"]) for row in rows] == table["epoch"] == [t // 4 for t in range(15)]
    losses = snapshot.history[:, 0].tolist()
    assert [float(row["train_loss"]) for row in rows] == table["train_loss"] == losses
    assert {row["test_loss"] for row in rows} == {""}
    assert set(table["test_loss"]) == {None}


def test_names_that_look_like_formulas_stay_text() -> None:
    data = Trainer(Experiment(n_samples=20)).dataset
    own = Dataset(data.X_train, data.y_train, data.X_test, data.y_test, name="=1+2")
    snapshot = Snapshot.of(Trainer(Experiment(n_samples=20), own))
    rows = list(csv.DictReader(io.StringIO(made("csv", snapshot).decode())))
    assert rows[0]["dataset"] == "'=1+2"
    assert snapshot.file_name(".csv") == "1-2-t0.csv"


@given(st.text())
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert not harmless(text).startswith(FORMULA)
    assert harmless(text).removeprefix("'") == text.removeprefix("'")


def test_the_experiment_file_comes_back() -> None:
    snapshot = taken(dataset="moons", hidden=(3,), activations=("elu",), batch_size=20)
    text = made("json", snapshot).decode()
    picture = read(text)
    assert (picture.experiment, picture.iteration) == (snapshot.experiment, 12)
    assert len(text) < 2000
    data = json.loads(text)["data"]
    assert data["fingerprint"] == fingerprint(snapshot.dataset)
    assert "X_train" not in text


def test_the_fingerprint_is_that_of_the_numbers() -> None:
    first, same, other = (taken(data_seed=seed).dataset for seed in (1, 1, 2))
    assert fingerprint(first) == fingerprint(same) != fingerprint(other)


def test_a_link_is_read_with_everything_in_it() -> None:
    link = "https://lab.example/base/flow?dataset=moons&hidden=3%2C2&activations=relu%2Ctanh&t=7&layer=2"
    picture = read(link)
    assert picture.experiment == Experiment(
        dataset="moons", hidden=(3, 2), activations=("relu", "tanh")
    )
    assert (picture.iteration, picture.page, picture.options) == (7, "flow", {"layer": "2"})
    assert read(f"  {link.partition('?')[2]}\n") == read(f"https://x/?{link.partition('?')[2]}")
    assert read("http://localhost:8501/") == read("http://localhost:8501/?dataset=circles")
    assert read(Experiment(dataset="xor").to_json()).experiment == Experiment(dataset="xor")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "empty"),
        ("hello", "link"),
        ("hello there", "spaces"),
        ("https://x/?dataset=nope", "nope"),
        ("https://x/?hidden=3,3,3&activations=relu,relu", "activations"),
        ("https://x/?t=-4", "iteration from 0"),
        ("https://x/?t=٣", "iteration from 0"),
        ("{", "JSON"),
        ("{" * 5000, "JSON"),
        ('{"experiment": 3}', "object"),
        ('{"experiment": {"dataset": "nope"}}', "nope"),
        ('{"experiment": {"banana": 1}}', "banana"),
        ('{"experiment": {}, "iteration": true}', "iteration from 0"),
        ('{"experiment": {}, "iteration": 1e30}', "iteration from 0"),
        ('{"experiment": {}, "page": "../../etc"}', "page"),
        ('{"experiment": {}, "options": {"a": 1}}', "options"),
        ('{"dataset": "xor", "banana": 1}', "banana"),
        ("x" * 200_000, "200,000"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(text: str, word: str) -> None:
    with pytest.raises(ValueError, match=r"\.$") as raised:
        read(text)
    assert word in str(raised.value)
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 300


@given(st.text() | st.text().map(lambda s: f"https://x/?{s}") | st.text().map(lambda s: f"{{{s}"))
def test_anything_at_all_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):  # anything else fails the test
        read(text)
