"""The server's answers when the browser requests a stretch of the run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backprop import Experiment, Trainer
from backprop.live_view import answers, trace
from backprop.live_view.trace import unpack

SLOW = Experiment(hidden=(256,) * 4, activations=("relu",) * 4, n_samples=20_000, noise=0.2)


def answer(trainer: Trainer, **request: Any) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    return unpack(answers.answer(trainer, request, 0))


def test_the_next_stretch() -> None:
    trainer = Trainer(Experiment(n_samples=40))
    header, arrays = answer(trainer, first=160, count=240, have_history=160)
    assert (header["first"], header["count"], header["setup"]) == (160, 240, None)
    plain = Trainer(trainer.experiment)
    plain.run(160)
    assert np.array_equal(arrays["parameters"][0], plain.mlp.parameters)
    assert (header["history_first"], len(arrays["history"])) == (160, 240)
    header, _ = answer(trainer, first=10, count=5, need_setup=True)
    assert (header["first"], header["count"]) == (10, 5)
    assert header["setup"]["sizes"] == [2, 4, 3, 1]


class Clock:
    """Every look at it takes ten milliseconds."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        self.seconds += 0.01
        return self.seconds


@pytest.mark.parametrize(
    "request_",
    [{"first": 10**12, "count": 1}, {"first": 0, "count": 10**9}, {"first": -5, "count": -5}],
)
def test_no_request_keeps_the_server_busy(
    request_: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, trainer = Clock(), Trainer(Experiment(n_samples=40))
    monkeypatch.setattr(answers, "time", clock)
    monkeypatch.setattr(trace, "time", clock)
    header, _ = answer(trainer, **request_)
    assert header["count"] >= 1
    assert clock.seconds < 3 * answers.ANSWER_SECONDS  # training and packing, each in its time
    assert trainer.last <= 2 * answers.ANSWER_SECONDS / 0.01


def test_a_far_iteration_comes_in_several_answers() -> None:
    trainer = Trainer(SLOW)
    assert answers.train_towards(trainer, 1000, 0.0) == 0
    reached = answers.train_towards(trainer, 1000, 0.5)
    assert 1 <= reached < 1000
    assert trainer.iteration == reached
    assert answers.train_towards(trainer, 1, 0.5) == 1  # known already: nothing to train
    assert trainer.iteration == reached


def test_training_stops_where_the_run_diverges() -> None:
    trainer = Trainer(
        Experiment(dataset="plane", hidden=(4,), activations=("relu",), learning_rate=1000.0)
    )
    reached = answers.train_towards(trainer, 5000, 10.0)
    assert trainer.diverged is not None
    assert reached == trainer.last
    header, _ = answer(trainer, first=4000, count=10)
    assert header["first"] == header["last"] == reached
    assert header["diverged"] is not None


def test_an_answer_is_bounded_in_bytes() -> None:
    trainer = Trainer(Experiment.preset("digits"))
    data = answers.answer(trainer, {"first": 0, "count": 4000}, 0)
    assert len(data) < 1.1 * answers.CHUNK_BYTES
    assert answers.affordable(Trainer(SLOW), 160, answers.FIRST_BYTES) == 1
