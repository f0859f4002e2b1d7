"""Learning rates at the iterations where their values are known."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop import Experiment, Trainer
from backprop.nn.schedules import SCHEDULES, ScheduleNumbers
from tests.equations.latex import evaluate_with

KNOWN = {
    "constant": {0: 1.0, 199: 1.0, 10_000: 1.0},
    "step": {0: 1.0, 199: 1.0, 200: 0.5, 399: 0.5, 400: 0.25, 1000: 1 / 32},
    "exponential": {0: 1.0, 100: math.sqrt(0.5), 200: 0.5, 400: 0.25},
    "cosine": {0: 1.0, 100: 0.505, 200: 0.01, 201: 0.01, 5000: 0.01},
    "inverse_scaling": {0: 1.0, 3: 0.5, 99: 0.1, 9999: 0.01},
}


def test_every_registered_name_is_here() -> None:
    assert set(SCHEDULES) == set(KNOWN)


def test_numbers_are_the_usual_ones() -> None:
    assert ScheduleNumbers() == ScheduleNumbers(200, 0.5, 0.01)


@pytest.mark.parametrize("name", KNOWN)
def test_known_rates(name: str) -> None:
    for t, share in KNOWN[name].items():
        assert SCHEDULES[name].rate(0.3, t, ScheduleNumbers()) == pytest.approx(0.3 * share)


def test_other_numbers() -> None:
    numbers = ScheduleNumbers(period=10, factor=0.1, floor=0.2)
    assert SCHEDULES["step"].rate(1.0, 25, numbers) == pytest.approx(0.01)
    assert SCHEDULES["exponential"].rate(1.0, 5, numbers) == pytest.approx(math.sqrt(0.1))
    assert SCHEDULES["cosine"].rate(1.0, 5, numbers) == pytest.approx(0.6)
    assert SCHEDULES["cosine"].rate(1.0, 10, numbers) == pytest.approx(0.2)


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_formula_is_the_rate(name: str) -> None:
    numbers = ScheduleNumbers(period=4, factor=0.3, floor=0.2)
    for t in (0, 1, 3, 4, 9, 30):
        names = {r"\eta": 0.7, "t": t, "T": 4, r"\gamma": 0.3, "f": 0.2}
        found = evaluate_with(SCHEDULES[name].latex, names)
        assert found == pytest.approx(SCHEDULES[name].rate(0.7, t, numbers), rel=1e-12)


@pytest.mark.parametrize("name", SCHEDULES)
@given(eta=st.floats(1e-8, 1e3), t=st.integers(0, 10**7))
def test_rates_fall_and_stay_in_range(name: str, eta: float, t: int) -> None:
    rate = SCHEDULES[name].rate
    now, then = rate(eta, t, ScheduleNumbers()), rate(eta, t + 1, ScheduleNumbers())
    assert 0 <= then <= now <= eta * (1 + 1e-15)


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_trainer_follows_the_schedule(name: str) -> None:
    experiment = Experiment(n_samples=20, schedule=name, schedule_period=3, learning_rate=0.1)
    trainer = Trainer(experiment)
    for t in range(8):
        rate = SCHEDULES[name].rate(0.1, t, ScheduleNumbers(period=3))
        assert trainer.learning_rate == rate
        expected = trainer.mlp.parameters - rate * trainer.mlp.gradients
        trainer.step()
        assert trainer.mlp.parameters == pytest.approx(expected, rel=1e-14)
