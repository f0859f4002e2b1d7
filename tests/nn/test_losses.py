"""Losses against their formulas, derivatives against the complex step, fused against unfused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backprop.arrays import Array
from backprop.nn.activations import ACTIVATIONS, softmax_vjp
from backprop.nn.losses import FUSED, LOSSES

PAIRS = list(FUSED)
LARGE = arrays(np.float64, (3, 4), elements=st.floats(-1e4, 1e4))


def test_every_registered_name_is_here() -> None:
    assert set(LOSSES) == {"mse", "binary_cross_entropy", "cross_entropy"}
    assert set(FUSED) == {("binary_cross_entropy", "sigmoid"), ("cross_entropy", "softmax")}


def test_values_by_hand() -> None:
    y, yhat = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[0.7, 0.2], [0.4, 0.9]])
    assert LOSSES["mse"].total(y, yhat) == pytest.approx(0.09 + 0.04 + 0.16 + 0.01, rel=1e-14)
    both = -(math.log(0.7) + math.log(0.8) + math.log(0.6) + math.log(0.9))
    assert LOSSES["binary_cross_entropy"].total(y, yhat) == pytest.approx(both, rel=1e-14)
    right = -(math.log(0.7) + math.log(0.9))
    assert LOSSES["cross_entropy"].total(y, yhat) == pytest.approx(right, rel=1e-14)


@pytest.mark.parametrize("name", LOSSES)
def test_derivative_is_the_complex_step_of_the_loss(name: str) -> None:
    rng = np.random.default_rng(1)
    yhat = rng.uniform(0.05, 0.95, (3, 5))
    y = labels(rng, (3, 5))
    found = LOSSES[name].derivative(y, yhat, None)
    for i in range(3):
        moved = yhat.astype(complex)
        moved[i] += 1e-20j
        expected = LOSSES[name].analytic(y, moved).imag / 1e-20
        np.testing.assert_allclose(found[i], expected, rtol=1e-13, atol=1e-300)
    np.testing.assert_array_equal(LOSSES[name].derivative(y, yhat, np.empty_like(yhat)), found)
    total = LOSSES[name].analytic(y, yhat.astype(complex)).real.sum()
    assert LOSSES[name].total(y, yhat) == pytest.approx(total, rel=1e-13)


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_fused_is_the_unfused_without_its_divisions(pair: tuple[str, str]) -> None:
    rng = np.random.default_rng(2)
    z, y = rng.normal(size=(3, 6)), labels(rng, (3, 6))
    loss, output = LOSSES[pair[0]], ACTIVATIONS[pair[1]]
    a = output.function(z, None)
    da = loss.derivative(y, a, None)
    dz = softmax_vjp(a, da) if output.slope is None else da * output.slope(z, a, None)
    assert FUSED[pair].total(y, z) == pytest.approx(loss.total(y, a), rel=1e-13)
    np.testing.assert_allclose(FUSED[pair].dz(y, a, None), dz, atol=1e-15)
    analytic = FUSED[pair].analytic(y, z.astype(complex)).real.sum()
    assert FUSED[pair].total(y, z) == pytest.approx(analytic, rel=1e-13)


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
@given(z=LARGE, seed=st.integers(0, 1000))
def test_fused_is_finite_up_to_1e4(pair: tuple[str, str], z: Array, seed: int) -> None:
    y = labels(np.random.default_rng(seed), z.shape)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        a = ACTIVATIONS[pair[1]].function(z, None)
        total, dz = FUSED[pair].total(y, z), FUSED[pair].dz(y, a, None)
        da = LOSSES[pair[0]].derivative(y, a, None)
    assert math.isfinite(total)
    assert total >= 0
    assert np.isfinite(dz).all()
    assert np.isfinite(da).all()


@given(yhat=arrays(np.float64, (2, 3), elements=st.sampled_from([0.0, 1.0, 1e-308, 0.5])))
def test_probabilities_of_zero_and_one_stay_finite(yhat: Array) -> None:
    y = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for loss in LOSSES.values():
            assert math.isfinite(loss.total(y, yhat))
            assert np.isfinite(loss.derivative(y, yhat, None)).all()


def test_a_saturated_sigmoid_loses_exactly_its_z() -> None:
    fused = FUSED["binary_cross_entropy", "sigmoid"]
    assert fused.total(np.zeros((1, 1)), np.full((1, 1), 1e4)) == 1e4
    assert fused.total(np.ones((1, 1)), np.full((1, 1), -1e4)) == 1e4
    assert fused.total(np.ones((1, 1)), np.full((1, 1), 1e4)) == 0.0


def labels(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """One-hot columns: targets that are valid for every loss."""
    classes, n = shape
    return np.eye(classes)[rng.integers(classes, size=n)].T
