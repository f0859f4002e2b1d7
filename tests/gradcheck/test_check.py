"""The check itself: its numerical derivatives against autograd, and its verdict on wrong gradients."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from autograd import grad

from backprop import MLP, Experiment, Trainer, gradient_check
from backprop.arrays import Array
from backprop.gradcheck.check import CENTRAL_STEP, TOLERANCE, GradientCheck, Gradients, error_curve
from backprop.ui.gradient_check.example import EXAMPLE
from tests.networks import Case, away_from_kinks, random_case
from tests.nn.test_against_autograd import objective, relative_error, suits_autograd

METHODS = ("complex", "central")


def own(mlp: MLP, X: Array, y: Array) -> Gradients:
    copy = mlp.sharing_parameters()
    copy.forward(X)
    copy.backward(y)
    return [(dW.copy(), db.copy()) for dW, db in zip(copy.dW[1:], copy.db[1:], strict=True)]


def planted(layer: int, which: int, cell: tuple[int, int], change: Any) -> Any:
    """A backward pass that is correct except for one cell."""

    def gradients(mlp: MLP, X: Array, y: Array) -> Gradients:
        found = own(mlp, X, y)
        found[layer - 1][which][cell] = change(found[layer - 1][which][cell])
        return found

    return gradients


def small_network(hidden: str = "tanh", **more: Any) -> Case:
    rng = np.random.default_rng(0)
    mlp = MLP((2, 4, 3, 1), (hidden, hidden, "sigmoid"), "binary_cross_entropy", **more)
    mlp.initialize(seed=2)
    X = rng.normal(size=(9, 2))
    return Case(mlp, X, rng.integers(0, 2, (9, 1)).astype(float))


@pytest.mark.parametrize("first", range(0, 120, 20))
def test_the_complex_step_is_autograds_gradient(first: int) -> None:
    for seed in range(first, first + 20):
        case = random_case(seed)
        if not suits_autograd(case):
            continue
        parameters = list(zip(case.mlp.W[1:], case.mlp.b[1:], strict=True))
        expected = grad(objective, 0)(parameters, case.X, case)
        check = gradient_check(case.mlp, case.X, case.y)
        for layer, (dW, db) in zip(check.layers, expected, strict=True):
            assert relative_error(layer.numerical_dW, dW) < 1e-8, (seed, layer.layer)
            assert relative_error(layer.numerical_db, db) < 1e-8, (seed, layer.layer)


@pytest.mark.parametrize("rule", ["exact", "tutorial"])
def test_right_and_articles_gradients(rule: str) -> None:
    for seed in range(60):
        case = random_case(seed, rule)
        check = gradient_check(case.mlp, case.X, case.y)
        if rule == "exact":
            assert check.passed, f"seed {seed}: {check.worst}"
        elif len(case.X) > 1 and (case.mlp.activations[-1], case.mlp.layer_sizes[-1]) != (
            "softmax",
            1,
        ):
            assert not check.passed, f"seed {seed}"  # a softmax of one unit is 1, its gradient 0


def test_central_differences_pass_too() -> None:
    passed = 0
    for seed in range(80):
        case = random_case(seed)
        if len(case.mlp.layer_sizes) > 6 or not away_from_kinks(case.backward()):
            continue
        passed += gradient_check(case.mlp, case.X, case.y, method="central").passed
    assert passed > 30


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("layer", [1, 2, 3])
def test_one_wrong_cell_is_found_in_its_place(layer: int, method: str) -> None:
    case = small_network()
    for which, name in ((0, "dW"), (1, "db")):
        shape = (case.mlp.W if which == 0 else case.mlp.b)[layer].shape
        for cell in np.ndindex(*shape):
            wrong = planted(layer, which, (cell[0], cell[1]), lambda value: 1.01 * value)
            check = gradient_check(case.mlp, case.X, case.y, method=method, gradients=wrong)
            assert check.failed_layers == [layer]
            assert (check.passed, check.worst_layer) == (False, layer)
            errors = getattr(check.layers[layer - 1], name)
            assert errors[cell] == pytest.approx(0.01 / 1.01, rel=1e-2)
            row = cell[0] if which == 0 else case.mlp.W[layer].shape[0]
            assert check.layers[layer - 1].worst_cell == (row, cell[1])
            assert (check.layers[layer - 1].errors > TOLERANCE[method]).sum() == 1


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_a_number_fails_alone(value: float) -> None:
    case = small_network("relu")
    for method in METHODS:
        wrong = planted(2, 0, (1, 2), lambda _: value)
        check = gradient_check(case.mlp, case.X, case.y, method=method, gradients=wrong)
        assert np.isnan(check.worst)
        assert not check.passed
        assert (check.failed_layers, check.worst_layer) == ([2], 2)
        assert check.layers[1].worst_cell == (1, 2)
        assert np.isnan(check.layers[1].errors).sum() == 1


def test_zero_gradients_are_right_where_they_are() -> None:
    case = small_network()
    wrong = [
        (np.zeros_like(W), np.zeros_like(b))
        for W, b in zip(case.mlp.W[1:], case.mlp.b[1:], strict=True)
    ]
    check = gradient_check(case.mlp, case.X, case.y, gradients=lambda *_: wrong)
    assert check.worst == 1.0
    dead = small_network("relu")
    dead.mlp.b[1][...] = -50.0  # no unit of layer 1 is alive
    check = gradient_check(dead.mlp, dead.X, dead.y)
    assert check.passed
    assert check.layers[0].worst == 0.0


@pytest.mark.parametrize("method", METHODS)
def test_a_sum_that_cancels_is_not_an_error(method: str) -> None:
    """Balanced classes at weights of 0: every gradient is 0, up to the rounding of its samples."""
    experiment = Experiment(initializer="zeros", activations=("relu", "relu"))
    trainer = Trainer(experiment)
    check = gradient_check(trainer.mlp, *trainer.batch_data, method=method)
    assert np.abs(trainer.mlp.gradients).max() < 1e-15
    assert check.passed
    # a wrong gradient, however small beside the samples' parts, is one still
    wrong = planted(3, 1, (0, 0), lambda value: value + 1e-8)
    if method == "complex":
        assert not gradient_check(trainer.mlp, *trainer.batch_data, gradients=wrong).passed


def test_shapes_and_numbers_that_cannot_be_meant() -> None:
    case = small_network()
    right = own(case.mlp, case.X, case.y)
    for wrong, words in (
        (right[:2], "gradients of 3 layers, got 2"),
        ([(right[0][0].T, right[0][1]), *right[1:]], "dW of layer 1 of shape (2, 4)"),
        ([*right[:2], (right[2][0], right[2][1].ravel())], "db of layer 3 of shape (1, 1)"),
    ):
        with pytest.raises(ValueError, match=words.replace("(", r"\(").replace(")", r"\)")):
            gradient_check(case.mlp, case.X, case.y, gradients=lambda *_, w=wrong: w)
    for more in ({"method": "forward"}, {"step": 0.0}, {"step": -1e-5}, {"cells_per_layer": 0}):
        with pytest.raises(ValueError, match="expected"):
            gradient_check(case.mlp, case.X, case.y, **more)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="expected y of shape"):
        gradient_check(case.mlp, case.X, case.y[:-1])
    with pytest.raises(ValueError, match="expected X"):
        gradient_check(case.mlp, case.X[:, :1], case.y)


def test_the_network_is_left_as_it_was() -> None:
    trainer = Trainer(Experiment(batch_size=16, n_samples=60))
    mlp, before = trainer.mlp, trainer.mlp.parameters.copy()
    arrays = [part.copy() for part in (mlp.z[1], mlp.a[1], mlp.dz[1], mlp.dW[1], mlp.db[1])]
    for method in METHODS:
        gradient_check(mlp, *trainer.batch_data, method=method)
        error_curve(mlp, *trainer.batch_data, 1, 0, 0, np.array([1e-3, 1e-5]), method=method)
    assert np.array_equal(mlp.parameters, before)
    for part, kept in zip(
        (mlp.z[1], mlp.a[1], mlp.dz[1], mlp.dW[1], mlp.db[1]), arrays, strict=True
    ):
        assert np.array_equal(part, kept)


def test_a_subclass_with_a_backward_pass_of_its_own_is_what_is_checked() -> None:
    class Mine(MLP):
        def backward(self, y: Any) -> None:
            super().backward(y)
            self.db[2][...] *= 2.0

    case = small_network()
    mine = Mine(case.mlp.layer_sizes, case.mlp.activations, case.mlp.loss)
    mine.parameters[:] = case.mlp.parameters
    assert gradient_check(mine, case.X, case.y).failed_layers == [2]


def test_the_example_of_the_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    exec(EXAMPLE, {})
    worst, _, layers = capsys.readouterr().out.partition(" ")
    assert float(worst) < 1e-9
    assert len(layers.split(",")) == 3
    broken = EXAMPLE.replace("* (1 - a[l - 1] ** 2)", "")
    assert broken != EXAMPLE
    with pytest.raises(AssertionError, match=r"\[1, 2\]"):
        exec(broken, {})


# Step sizes


def slope(steps: Array, errors: Array) -> float:
    """The slope of log error over log ε, by least squares."""
    return float(np.polyfit(np.log10(steps), np.log10(errors), 1)[0])


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "gelu", "silu", "softplus"])
def test_the_two_sides_of_the_v(activation: str) -> None:
    case = small_network(activation)
    truncation = 10.0 ** -np.arange(1.5, 3.6, 0.25)
    rounding = 10.0 ** -np.arange(7.0, 12.0, 0.05)
    for layer, row, column in ((1, 0, 1), (2, 2, 0), (3, 3, 0)):
        large, small = (
            error_curve(case.mlp, case.X, case.y, layer, row, column, steps)
            for steps in (truncation, rounding)
        )
        assert slope(truncation, large) == pytest.approx(2.0, abs=0.1)
        assert slope(rounding, np.maximum(small, 1e-16)) == pytest.approx(-1.0, abs=0.2)
        bottom = error_curve(case.mlp, case.X, case.y, layer, row, column, np.array([CENTRAL_STEP]))
        assert bottom[0] < 1e-7
        assert bottom[0] < min(large.max(), small.max())


def test_the_complex_step_has_one_side_only() -> None:
    case = small_network()
    steps = 10.0 ** -np.arange(1.5, 3.6, 0.25)
    large = error_curve(case.mlp, case.X, case.y, 1, 0, 1, steps, method="complex")
    assert slope(steps, large) == pytest.approx(2.0, abs=0.1)
    tiny = 10.0 ** -np.arange(9.0, 200.0, 10.0)
    assert error_curve(case.mlp, case.X, case.y, 1, 0, 1, tiny, method="complex").max() < 1e-14


def test_a_wrong_gradient_has_no_v() -> None:
    case = small_network()
    steps = 10.0 ** -np.arange(2.0, 8.0, 0.5)
    right = own(case.mlp, case.X, case.y)[0][0][0, 1]
    errors = error_curve(case.mlp, case.X, case.y, 1, 0, 1, steps, gradient=2 * right)
    np.testing.assert_allclose(errors, 0.5, rtol=1e-3)


# Kinks


def kinked(n: int = 1) -> tuple[MLP, Array, Array]:
    """One relu unit whose z is 1e-6 for the first sample, and far from 0 for all others."""
    mlp = MLP((1, 1, 1), ("relu", "linear"), "mse")
    mlp.W[1], mlp.b[1] = [[1.0]], [[1e-6 - 1.0]]
    mlp.W[2], mlp.b[2] = [[2.0]], [[0.1]]
    X = 1.0 + np.arange(n, dtype=float)[:, None]
    return mlp, X, X * 0.5 + 1.0


def test_a_step_across_a_kink_is_named() -> None:
    mlp, X, y = kinked()
    check = gradient_check(mlp, X, y, method="central", step=1e-5)
    first = check.layers[0]
    assert first.kinks.all()  # z = x w + b with x = 1: either moves it by 1e-5, over the kink
    assert not check.layers[1].kinks.any()
    # On one side the slope is full, on the other it ends a tenth of the way: 1.1 / 2 of it.
    for numerical, true in (
        (first.numerical_dW, first.analytic_dW),
        (first.numerical_db, first.analytic_db),
    ):
        assert numerical[0, 0] / true[0, 0] == pytest.approx(0.55, abs=1e-4)
    assert (check.kinks, check.failed_layers) == (2, [])
    for method, step in (("complex", None), ("central", 1e-7)):
        clean = gradient_check(mlp, X, y, method=method, step=step)
        assert clean.kinks == 0
        assert clean.layers[0].worst <= clean.tolerance


def test_nothing_compared_is_not_passed() -> None:
    mlp, X, y = kinked()
    check = gradient_check(mlp, X, y, method="central", step=1e-5)
    assert check.layers[0].worst_cell is None
    assert (check.passed, check.uncompared_layers) == (False, [1])


def test_a_wrong_gradient_does_not_hide_behind_a_kink() -> None:
    mlp, X, y = kinked(n=5)
    for factor, found in ((1.0, True), (1.5, False), (-1.0, False), (0.0, False)):
        wrong = planted(1, 1, (0, 0), lambda value, by=factor: by * value)
        check = gradient_check(mlp, X, y, method="central", step=1e-5, gradients=wrong)
        assert check.failed_layers == ([] if found else [1])


@pytest.mark.parametrize("name", ["relu", "leaky_relu"])
def test_kinks_explain_what_central_differences_get_wrong(name: str) -> None:
    """With many samples a step crosses somewhere: every failure comes from a kink."""
    named = 0
    for seed in range(12):
        rng = np.random.default_rng(seed)
        mlp = MLP((2, 6, 4, 1), (name, name, "sigmoid"), "binary_cross_entropy")
        mlp.initialize(seed=seed)
        X, y = rng.normal(size=(150, 2)), rng.integers(0, 2, (150, 1)).astype(float)
        check = gradient_check(mlp, X, y, method="central", step=1e-3, tolerance=1e-5)
        named += check.kinks
        assert check.failed_layers == [], f"seed {seed}: {check.worst}"
        assert not check.layers[2].kinks.any()  # nothing above layer 3 has a kink
    assert named > 20


@pytest.mark.parametrize("name", ["tanh", "elu", "gelu", "softplus"])
def test_smooth_activations_have_no_kinks(name: str) -> None:
    case = small_network(name)
    assert gradient_check(case.mlp, case.X, case.y, method="central", step=0.1).kinks == 0


def test_l1_has_a_kink_at_zero() -> None:
    case = small_network(l1=0.1)
    case.mlp.W[1][0, 0], case.mlp.W[1][0, 1] = 1e-6, 0.0
    check = gradient_check(case.mlp, case.X, case.y, method="central")
    assert check.passed
    first = check.layers[0]
    assert np.argwhere(first.kinks).tolist() == [
        [0, 0]
    ]  # at exactly 0 both sides cancel to sign(0)
    assert gradient_check(case.mlp, case.X, case.y).kinks == 0
    assert gradient_check(case.mlp, case.X, case.y).passed


# A sample of the cells


@pytest.mark.parametrize("cells", [1, 2, 5, 12, 1000])
def test_a_sample_of_the_cells(cells: int) -> None:
    case = small_network()
    whole = gradient_check(case.mlp, case.X, case.y)
    some = gradient_check(case.mlp, case.X, case.y, cells_per_layer=cells)
    assert some.passed
    for part, full in zip(some.layers, whole.layers, strict=True):
        assert part.compared.sum() == min(cells, full.compared.size)
        assert part.compared[-1, -1]
        assert np.array_equal(part.errors[part.compared], full.errors[part.compared])
        assert np.isnan(part.errors[~part.compared]).all()


def test_what_is_left_out_neither_passes_nor_fails() -> None:
    case = small_network()
    wrong = planted(
        2, 1, (0, 2), lambda value: 3 * value
    )  # the last bias, which is always looked at
    assert failed(case, wrong, 1) == [2]
    wrong = planted(2, 0, (0, 0), lambda value: 3 * value)
    assert failed(case, wrong, 1) == []
    assert failed(case, wrong, 1000) == [2]


def failed(case: Case, gradients: Any, cells: int) -> list[int]:
    check: GradientCheck = gradient_check(
        case.mlp, case.X, case.y, gradients=gradients, cells_per_layer=cells
    )
    return check.failed_layers
