"""Each activation against its formula in plain Python, each slope against differences of it."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from backprop.arrays import Array
from backprop.nn.activations import ACTIVATIONS, HIDDEN_ACTIVATIONS, softmax, softmax_vjp

BY_HAND: dict[str, Callable[[float], float]] = {
    "relu": lambda z: max(z, 0.0),
    "leaky_relu": lambda z: z if z > 0 else 0.01 * z,
    "elu": lambda z: z if z > 0 else math.expm1(z),
    "gelu": lambda z: 0.5 * z * math.erfc(-z / math.sqrt(2)),
    "silu": lambda z: z / (1 + math.exp(-z)),
    "softplus": lambda z: math.log1p(math.exp(-abs(z))) + max(z, 0.0),
    "tanh": math.tanh,
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "linear": lambda z: z,
}
POINTS = np.array([-30.0, -5.3, -2.0, -1.0, -0.3, -1e-3, 1e-3, 0.2, 0.9, 2.0, 6.1, 30.0])
LARGE = arrays(np.float64, array_shapes(max_dims=2, max_side=5), elements=st.floats(-1e4, 1e4))


def test_every_registered_name_is_here() -> None:
    assert set(ACTIVATIONS) == {*BY_HAND, "softmax"}
    assert set(HIDDEN_ACTIVATIONS) == set(BY_HAND)


@pytest.mark.parametrize("name", BY_HAND)
def test_value_is_the_formula(name: str) -> None:
    expected = [BY_HAND[name](z) for z in POINTS.tolist()]
    np.testing.assert_allclose(ACTIVATIONS[name].function(POINTS, None), expected, rtol=1e-12)


@pytest.mark.parametrize("name", BY_HAND)
def test_slope_is_the_derivative_of_the_formula(name: str) -> None:
    f, h = BY_HAND[name], 1e-5
    differences = [(f(z + h) - f(z - h)) / (2 * h) for z in POINTS.tolist()]
    np.testing.assert_allclose(slope(name, POINTS), differences, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("name", BY_HAND)
def test_slope_is_the_complex_step_of_the_analytic_form(name: str) -> None:
    analytic = ACTIVATIONS[name].analytic
    step = analytic(POINTS + 1e-20j).imag / 1e-20
    np.testing.assert_allclose(slope(name, POINTS), step, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(
        analytic(POINTS.astype(complex)).real, values(name, POINTS), rtol=1e-12, atol=1e-15
    )


@pytest.mark.parametrize("name", BY_HAND)
def test_kinks_are_where_the_slope_jumps(name: str) -> None:
    left, right = slope(name, np.array([-1e-9])), slope(name, np.array([1e-9]))
    jumps = abs(float(right[0] - left[0])) > 1e-6
    assert jumps == (ACTIVATIONS[name].kinks == (0.0,))


@pytest.mark.parametrize("name", HIDDEN_ACTIVATIONS)
@given(z=LARGE)
def test_finite_and_of_the_same_shape_up_to_1e4(name: str, z: Array) -> None:
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        a, s = values(name, z), slope(name, z)
    assert a.shape == s.shape == z.shape
    assert np.isfinite(a).all()
    assert np.isfinite(s).all()


@pytest.mark.parametrize("name", HIDDEN_ACTIVATIONS)
@given(z=LARGE)
def test_out_receives_the_very_same_numbers(name: str, z: Array) -> None:
    entry = ACTIVATIONS[name]
    assert entry.slope is not None
    a, s = np.full_like(z, np.nan), np.full_like(z, np.nan)
    before = z.copy()
    entry.function(z, a)
    entry.slope(z, a, s)
    np.testing.assert_array_equal(a, values(name, z))
    np.testing.assert_array_equal(s, slope(name, z))
    np.testing.assert_array_equal(z, before)


@given(z=arrays(np.float64, (4, 3), elements=st.floats(-1e4, 1e4)))
def test_softmax_is_a_distribution_over_the_first_axis(z: Array) -> None:
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        a = softmax(z)
    assert np.isfinite(a).all()
    assert (a >= 0).all()
    np.testing.assert_allclose(a.sum(axis=0), 1.0, rtol=1e-14)
    np.testing.assert_array_equal(softmax(z, np.empty_like(z)), a)


def test_softmax_is_the_formula_and_shifts_do_not_matter() -> None:
    z = np.array([[0.1, -2.0], [1.3, 0.4], [-0.7, 3.0]])
    expected = np.exp(z) / np.exp(z).sum(axis=0)
    np.testing.assert_allclose(softmax(z), expected, rtol=1e-14)
    np.testing.assert_allclose(softmax(z + 5000), expected, rtol=1e-11)


def test_softmax_vjp_is_the_jacobian_written_out() -> None:
    rng = np.random.default_rng(0)
    a, da = softmax(rng.normal(size=(4, 6))), rng.normal(size=(4, 6))
    dz = softmax_vjp(a, da)
    for sample in range(6):
        p = a[:, sample]
        jacobian = np.diag(p) - np.outer(p, p)
        np.testing.assert_allclose(dz[:, sample], jacobian.T @ da[:, sample], atol=1e-15)
    np.testing.assert_array_equal(softmax_vjp(a, da, np.empty_like(a)), dz)


def values(name: str, z: Array) -> Array:
    return ACTIVATIONS[name].function(z, None)


def slope(name: str, z: Array) -> Array:
    entry = ACTIVATIONS[name]
    assert entry.slope is not None
    return entry.slope(z, entry.function(z, None), None)
