"""The guarantees of the network's interface: shapes, fresh arrays, live parameters, properties."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop import MLP
from backprop.arrays import Array
from backprop.nn.activations import HIDDEN_ACTIVATIONS
from tests.networks import PAIRS, Case, random_case, targets

SEEDS = st.integers(0, 10**6)


def small(**fields: Any) -> MLP:
    mlp = MLP([2, 3, 1], ["tanh", "sigmoid"], "binary_cross_entropy", **fields)
    mlp.initialize(seed=1)
    return mlp


def copies(mlp: MLP) -> dict[str, list[Array | None]]:
    return {
        name: [None if array is None else array.copy() for array in getattr(mlp, name)]
        for name in ("W", "b", "z", "a", "dz", "da", "dW", "db")
    }


def assert_same(one: dict[str, list[Any]], other: dict[str, list[Any]]) -> None:
    for name, arrays in one.items():
        for l, array in enumerate(arrays):
            np.testing.assert_array_equal(array, other[name][l], err_msg=f"{name}[{l}]")


@given(seed=SEEDS)
def test_shapes_and_a_plain_forward_pass(seed: int) -> None:
    case = random_case(seed)
    mlp, n, sizes = case.mlp, len(case.X), case.mlp.layer_sizes
    yhat = mlp.forward(case.X)
    mlp.backward(case.y)
    assert yhat.shape == (n, sizes[-1])
    np.testing.assert_array_equal(yhat, mlp.a[-1])
    np.testing.assert_array_equal(mlp.a[0], case.X)
    for name in ("W", "b", "z", "dz", "dW", "db"):
        assert getattr(mlp, name)[0] is None
        assert len(getattr(mlp, name)) == mlp.depth + 1
    assert mlp.da[0].shape == case.X.shape
    for l in range(1, mlp.depth + 1):
        assert mlp.W[l].shape == mlp.dW[l].shape == (sizes[l - 1], sizes[l])
        assert mlp.b[l].shape == mlp.db[l].shape == (1, sizes[l])
        for array in (mlp.z[l], mlp.a[l], mlp.dz[l], mlp.da[l]):
            assert array.shape == (n, sizes[l])
        z = mlp.a[l - 1] @ mlp.W[l] + mlp.b[l]
        np.testing.assert_allclose(mlp.z[l], z, rtol=1e-12, atol=1e-12)


@given(seed=SEEDS)
def test_the_backward_equations_hold(seed: int) -> None:
    mlp = random_case(seed).backward()
    for l in range(1, mlp.depth + 1):
        W, dz = mlp.W[l], mlp.dz[l]
        close(mlp.db[l], dz.sum(axis=0, keepdims=True))
        close(mlp.dW[l], mlp.a[l - 1].T @ dz + mlp.l2 * W + mlp.l1 * np.sign(W))
        close(mlp.da[l - 1], dz @ W.T)


@given(seed=SEEDS, order=SEEDS)
def test_the_order_of_the_samples_does_not_matter(seed: int, order: int) -> None:
    case = random_case(seed)
    p = np.random.default_rng(order).permutation(len(case.X))
    before = copies(case.backward())
    loss = case.mlp.loss_value(case.y)
    after = copies(Case(case.mlp, case.X[p], case.y[p]).backward())
    assert case.mlp.loss_value(case.y[p]) == pytest.approx(loss, rel=1e-12)
    for l in range(1, case.mlp.depth + 1):
        for name in ("dW", "db"):
            close(after[name][l], before[name][l])
        for name in ("z", "a", "dz", "da"):
            rows = before[name][l]
            assert rows is not None
            close(after[name][l], rows[p])


@settings(max_examples=300)
@given(
    pair=st.sampled_from(PAIRS),
    activation=st.sampled_from(HIDDEN_ACTIVATIONS),
    scale=st.sampled_from([1.0, 1e2, 1e4]),
    seed=SEEDS,
)
def test_everything_is_finite_up_to_1e4(
    pair: tuple[str, str], activation: str, scale: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    mlp = MLP([3, 3, 3], [activation, pair[1]], pair[0])
    mlp.W[1], mlp.W[2] = np.eye(3), np.eye(3)
    X = rng.uniform(-scale, scale, (6, 3))
    y = targets(pair[0], 6, 3, rng)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        mlp.forward(X)
        mlp.backward(y)
        assert np.isfinite(mlp.loss_value(y))
        found = copies(mlp)
    for name, arrays in found.items():
        for array in arrays:
            assert array is None or np.isfinite(array).all(), name


@given(seed=SEEDS)
def test_the_loss_is_its_definition_and_the_penalty(seed: int) -> None:
    case = random_case(seed)
    mlp, y = case.mlp, case.y
    yhat = np.clip(mlp.forward(case.X), 1e-300, None) if mlp.loss != "mse" else mlp.forward(case.X)
    if mlp.loss == "mse":
        per_sample = ((y - yhat) ** 2).sum(axis=1)
    elif mlp.loss == "cross_entropy":
        per_sample = -(y * np.log(yhat)).sum(axis=1)
    else:
        miss = np.where(y == 1, 1.0, 1.0 - yhat)
        if miss.min() < 1e-6:
            return  # 1 − ŷ has lost its digits here, and in the fused loss it has not
        per_sample = -(np.log(np.where(y == 1, yhat, miss))).sum(axis=1)
    weights = np.concatenate([W.ravel() for W in mlp.W[1:]])
    penalty = 0.5 * mlp.l2 * (weights**2).sum() + mlp.l1 * np.abs(weights).sum()
    assert mlp.data_loss(y) == pytest.approx(per_sample.mean(), rel=1e-9, abs=1e-12)
    assert mlp.loss_value(y) == pytest.approx(per_sample.mean() + penalty, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("loss", "output"), [("binary_cross_entropy", "sigmoid"), ("cross_entropy", "softmax")]
)
def test_da_of_a_fused_output_is_true_and_fresh(loss: str, output: str) -> None:
    rng = np.random.default_rng(0)
    mlp = MLP([2, 4, 3], ["tanh", output], loss)
    mlp.initialize(seed=0)
    for n in (5, 5, 3, 5):
        X, y = rng.normal(size=(n, 2)), np.eye(3)[rng.integers(3, size=n)]
        yhat = mlp.forward(X)
        mlp.backward(y)
        binary = loss == "binary_cross_entropy"
        expected = -y / yhat + ((1 - y) / (1 - yhat) if binary else 0)
        np.testing.assert_allclose(mlp.da[2], expected / n, rtol=1e-12)
        np.testing.assert_allclose(mlp.dz[2], (yhat - y) / n, rtol=1e-12, atol=1e-16)


def test_da_is_of_the_backward_pass_whatever_happens_before_it_is_asked() -> None:
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(6, 2)), rng.integers(0, 2, (6, 1)).astype(float)
    asked, late = small(), small()
    for mlp in (asked, late):
        mlp.forward(X)
        mlp.backward(y)
    expected = [da.copy() for da in asked.da]
    late.update(0.5)
    y[:] = 1 - y
    late.forward(X + 1)
    for found, wanted in zip(late.da, expected, strict=True):
        np.testing.assert_array_equal(found, wanted)


@given(sizes=st.lists(st.integers(1, 7), min_size=2, max_size=12), seed=st.integers(0, 10**4))
def test_arrays_are_fresh_after_the_batch_size_changes(sizes: list[int], seed: int) -> None:
    case, rng = random_case(seed), np.random.default_rng(seed)
    mlp = case.mlp
    for n in sizes:
        X = rng.normal(size=(n, mlp.layer_sizes[0]))
        y = targets(mlp.loss, n, mlp.layer_sizes[-1], rng)
        used = copies(Case(mlp, X, y).backward())
        assert_same(used, copies(Case(mlp.sharing_parameters(), X, y).backward()))


@pytest.mark.parametrize("seed", range(8))
def test_dz_and_da_are_of_the_last_backward_pass_whatever_is_passed_forward_since(
    seed: int,
) -> None:
    case = random_case(seed)
    mlp, n = case.backward(), len(case.X)
    dz, da = [a.copy() for a in mlp.dz[1:]], [a.copy() for a in mlp.da]
    case.backward()
    for size in (n + 1, n + 2, n + 3, n + 4, n + 5):  # more sizes than are kept
        mlp.forward(np.ones((size, mlp.layer_sizes[0])))
    assert all(map(np.array_equal, da, mlp.da))
    assert all(map(np.array_equal, dz, mlp.dz[1:]))


def test_writing_into_parameters_changes_the_network() -> None:
    X, mlp = np.array([[1.0, 2.0]]), small()
    outputs = [mlp.forward(X)]

    def changed() -> bool:
        outputs.append(mlp.forward(X))
        return not np.array_equal(outputs[-1], outputs[-2])

    mlp.W[1][0, 0] = 3.0
    assert changed()
    mlp.W[1] -= 0.1
    assert changed()
    mlp.W[2] = np.full((3, 1), 0.7)
    assert changed()
    mlp.b[1] += 1.0
    assert changed()
    mlp.b[2] = np.array([[2.0]])
    assert changed()
    W = mlp.W[2]
    W *= 2
    assert changed()
    a = np.tanh(X @ mlp.W[1] + mlp.b[1])
    expected = 1 / (1 + np.exp(-(a @ mlp.W[2] + mlp.b[2])))
    np.testing.assert_allclose(outputs[-1], expected, rtol=1e-14)


def test_update_is_gradient_descent_in_place() -> None:
    mlp, (X, y) = small(l2=0.1), (np.ones((4, 2)), np.ones((4, 1)))
    mlp.forward(X)
    mlp.backward(y)
    W, before = mlp.W[1], copies(mlp)
    mlp.update(0.25)
    assert mlp.W[1] is W
    for l in (1, 2):
        for name in ("W", "b"):
            old, gradient = before[name][l], before[f"d{name}"][l]
            assert old is not None
            assert gradient is not None
            np.testing.assert_allclose(getattr(mlp, name)[l], old - 0.25 * gradient, rtol=1e-14)


def test_the_returned_output_is_a_copy() -> None:
    mlp = small()
    first = mlp.forward(np.zeros((3, 2)))
    kept = first.copy()
    mlp.forward(np.ones((3, 2)))
    np.testing.assert_array_equal(first, kept)


def test_sharing_parameters_leaves_this_ones_arrays_alone() -> None:
    mlp = small()
    mlp.forward(np.ones((4, 2)))
    mlp.backward(np.ones((4, 1)))
    before, other = copies(mlp), mlp.sharing_parameters()
    other.forward(np.zeros((4, 2)))
    other.backward(np.zeros((4, 1)))
    assert_same(copies(mlp), before)
    other.W[1][:] = 0.5
    assert (mlp.W[1] == 0.5).all()


def test_lists_and_integers_are_data_too() -> None:
    mlp = small()
    yhat = mlp.forward([[1, 2], [3, 4]])
    np.testing.assert_array_equal(yhat, mlp.forward(np.array([[1.0, 2.0], [3.0, 4.0]])))
    mlp.backward([[0], [1]])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([2], [], "mse"), "two or more positive integers"),
        (([2, 0, 1], ["tanh", "tanh"], "mse"), "positive integers"),
        (([2, 1.5, 1], ["tanh", "tanh"], "mse"), "positive integers"),
        (([2, True], ["tanh"], "mse"), "positive integers"),
        (([2, 3, 1], ["tanh"], "mse"), "expected 2 activations for 3 layer sizes, got 1"),
        (([2, 1], ["tan"], "mse"), "unknown activation 'tan': expected one of relu"),
        (([2, 3, 1], ["softmax", "tanh"], "mse"), "softmax is for the output layer only"),
        (([2, 1], ["tanh"], "hinge"), "unknown loss 'hinge': expected one of mse"),
        (([2, 1], ["tanh"], "binary_cross_entropy"), "outputs between 0 and 1"),
        (([2, 3], ["relu"], "cross_entropy"), "outputs between 0 and 1"),
        (([2, 1], [["tanh"]], "mse"), r"unknown activation \['tanh'\]"),
        (([2, 1], ["tanh"], None), "unknown loss None"),
    ],
)
def test_what_is_no_network_raises(arguments: tuple[Any, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        MLP(*arguments)


@pytest.mark.parametrize("wrong", [-0.1, float("nan"), float("inf"), "0.1"])
@pytest.mark.parametrize("name", ["l1", "l2"])
def test_a_penalty_that_is_none_raises(name: str, wrong: Any) -> None:
    penalty: dict[str, Any] = {name: wrong}
    with pytest.raises(ValueError, match=f"{name} has to be a number of 0 or more"):
        MLP([2, 1], ["tanh"], "mse", **penalty)


@pytest.mark.parametrize("wrong", [2.0, -1.0, float("nan")])
@pytest.mark.parametrize(
    ("loss", "output"), [("binary_cross_entropy", "sigmoid"), ("cross_entropy", "softmax")]
)
def test_targets_that_are_no_probabilities_raise(loss: str, output: str, wrong: float) -> None:
    mlp = MLP([2, 2], [output], loss)
    good = np.eye(2)
    for y in (good, np.array([[0.0, 1.0], [wrong, 0.0]]), good):
        mlp.forward(np.ones((2, 2)))
        if y is good:
            mlp.backward(y)
            continue
        with pytest.raises(ValueError, match=f"{loss} needs targets between 0 and 1"):
            mlp.backward(y)
        with pytest.raises(ValueError, match=f"{loss} needs targets between 0 and 1"):
            mlp.loss_value(y)


def test_an_unknown_gradient_rule_raises() -> None:
    with pytest.raises(ValueError, match="unknown gradient rule 'mine': expected one of exact"):
        small(gradient_rule="mine")


@pytest.mark.parametrize("X", [np.ones((4, 3)), np.ones(2), np.ones((0, 2)), np.ones((2, 2, 2))])
def test_wrong_inputs_raise(X: Array) -> None:
    with pytest.raises(ValueError, match=r"expected X of shape \(n, 2\), got"):
        small().forward(X)


@pytest.mark.parametrize("y", [np.ones((4, 2)), np.ones(4), np.ones((3, 1)), np.ones((0, 1))])
def test_wrong_targets_raise(y: Array) -> None:
    mlp = small()
    mlp.forward(np.ones((4, 2)))
    with pytest.raises(ValueError, match="y"):
        mlp.backward(y)
    with pytest.raises(ValueError, match="y"):
        mlp.loss_value(y)


def test_wrong_parameters_and_order_raise() -> None:
    mlp = small()
    with pytest.raises(ValueError, match="broadcast"):
        mlp.W[1] = np.ones((3, 2))
    with pytest.raises(ValueError, match=r"call forward\(X\) before"):
        mlp.backward(np.ones((4, 1)))


def close(found: Any, expected: Any) -> None:
    np.testing.assert_allclose(
        found, expected, rtol=1e-9, atol=1e-10 * (1 + np.abs(expected).max())
    )
