"""Total derivative and differential against finite differences and autograd; stacked functions."""

from __future__ import annotations

import importlib
from typing import Any

import autograd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop.chain_rule import DEFAULT_EXAMPLE, EXAMPLES, Example
from backprop.chain_rule.expressions import ExpressionError
from backprop.chain_rule.stacked import MAX_SIZE, forward_order, multiply, reverse_order, stack
from backprop.chain_rule.total_derivative import (
    BEYOND,
    HALVINGS,
    PER_HALVING,
    POINTS,
    Sweep,
    chain_rule,
    compose,
    sweep,
)

anp: Any = importlib.import_module("autograd.numpy")  # it has no types
elementwise_grad: Any = autograd.elementwise_grad
jacobian: Any = autograd.jacobian

BY_AUTOGRAD: dict[str, Any] = {
    "paths": lambda x: x**2 * anp.sin(x) + anp.cos(2 * x),
    "neuron": lambda x: (0.5 * (1 + anp.tanh(x - 0.5)) - 1) ** 2 + 0.05 * x**2,
    "units": lambda x: 0.5 * (
        1 + anp.tanh(0.7 * anp.tanh(x) - 0.4 * anp.tanh(2 * x + 1) + anp.tanh(0.5 * x - 1))
    ),
    "same": lambda x: x**3,
    "cancel": lambda x: anp.sin(x) ** 2 + anp.cos(x) ** 2 + 0.5 * x,
    "quotient": lambda x: x / (1 + x**2) + anp.log(x),
}  # fmt: skip


def swept(example: Example) -> Sweep:
    formulas = compose(example.f, example.t, example.u, example.v)
    return sweep(formulas, example.low, example.high)


def test_every_example_has_an_independent_twin() -> None:
    assert set(BY_AUTOGRAD) == set(EXAMPLES)
    assert DEFAULT_EXAMPLE in EXAMPLES


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_sum_of_products_is_the_derivative(name: str) -> None:
    found = swept(EXAMPLES[name])
    rule, there = found.rule, found.rule.defined
    assert there.sum() > POINTS / 2
    wanted = elementwise_grad(BY_AUTOGRAD[name])(rule.x[there])
    assert rule.value[there] == pytest.approx(BY_AUTOGRAD[name](rule.x[there]), rel=1e-12)
    assert rule.total[there] == pytest.approx(wanted, rel=1e-11, abs=1e-12)
    assert (rule.products == rule.partials * rule.slopes)[:, there].all()
    assert (rule.products.sum(axis=0) == rule.total)[there].all()
    near = there & (np.abs(rule.total) < 20)  # a difference next to a pole has its own error
    assert found.numerical[near] == pytest.approx(rule.total[near], rel=1e-8, abs=1e-8)


@pytest.mark.parametrize("name", [n for n in EXAMPLES if n != "cancel"])
def test_the_error_of_the_differential_shrinks_as_the_square(name: str) -> None:
    found = swept(EXAMPLES[name])
    steps, rule = found.differential, found.rule
    there = np.flatnonzero(rule.defined)
    assert len(steps.dx) == HALVINGS * PER_HALVING + 1
    for dx, df, change in zip(steps.dx, steps.df.T, steps.change.T, strict=True):
        assert df[there] == pytest.approx(rule.total[there] * dx, rel=1e-12, abs=1e-14)
        true = BY_AUTOGRAD[name](rule.x[there] + dx) - BY_AUTOGRAD[name](rule.x[there])
        assert change[there] == pytest.approx(true, rel=1e-9, abs=1e-12)
    assert np.nanmedian(found.order) == pytest.approx(2.0, abs=0.01)
    # Taylor: the error over dx² tends to half the second derivative.
    there = there[np.abs(rule.total[there]) < 20]  # a pole needs a smaller dx than this one
    second = elementwise_grad(elementwise_grad(BY_AUTOGRAD[name]))(rule.x[there])
    k = 16
    assert steps.error[there, k] / steps.dx[k] ** 2 == pytest.approx(second / 2, rel=0.05, abs=0.05)


def test_where_f_is_straight_the_error_is_rounding() -> None:
    found = swept(EXAMPLES["cancel"])
    assert np.abs(found.differential.error).max() < 1e-14
    assert np.isnan(found.order).all()


@pytest.mark.parametrize("size", ["1e-11", "1e-3", "1e8"])
def test_the_square_shows_at_every_size(size: str) -> None:
    found = sweep(compose(f"{size}*t", "x^2", "1", "1"), -3.0, 3.0)
    assert found.order == pytest.approx(2.0, abs=1e-3)


