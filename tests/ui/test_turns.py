"""One at a time, the urgent ones first."""

from __future__ import annotations

import threading
import time

import pytest

from backprop.ui.turns import Turns


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
        while turns._waiting < 20:
            time.sleep(0.001)
    for thread in threads:
        thread.join(10)
    assert order == ["urgent"] * 20 + ["patient"] * 20


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
        thread.join(10)
        assert steps == [0, 1, 2]
