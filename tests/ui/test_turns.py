"""One job at a time, urgent ones first."""

from __future__ import annotations

import threading
import time

import pytest

from backprop import Experiment, Trainer
from backprop.live_view import answers
from backprop.ui.turns import Turns, train_in_turns, turns


def test_one_at_a_time_and_the_urgent_first() -> None:
    turns, order, inside = Turns(), [], []

    def take(kind: str) -> None:
        with turns.urgent() if kind == "urgent" else turns.patient():
            inside.append(kind)
            assert len(inside) == 1
            order.append(kind)
            time.sleep(0.001)
            inside.pop()

    threads = [threading.Thread(target=take, args=(k,)) for k in ("patient", "urgent") * 20]
    with turns.urgent():
        for thread in threads[::2] + threads[1::2]:  # those that can wait come first
            thread.start()
        while turns.waiting < 40:
            time.sleep(0.001)
    for thread in threads:
        thread.join(300)
    assert order == ["urgent"] * 20 + ["patient"] * 20


def test_first_come_first_served() -> None:
    """A job that returns its turn and asks for another queues behind those that wait."""
    turns, order = Turns(), []

    def wait() -> None:
        with turns.urgent():
            order.append("other")

    thread = threading.Thread(target=wait)
    with turns.urgent():
        thread.start()
        while not turns.waiting:
            time.sleep(0.001)
    with turns.urgent():
        order.append("again")
    thread.join(300)
    assert order == ["other", "again"]


def test_training_up_to_an_iteration_lets_others_have_their_turns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One user opens a link far into a run while another presses a button."""
    monkeypatch.setattr(answers, "TURN_SECONDS", 0.0)
    trainer, served = Trainer(Experiment(n_samples=20)), []
    step = trainer.step

    def checked_step() -> None:
        assert turns()._taken  # it trains in its turn alone
        step()

    monkeypatch.setattr(trainer, "step", checked_step)
    other = threading.Thread(target=lambda: served.append(_answered(trainer)))
    with turns().urgent():
        other.start()
        while not turns().waiting:
            time.sleep(0.001)
        training = threading.Thread(target=train_in_turns, args=(trainer, 400, 300.0))
        training.start()
        while turns().waiting < 2:
            time.sleep(0.001)
    training.join(300)
    other.join(300)
    assert trainer.last == 400
    assert served[0] < 400


def _answered(trainer: Trainer) -> int:
    """Where the other one's training is when this one has had three turns."""
    for _ in range(3):
        with turns().urgent():
            pass
    return trainer.last


def test_an_error_gives_the_turn_back() -> None:
    turns = Turns()
    for take in (turns.urgent, turns.patient) * 2:
        with pytest.raises(ZeroDivisionError), take():
            raise ZeroDivisionError


def test_long_work_waits_between_its_steps_while_anybody_has_a_turn() -> None:
    turns, steps = Turns(), []

    def work() -> None:
        for step in range(3):
            turns.give_way()
            steps.append(step)

    for take in (turns.urgent, turns.patient):
        steps.clear()
        with take():
            thread = threading.Thread(target=work)
            thread.start()
            thread.join(0.05)
            assert (thread.is_alive(), steps) == (True, [])
        thread.join(300)
        assert steps == [0, 1, 2]
