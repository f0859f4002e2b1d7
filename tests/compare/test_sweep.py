"""Sweeps: the same bits as Trainer wherever they run; cancelled, diverged, in processes,
on a Dask cluster."""

from __future__ import annotations

import csv
import dataclasses
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path

import joblib
import numpy as np
import pytest
from joblib.externals.loky import get_reusable_executor

from backprop import Experiment, Trainer
from backprop.arrays import Array
from backprop.compare import VARIED, SweepJob, values_of, vary
from backprop.compare.sweep import Result, bands, rows, run, to_csv, train
from tests.compare.swept import BASE, ITERATIONS, NAMES, experiments, same_as_trainer, variants

THREADS = {"backend": "threading", "n_jobs": 2}
ROOT = Path(__file__).parents[2]


def job_in_threads(seeds: int = 1) -> SweepJob:
    return SweepJob("optimizer", variants(seeds), ITERATIONS, configuration=THREADS)


def histories(results: Iterable[tuple[int, Result]]) -> dict[int, Array]:
    return {place: result.history for place, result in results}


def test_a_sweep_has_the_bits_of_the_trainer() -> None:
    with joblib.parallel_config(backend="threading"):
        results = dict(train(experiments(), ITERATIONS, n_jobs=2))
    assert [results[k].experiment for k in range(len(NAMES))] == experiments()
    same_as_trainer(histories(results.items()))


def test_processes_give_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    def here(*_: object) -> None:
        raise AssertionError("computed in this process")

    # What a process imports for itself knows nothing of this.
    monkeypatch.setattr("backprop.compare.sweep.run", here)
    job = SweepJob("optimizer", variants(), ITERATIONS, configuration={"n_jobs": 2}).start()
    try:
        assert job.wait(300)
        assert job.error is None
        same_as_trainer(histories(job.results.items()))
    finally:
        get_reusable_executor().shutdown(wait=True)  # they would stay for the next sweep


@pytest.mark.long
def test_on_a_dask_cluster_it_gets_the_same_numbers(tmp_path: Path) -> None:
    file = tmp_path / "histories.npz"
    command = [sys.executable, "-m", "tests.compare.sweep_on_dask", str(file)]
    done = subprocess.run(
        command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=500
    )
    assert done.returncode == 0, done.stderr
    with np.load(file) as found:
        for way in ("train", "job"):
            same_as_trainer({k: found[f"{way}-{k}"] for k in range(len(NAMES))})


def test_given_data_is_what_it_learns() -> None:
    other = Experiment(dataset="moons", n_samples=40).load_dataset()
    trainer = Trainer(BASE, other)
    trainer.run(7)
    np.testing.assert_array_equal(run(BASE, 7, other).history, trainer.history.rows)


def test_a_diverged_run_says_where_and_keeps_what_there_is() -> None:
    wild = dataclasses.replace(
        Experiment(), dataset="plane", hidden=(4,), activations=("relu",), learning_rate=1000.0
    )
    result = run(wild, 200)
    trainer = Trainer(wild)
    trainer.run(200)
    assert result.diverged == trainer.diverged is not None
    assert result.iterations == trainer.last < 200
    assert np.isfinite(result.losses).all()
    assert np.isnan(result.accuracies).all()


def test_a_run_that_takes_too_long_ends() -> None:
    result = run(BASE, 1_000_000, seconds=0.0)
    assert result.stopped
    assert result.iterations == 0


def test_a_job_works_in_the_background_and_is_cancelled() -> None:
    job = job_in_threads().start()
    assert job.wait(300)
    assert not job.running
    assert not job.cancelled
    same_as_trainer(histories(job.results.items()))

    held = threading.Lock()
    held.acquire()
    waiting = SweepJob("optimizer", job.variants, ITERATIONS, turn=held).start()
    assert waiting.running  # another sweep has its turn
    waiting.stop()
    assert not waiting.running
    assert waiting.wait(300)
    assert waiting.cancelled
    assert waiting.found() == []

    long = SweepJob("seed", vary(BASE, "seed", range(40)), 3000, configuration=THREADS).start()
    while not long.results:
        time.sleep(0.01)
    long.stop()
    assert long.wait(300)
    assert 1 <= len(long.found()) < 40


def test_an_error_is_a_sentence() -> None:
    job = SweepJob("seed", vary(BASE, "seed", [1]), 3, configuration={"backend": "nowhere"}).start()
    assert job.wait(300)
    assert job.error is not None
    assert job.error.startswith("The sweep ended early: ")
    assert job.error.endswith(".")
    assert "\n" not in job.error


@pytest.mark.parametrize("name", list(VARIED))
def test_every_choice_offers_values_that_fit(name: str) -> None:
    found = vary(BASE, name, VARIED[name].start(BASE))
    assert 3 <= len({variant.experiment for variant in found}) <= 8
    for variant in found:
        assert VARIED[name].put(BASE, variant.value) == variant.experiment


def test_seeds_are_a_dimension() -> None:
    found = vary(BASE, "width", [2, 8], seeds=3)
    assert [(v.value, v.seed) for v in found] == [(w, 42 + k) for w in (2, 8) for k in range(3)]
    assert [v.experiment.hidden for v in found] == [(2, 2)] * 3 + [(8, 8)] * 3
    assert vary(BASE, "depth", [0, 3])[1].experiment.hidden == (4, 3, 3)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("learning_rate", "0.1, fast", "expected numbers, got 'fast'"),
        ("learning_rate", "0", "expected numbers from 1e−8 to 1,000"),
        ("depth", "1.5", "expected whole numbers from 0 to 12"),
        ("width", " , ", "expected 1 to 12 numbers"),
        ("seed", ",".join(map(str, range(13))), "got 13"),
        ("batch_size", "nan", "expected whole numbers"),
    ],
)
def test_senseless_values_are_answered_with_a_sentence(name: str, text: str, said: str) -> None:
    with pytest.raises(ValueError, match="^" + VARIED[name].title.split("(")[0][:5]) as error:
        values_of(name, text)
    assert said in str(error.value)


def test_values_are_read() -> None:
    assert values_of("batch_size", "16; 0,16") == [16, 0]
    assert vary(BASE, "batch_size", [0])[0].experiment.batch_size is None
    with pytest.raises(ValueError, match="no hidden layer"):
        vary(Experiment(hidden=(), activations=()), "width", [3])


def test_table_and_band() -> None:
    job = job_in_threads(seeds=3).start()
    assert job.wait(300)
    found = job.found()
    table = rows("optimizer", found)
    read = list(csv.DictReader(to_csv(table).splitlines()))
    for row, text, (variant, result) in zip(table, read, found, strict=True):
        losses = result.history[:, 1]
        assert row["final loss"] == losses[-1] == float(text["final loss"])
        assert row["best loss"] == losses.min() == losses[row["best at"]]
        assert (text["optimizer"], int(text["weight seed"])) == (variant.value, variant.seed)
    for band, name in zip(bands("optimizer", found), NAMES, strict=True):
        curves = np.array([r.history[:, 1] for v, r in found if v.value == name])
        assert (band.value, band.seeds) == (name, 3)
        np.testing.assert_array_equal(band.median, np.sort(curves, axis=0)[1])
        np.testing.assert_array_equal(band.low, curves.min(axis=0))
        np.testing.assert_array_equal(band.high, curves.max(axis=0))
