"""The first stretch of a run: shared by everyone who opens its link, unless it was cut short."""

from __future__ import annotations

import dataclasses
import threading
import time

import pytest

from backprop import Experiment, Trainer
from backprop.live_view import answers
from backprop.live_view.trace import unpack
from backprop.ui.train import run
from tests.pages.opened import lab, opened

DIVERGES = {
    "dataset": "plane",
    "hidden": "4",
    "activations": "relu",
    "learning_rate": "1000",
    "t": "4000",
}


def small(seed: int) -> Experiment:
    """A run that no other test opens, because the cache outlives a test."""
    return Experiment(n_samples=20, data_seed=seed)


def test_an_opening_that_the_clock_cut_short_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = small(9001)
    with monkeypatch.context() as slow:
        slow.setattr(run, "OPEN_SECONDS", 0.0)
        cut = run.opening_of(Trainer(experiment), 700)
        assert cut.last < 700
    found = run.opening_of(Trainer(experiment), 700)
    header, _ = unpack(found.data)
    assert header["first"] <= 700 <= header["last"] == found.last


def test_nor_is_one_whose_packing_took_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = small(9002)
    with monkeypatch.context() as slow:
        slow.setattr(answers, "ANSWER_SECONDS", -1.0)
        assert run.opening_of(Trainer(experiment), 0).last == 0
    assert run.opening_of(Trainer(experiment), 0).last == answers.FIRST_CHUNK - 1


def test_a_complete_opening_is_trained_once(monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = small(9003)
    first = run.opening_of(Trainer(experiment), 300)
    other = Trainer(experiment)
    assert run.opening_of(other, 300) == first
    assert other.last == 0


def test_those_who_ask_meanwhile_share_one_that_is_cut_short(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Thirty people who open a slow link at once do not each wait ten seconds after the other."""
    experiment, begun, found = small(9004), threading.Event(), []
    trained = run.answers.train_towards

    def slow(trainer: Trainer, *args: object) -> int:
        begun.set()
        running = run._opening.running
        assert running is not None
        while running.waiting < 3:  # the others ask while this one trains
            time.sleep(0.001)
        return trained(trainer, 3, 10.0)

    monkeypatch.setattr(run.answers, "train_towards", slow)
    trainers = [Trainer(experiment) for _ in range(4)]
    threads = [
        threading.Thread(target=lambda t=t: found.append(run.opening_of(t, 700))) for t in trainers
    ]
    threads[0].start()
    assert begun.wait(300)
    for thread in threads[1:]:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert len({id(one) for one in found}) == 1
    assert sum(trainer.last > 0 for trainer in trainers) == 1


def test_an_opening_is_the_same_whatever_its_trainer_has_computed() -> None:
    experiment = Experiment.from_query(DIVERGES)[0]
    ahead = Trainer(experiment)
    answers.train_towards(ahead, 4000, 60.0)
    assert ahead.diverged is not None
    for first in (0, ahead.last, 4000):
        for count in (1, ahead.last - min(first, ahead.last) + 1, 500):
            fresh = answers.opening(Trainer(experiment), first, count)
            assert fresh.complete
            assert answers.opening(ahead, first, count) == fresh


def test_every_visitor_of_a_diverged_run_is_shown_its_end() -> None:
    for _ in range(4):
        page = opened("train", DIVERGES)
        assert not page.toast


def test_every_visitor_of_compared_runs_that_diverged_is_shown_their_end() -> None:
    for _ in range(4):
        page = opened("compare", {**DIVERGES, "runs": "~init_seed-8"})
        assert not page.toast
        assert lab(page).shown == 4000


def test_a_run_that_takes_too_long_opens_where_it_has_come_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run, "OPEN_SECONDS", 0.0)
    query = dataclasses.replace(small(9005), batch_size=4).to_query()
    page = opened("train", {**query, "t": "5000"})
    (toast,) = page.toast
    assert toast.value.startswith("Iteration 5,000 of this run takes too long to compute at once.")