def test_where_there_is_no_value_nothing_is_called_defined() -> None:
    found = swept(EXAMPLES["quotient"])
    assert (found.rule.defined == (found.rule.x > 0)).all()
    assert np.isnan(found.curve[found.curve_x <= 0]).all()
    assert len(found.curve) == POINTS + BEYOND + 1
    root = chain_rule(compose("t", "sqrt(x)", "1", "1"), np.array([0.0, 1.0]))
    assert root.defined.tolist() == [False, True]  # a value at 0, but no slope


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        (("t", "log(-1-x^2)", "x", "x"), r"t\(x\): .* has no value.*from -1 to 1"),
        (("t/(u-u)", "x", "x", "x"), r"f\(t, u, v\): .* has no value"),
        (("t", "x", "exp(exp(exp(9+x^2)))", "x"), r"u\(x\): .* has no value"),
        (("t", "x", "x", "1e12*1e12"), r"v\(x\): .* has no value that can be drawn"),
        (("t", "x", "y", "x"), r"u\(x\): Leave out `y`"),
        (("x", "x", "x", "x"), r"f\(t, u, v\): Leave out `x`"),
    ],
)
def test_functions_without_values_get_a_sentence(texts: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(ExpressionError, match=sentence):
        sweep(compose(*texts), -1.0, 1.0)


@settings(max_examples=60)
@given(
    st.sampled_from(["t*u*v", "t*u + v", "tanh(t) - u*v", "exp(t/3)*u - v^2", "t/(2 + u^2) + v"]),
    *[st.sampled_from(["x", "x^2", "sin(2*x)", "0.3", "tanh(x - 1)", "exp(-x^2)"])] * 3,
    st.floats(-2.0, 2.0),
)
def test_any_composition_agrees_with_the_complex_step(
    f: str, t: str, u: str, v: str, x: float
) -> None:
    names = {"sin": np.sin, "exp": np.exp, "tanh": np.tanh}
    z = complex(x, 1e-30)
    inner = {
        name: eval(text.replace("^", "**"), {}, {**names, "x": z})
        for name, text in (("t", t), ("u", u), ("v", v))
    }
    exact = eval(f.replace("^", "**"), {}, {**names, **inner})
    rule = chain_rule(compose(f, t, u, v), np.array([x]))
    assert rule.value[0] == pytest.approx(complex(exact).real, rel=1e-12, abs=1e-12)
    assert rule.total[0] == pytest.approx(complex(exact).imag / 1e-30, rel=1e-12, abs=1e-12)


SIZES = [(4, 4, 4, 1), (1, 4, 4, 4), (3, 5, 2, 4), (1, 1, 1, 1), (12, 12, 12, 1), (2, 9, 1, 7)]


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_both_orders_are_the_jacobian_and_their_counts_are_right(
    sizes: tuple[int, int, int, int],
) -> None:
    found = stack(sizes)
    W1, W2, W3 = found.weights

    def function(x: Any) -> Any:
        h2 = 0.5 * (1 + anp.tanh(anp.tanh(x @ W1) @ W2 / 2))
        return anp.tanh(h2 @ W3)

    assert [len(value) for value in found.values] == list(sizes)
    assert found.values[3] == pytest.approx(function(found.values[0]), rel=1e-13)
    wanted = jacobian(function)(found.values[0])
    n0, n1, n2, n3 = sizes
    for order, count in (
        (reverse_order(found), n3 * n2 * n1 + n3 * n1 * n0),
        (forward_order(found), n2 * n1 * n0 + n3 * n2 * n0),
    ):
        assert order.result == pytest.approx(wanted, rel=1e-12, abs=1e-14)
        assert order.multiplications == count


def test_with_one_output_reverse_wins_and_with_one_input_forward() -> None:
    for n in range(2, MAX_SIZE + 1):
        one_output, one_input = stack((n, n, n, 1)), stack((1, n, n, n))
        assert reverse_order(one_output).multiplications == 2 * n**2
        assert forward_order(one_output).multiplications == n**3 + n**2
        assert reverse_order(one_input).multiplications == n**3 + n**2
        assert forward_order(one_input).multiplications == 2 * n**2


def test_a_product_counts_what_it_multiplies() -> None:
    rng = np.random.default_rng(0)
    left, right = rng.normal(size=(3, 5)), rng.normal(size=(5, 2))
    move = multiply("A B", left, right)
    assert move.result == pytest.approx(left @ right, rel=1e-14)
    assert move.multiplications == 30


@pytest.mark.parametrize("sizes", [(0, 1, 1, 1), (1, 1, 1, 13), (-1, 2, 2, 2)])
def test_sizes_out_of_bounds_are_refused(sizes: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="from 1 to 12"):
        stack(sizes)
