"""Background work belongs to a session: it ends with it and is freed when it is done."""

from __future__ import annotations

import dataclasses
import gc
import threading
import weakref
from typing import Any

import pytest

from backprop import Experiment
from backprop.compare import SweepJob
from backprop.live_view import replay
from backprop.support import Background, Progress
from backprop.training import Snapshot
from backprop.ui.lab import Lab
from tests.pages.opened import lab, opened, run


class Job(Background):
    """Runs until it is stopped."""

    def _work(self) -> None:
        self._stop.wait(60)


def test_a_job_that_is_done_is_not_kept_until_the_session_ends() -> None:
    session = Lab(Experiment())
    job = Job().start()
    session.ends_with_session(job)
    job.stop()
    assert job.wait(10)
    gone = weakref.ref(job)
    del job
    collect(gone)
    assert gone() is None


def test_a_job_ends_with_its_session() -> None:
    session = Lab(Experiment())
    jobs = [Job().start() for _ in range(3)]
    for job in jobs:
        session.ends_with_session(job)
    assert all(job.running for job in jobs)
    del session
    gc.collect()
    assert all(job.wait(10) for job in jobs)


def test_a_sweep_that_was_replaced_is_forgotten() -> None:
    session = Lab(Experiment())
    job = SweepJob("seed", [], 1)
    session.start_sweep(job)
    gone = weakref.ref(job)
    del job
    session.start_sweep(SweepJob("seed", [], 1))
    collect(gone)
    assert gone() is None


def test_a_file_that_the_browser_has_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()

    def make(snapshot: Snapshot, progress: Progress) -> bytes:
        go_on.wait(60)
        return b"the file"

    monkeypatch.setattr(replay, "FORMAT", dataclasses.replace(replay.FORMAT, make=make))
    page = opened("export", {"dataset": "moons", "hidden": "3", "activations": "relu"})
    page.button(key="take_replay").click()
    run(page)
    assert page.button(key="stop_replay").label == "Stop"
    go_on.set()
    job = lab(page).files["replay"]
    assert job.wait(60)
    gone = weakref.ref(job)
    del job
    lab(page).files.clear()  # as when the browser says that it has it
    run(page)
    collect(gone)
    assert gone() is None


def collect(gone: weakref.ref[Any]) -> None:
    """Wait for the job's thread, which releases the job when it ends."""
    for _ in range(200):
        gc.collect()
        if gone() is None:
            return
        threading.Event().wait(0.01)
