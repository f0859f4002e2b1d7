"""A file written in the background: it reports progress, yields at every step and can be stopped."""

from __future__ import annotations

import threading

import pytest

from backprop import Experiment, Trainer
from backprop.export.file_job import FileJob
from backprop.export.formats import FORMATS, Format
from backprop.live_view import replay
from backprop.training import Snapshot

LONG = [entry for entry in (replay.FORMAT, *FORMATS.values()) if entry.long]


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    trainer = Trainer(
        Experiment(
            n_samples=4000, test_fraction=0, hidden=(3,), activations=("tanh",), batch_size=20
        )
    )
    trainer.run(30)
    return Snapshot.of(trainer)


@pytest.mark.parametrize("entry", LONG, ids=lambda entry: entry.name)
def test_it_tells_how_far_it_is_and_gives_the_same_file(entry: Format, snapshot: Snapshot) -> None:
    shares: list[float] = []
    job = FileJob(entry, snapshot, lambda: shares.append(job.share))
    job.start()
    assert job.wait(60)
    assert job.data == entry.make(snapshot)
    assert (job.error, job.running) == ("", False)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(set(shares)) > 1


def test_every_iteration_and_every_check_of_a_replay_is_told(snapshot: Snapshot) -> None:
    shares: list[float] = []
    replay.replay(snapshot, shares.append)
    assert sum(share <= replay.TRAINED for share in shares) > 30
    assert sum(replay.TRAINED < share <= replay.CHECKED for share in shares) >= 30


def test_it_ends_at_the_step_where_it_is_stopped(snapshot: Snapshot) -> None:
    steps, go_on = [], threading.Event()

    def step() -> None:
        steps.append(job.share)
        go_on.wait(10)

    job = FileJob(replay.FORMAT, snapshot, step)
    job.start()  # only now: the step looks at the job
    job.stop()
    go_on.set()
    assert job.wait(10)
    assert (job.data, job.error, job.running) == (None, "", False)
    assert len(steps) <= 1
