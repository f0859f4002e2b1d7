"""Initial weights: ranges and variances match their definitions; one generator draws layer by layer."""

from __future__ import annotations

import math

import numpy as np
import pytest

from backprop import MLP
from backprop.nn.initializers import INITIALIZERS, initial_parameters

N_IN, N_OUT = 300, 200
LIMITS = {
    "glorot_uniform": math.sqrt(6 / (N_IN + N_OUT)),
    "he_uniform": math.sqrt(6 / N_IN),
    "uniform": 0.5,
}
VARIANCES = {
    "glorot_normal": 2 / (N_IN + N_OUT),
    "he_normal": 2 / N_IN,
    "lecun_normal": 1 / N_IN,
    "tutorial": 0.01,
}


def test_every_registered_name_is_here() -> None:
    assert set(INITIALIZERS) == {*LIMITS, *VARIANCES, "zeros"}


@pytest.mark.parametrize("name", LIMITS)
def test_uniform_fills_its_range_evenly(name: str) -> None:
    [(W, b)] = initial_parameters(name, (N_IN, N_OUT), seed=1)
    limit = LIMITS[name]
    assert np.abs(W).max() <= limit
    assert np.abs(W).max() > 0.999 * limit
    assert W.var() == pytest.approx(limit**2 / 3, rel=0.02)
    assert W.mean() == pytest.approx(0, abs=4 * limit / math.sqrt(3 * W.size))
    assert not b.any()


@pytest.mark.parametrize("name", VARIANCES)
def test_normal_has_its_variance(name: str) -> None:
    [(W, b)] = initial_parameters(name, (N_IN, N_OUT), seed=1)
    assert W.var() == pytest.approx(VARIANCES[name], rel=0.02)
    assert W.mean() == pytest.approx(0, abs=4 * W.std() / math.sqrt(W.size))
    assert np.abs(W).max() > 3.5 * W.std()
    assert b.any() == (name == "tutorial")


def test_the_limit_of_uniform_is_a_choice() -> None:
    [(W, _)] = initial_parameters("uniform", (N_IN, N_OUT), seed=1, uniform_limit=3.0)
    assert 2.99 < np.abs(W).max() <= 3.0


def test_zeros_are_zero() -> None:
    for W, b in initial_parameters("zeros", (3, 4, 2), seed=1):
        assert not W.any()
        assert not b.any()


def test_layers_are_drawn_one_after_the_other_from_one_generator() -> None:
    rng = np.random.default_rng(7)
    drawn = initial_parameters("lecun_normal", (3, 4, 2), seed=7)
    for (W, _), (n_in, n_out) in zip(drawn, [(3, 4), (4, 2)], strict=True):
        np.testing.assert_array_equal(W, rng.normal(0, math.sqrt(1 / n_in), (n_in, n_out)))


def test_tutorial_draws_as_the_article_does() -> None:
    rng = np.random.RandomState(42)
    for W, b in initial_parameters("tutorial", (2, 4, 3, 1), seed=42):
        np.testing.assert_array_equal(W, rng.randn(*W.shape) * 0.1)
        np.testing.assert_array_equal(b, rng.randn(*b.shape) * 0.1)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_a_seed_is_a_network(name: str) -> None:
    mlp = MLP([2, 5, 3, 1], ["tanh", "relu", "sigmoid"], "mse")
    mlp.initialize(name, seed=3)
    first = mlp.parameters.copy()
    shapes = [(W.shape, b.shape) for W, b in zip(mlp.W[1:], mlp.b[1:], strict=True)]
    assert shapes == [((2, 5), (1, 5)), ((5, 3), (1, 3)), ((3, 1), (1, 1))]
    mlp.initialize(name, seed=4)
    assert np.array_equal(mlp.parameters, first) == (name == "zeros")
    mlp.initialize(name, seed=3)
    np.testing.assert_array_equal(mlp.parameters, first)


def test_unknown_names_raise() -> None:
    mlp = MLP([2, 1], ["sigmoid"], "mse")
    with pytest.raises(ValueError, match=r"unknown initializer 'xavier'.*glorot_uniform"):
        mlp.initialize("xavier")
