"""The loss landscape against the network's own loss, one parameter set at a time."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.decomposition import PCA

from backprop import MLP, Experiment, Trainer, gradient_check
from backprop.arrays import Array
from backprop.gradcheck import GradientCheck
from backprop.landscape.line import NextStep, between, descent, largest_alpha, next_step
from backprop.landscape.objective import Objective
from backprop.landscape.plane import (
    filter_normalised,
    parameters_at,
    path_iterations,
    path_of,
    path_plane,
    random_plane,
    weights_plane,
)
from backprop.landscape.surface import (
    SIZES,
    USUAL,
    Surface,
    affordable_size,
    around,
    around_path,
    clipped,
)
from tests.networks import PAIRS, Case, away_from_kinks, random_case

SEEDS = range(2 * len(PAIRS))  # all losses and outputs, twice
DEEP = Experiment(hidden=(8, 8, 4), activations=("tanh",) * 3)


def loss_at(mlp: MLP, X: Array, y: Array, theta: Array) -> float:
    """The loss of one parameter set, by the network itself."""
    copy = MLP(
        mlp.layer_sizes,
        mlp.activations,
        mlp.loss,
        l1=mlp.l1,
        l2=mlp.l2,
        gradient_rule=mlp.gradient_rule,
    )
    copy.parameters[:] = theta
    with np.errstate(all="ignore"):
        copy.forward(X)
        return copy.loss_value(y)


def objective_of(case: Case) -> Objective:
    return Objective(case.mlp, case.X, case.y)


def at(iteration: int, experiment: Experiment = DEEP) -> tuple[Trainer, Objective, Array, Array]:
    """A run at an iteration, its loss on the training set, θ and g."""
    trainer = Trainer(experiment)
    trainer.seek(iteration)
    objective = Objective(trainer.mlp, trainer.dataset.X_train, trainer.dataset.y_train)
    return trainer, objective, trainer.mlp.parameters.copy(), trainer.mlp.gradients.copy()


def vector(check: GradientCheck) -> Array:
    """The numerical gradient as a flat vector, layer by layer, W above b."""
    parts = [np.vstack([c.numerical_dW, c.numerical_db]).ravel() for c in check.layers]
    return np.concatenate(parts)


@pytest.mark.parametrize("rule", ["exact", "tutorial"])
@pytest.mark.parametrize("seed", SEEDS)
def test_every_loss_of_a_batched_pass_is_the_networks(seed: int, rule: str) -> None:
    case = random_case(seed, rule)
    theta = case.mlp.parameters.copy()
    thetas = theta + np.random.default_rng(seed).normal(0, 0.4, (23, theta.size))
    found = objective_of(case).losses(thetas)
    wanted = [loss_at(case.mlp, case.X, case.y, each) for each in thetas]
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-13)
    np.testing.assert_array_equal(case.mlp.parameters, theta)


@pytest.mark.parametrize("chunk", [1, 2, 7, 1000])
def test_chunks_change_nothing(chunk: int) -> None:
    case = random_case(5)
    objective = objective_of(case)
    thetas = np.random.default_rng(1).normal(size=(15, objective.size))
    before = objective.losses(thetas)
    objective.chunk = chunk
    np.testing.assert_allclose(objective.losses(thetas), before, rtol=1e-14)


@pytest.mark.parametrize("rule", ["exact", "tutorial"])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_gradient_is_the_complex_steps(seed: int, rule: str) -> None:
    case = random_case(seed, rule)
    check = gradient_check(case.mlp, case.X, case.y)
    wanted = vector(check)
    found = objective_of(case).gradient(case.mlp.parameters)
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-11 * max(1, abs(wanted).max()))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_tangent_touches_the_curve(seed: int) -> None:
    """Its slope is −‖g‖² of the numerical gradient, and the curve's own difference quotient."""
    case = random_case(seed)
    case.backward()
    theta, g = case.mlp.parameters.copy(), case.mlp.gradients.copy()
    numerical = vector(gradient_check(case.mlp, case.X, case.y))
    found = descent(objective_of(case), theta, g, 0.1)
    assert found.slope == pytest.approx(-(numerical @ numerical), rel=1e-8)
    assert found.start == pytest.approx(loss_at(case.mlp, case.X, case.y, theta), rel=1e-12)
    np.testing.assert_allclose(np.diff(found.tangent) / np.diff(found.alphas), found.slope)
    length = float(np.linalg.norm(g))
    if away_from_kinks(case.mlp) and case.mlp.l1 == 0 and 0.01 < length < 100:
        h = 1e-6 / length
        up, down = (loss_at(case.mlp, case.X, case.y, theta - a * g) for a in (h, -h))
        assert (up - down) / (2 * h) == pytest.approx(found.slope, rel=1e-3)


def test_the_articles_rule_has_the_true_slope_of_its_loss() -> None:
    trainer, objective, theta, g = at(20, Experiment(gradient_rule="tutorial", learning_rate=1e-4))
    true = vector(gradient_check(trainer.mlp, *trainer.batch_data))
    found = descent(objective, theta, g, 1e-4)
    assert found.slope == pytest.approx(-(g @ true), rel=1e-9)
    assert found.slope != pytest.approx(-(g @ g), rel=0.1)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov", "rmsprop", "adam"])
@pytest.mark.parametrize("penalty", [0.0, 0.01])
def test_the_next_step_brings_what_the_run_then_has(optimizer: str, penalty: float) -> None:
    experiment = Experiment(optimizer=optimizer, learning_rate=0.01, l2=penalty)
    trainer, objective, theta, g = at(30, experiment)
    found = next_step(objective, theta, trainer.update)
    predicted = float(g @ trainer.update)
    assert isinstance(found, NextStep)
    if penalty == 0:
        assert found.before == pytest.approx(trainer.history.train_loss[30], rel=1e-12)
    else:
        assert found.before == pytest.approx(trainer.mlp.loss_value(trainer.dataset.y_train))
    trainer.step()
    assert found.after == pytest.approx(trainer.mlp.loss_value(trainer.dataset.y_train), rel=1e-12)
    assert found.change == found.after - found.before
    assert found.predicted == pytest.approx(predicted, rel=1e-9)
    if optimizer == "sgd":
        assert found.predicted == pytest.approx(-0.01 * (g @ g), rel=1e-9)


@pytest.mark.parametrize("costly", [False, True])
@pytest.mark.parametrize("iteration", [0, 10, 60, 200])
def test_the_largest_alpha_is_where_the_true_loss_comes_back(iteration: int, costly: bool) -> None:
    trainer, objective, theta, g = at(iteration)
    objective.costly = costly
    found = largest_alpha(objective, theta, g)
    X, y = trainer.dataset.X_train, trainer.dataset.y_train
    start = loss_at(trainer.mlp, X, y, theta)
    assert found.alpha is not None
    for share in (1e-3, 0.1, 0.5, 0.9, 1 - 1e-9):
        assert loss_at(trainer.mlp, X, y, theta - share * found.alpha * g) < start
    assert loss_at(trainer.mlp, X, y, theta - (1 + 1e-9) * found.alpha * g) >= start


def test_the_largest_alpha_of_a_parabola() -> None:
    """One weight, one sample, squared error: L(θ − αg) comes back at α = 1 / x²."""
    mlp = MLP([1, 1], ["linear"], "mse")
    mlp.W[1] = [[2.0]]
    X, y = np.array([[0.5]]), np.array([[3.0]])
    g = np.array([-2 * 0.5 * 2.0, 0.0])  # by W; the bias is held
    assert largest_alpha(Objective(mlp, X, y), mlp.parameters, g).alpha == pytest.approx(4.0)


def test_directions_that_lower_nothing_or_always() -> None:
    mlp = MLP([1, 1], ["sigmoid"], "binary_cross_entropy")
    objective = Objective(mlp, np.array([[1.0]]), np.array([[1.0]]))
    up = largest_alpha(objective, mlp.parameters, np.array([1.0, 1.0]))
    assert (up.alpha, up.again) == (None, False)
    down = largest_alpha(objective, mlp.parameters, np.array([-1e-2, -1e-2]))
    assert down.beyond
    assert largest_alpha(objective, mlp.parameters, np.zeros(2)).alpha is None


def test_a_filter_normalised_direction_has_the_weights_lengths() -> None:
    trainer, _, theta, _ = at(40, Experiment(hidden=(7, 5), activations=("relu", "tanh")))
    mlp, drawn = trainer.mlp, trainer.mlp.sharing_parameters()
    direction = filter_normalised(theta, mlp.layer_sizes, np.random.default_rng(3))
    drawn._hold(direction)
    for l in range(1, mlp.depth + 1):
        for unit in range(mlp.layer_sizes[l]):
            length = np.linalg.norm(drawn.W[l][:, unit])
            assert length == pytest.approx(np.linalg.norm(mlp.W[l][:, unit]), rel=1e-14)
        assert not drawn.b[l].any()
    again = filter_normalised(theta, mlp.layer_sizes, np.random.default_rng(3))
    np.testing.assert_array_equal(direction, again)
    plane = random_plane(theta, mlp.layer_sizes, 3)
    np.testing.assert_array_equal(plane.u, direction)
    assert abs(plane.u @ plane.v) < 0.5 * np.linalg.norm(plane.u) * np.linalg.norm(plane.v)


def test_weights_of_zero_have_no_filter_normalised_directions() -> None:
    with pytest.raises(ValueError, match="later iteration"):
        random_plane(np.zeros(17), (2, 4, 1), 0)
    with pytest.raises(ValueError, match="same weight"):
        weights_plane(np.zeros(17), 4, 4)


@pytest.mark.parametrize(("seed", "experiment"), [(0, DEEP), (1, Experiment(batch_size=20))])
def test_the_paths_plane_is_that_of_principal_components(seed: int, experiment: Experiment) -> None:
    trainer, _, theta, _ = at(40 + seed, experiment)
    path = path_of(trainer, 40 + seed)
    assert trainer.iteration == 40 + seed
    replay = Trainer(experiment)
    for t, row in zip(path.iterations, path.thetas, strict=True):
        replay.seek(int(t))
        np.testing.assert_array_equal(row, replay.mlp.parameters)
    plane = path_plane(path)
    fitted = PCA(2, svd_solver="full").fit(path.thetas)
    assert plane.shares == pytest.approx(fitted.explained_variance_ratio_, rel=1e-9)
    components = np.asarray(fitted.components_)
    _, _, own = np.linalg.svd(path.thetas - path.thetas.mean(axis=0))
    for found, wanted, other in zip((plane.u, plane.v), own[:2], components, strict=True):
        assert abs(found @ wanted) == pytest.approx(1.0, rel=1e-9)
        assert abs(found @ other) == pytest.approx(1.0, rel=1e-9)
        assert found @ (theta - path.thetas[0]) >= 0
    moved = plane.points(path.thetas) - plane.points(path.thetas).mean(axis=0)
    np.testing.assert_allclose(
        np.abs(moved), np.abs(fitted.transform(path.thetas)), atol=1e-9 * np.abs(moved).max()
    )
    np.testing.assert_allclose(plane.points(theta[None]), [[0.0, 0.0]], atol=1e-12)


@pytest.mark.parametrize("iteration", [0, 1])
def test_a_path_without_a_plane_says_so(iteration: int) -> None:
    trainer, *_ = at(iteration)
    with pytest.raises(ValueError, match="later iteration"):
        path_plane(path_of(trainer, iteration))


@pytest.mark.parametrize("last", [0, 1, 7, 199, 1000, 12_801, 100_000])
@pytest.mark.parametrize("parameters", [5, 5000, 90_000])
def test_a_path_has_few_points_and_both_ends(last: int, parameters: int) -> None:
    found = path_iterations(last, parameters)
    assert (found[0], found[-1]) == (0, last)
    assert len(found) <= 202
    assert len(found) * parameters <= 2_000_000 + 2 * parameters or len(found) <= 10
    assert (np.diff(found) > 0).all()


def test_parameters_at_leaves_the_run_where_it_is() -> None:
    trainer, _, theta, _ = at(33)
    before = parameters_at(trainer, 5)
    assert trainer.iteration == 33
    np.testing.assert_array_equal(trainer.mlp.parameters, theta)
    trainer.seek(5)
    np.testing.assert_array_equal(before, trainer.mlp.parameters)


def test_points_and_directions_of_a_plane_are_found_again() -> None:
    trainer, _, theta, g = at(12)
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 9))
    for plane in (
        random_plane(theta, trainer.mlp.layer_sizes, 1),
        weights_plane(theta, 3, 20),
        path_plane(path_of(trainer, 12)),
    ):
        np.testing.assert_allclose(plane.points(plane.thetas(x, y)), np.column_stack([x, y]))
        inside, _, _, _ = np.linalg.lstsq(np.stack([plane.u, plane.v]).T, g, rcond=None)
        np.testing.assert_allclose(plane.direction(g), inside, rtol=1e-9)
        assert 0 < plane.share(g) < 1
        assert plane.share(plane.u - 2 * plane.v) == pytest.approx(1.0)
    weights = weights_plane(theta, 3, 20)
    assert weights.origin == (theta[3], theta[20])
    moved = weights.thetas(np.array([0.25]), np.array([-1.5]))[0]
    assert (moved[3], moved[20]) == pytest.approx((0.25, -1.5))
    assert np.count_nonzero(moved != theta) == 2


@pytest.mark.parametrize("batch", [None, 20])
def test_a_surface_is_the_networks_loss_at_every_point(batch: int | None) -> None:
    trainer, objective, theta, _ = at(25, Experiment(batch_size=batch, l1=0.01, l2=0.02))
    plane = random_plane(theta, trainer.mlp.layer_sizes, 7)
    x, y = around(plane.origin, 0.8, 11)
    surface = Surface(plane, x, y)
    surface.advance(objective, 0.0)
    assert surface.done.sum() == 1
    assert surface.done[5]  # the middle comes first
    assert not surface.complete
    surface.advance(objective, 60.0)
    assert surface.complete
    for i, j in np.ndindex(11, 11):
        point = theta + x[j] * plane.u + y[i] * plane.v
        wanted = loss_at(trainer.mlp, trainer.dataset.X_train, trainer.dataset.y_train, point)
        assert surface.losses[i, j] == pytest.approx(wanted, rel=1e-12)
    if batch is None:
        whole = trainer.mlp.loss_value(trainer.dataset.y_train)
        assert surface.losses[5, 5] == pytest.approx(whole, rel=1e-12)


def test_what_is_computed_stays() -> None:
    trainer, objective, theta, _ = at(3)
    plane = random_plane(theta, trainer.mlp.layer_sizes, 0)
    surface = Surface(plane, *around(plane.origin, 1.0, 21))
    surface.advance(objective, 0.0)
    first = surface.losses[10].copy()
    assert np.isnan(surface.losses).sum() == 20 * 21
    assert surface.share == pytest.approx(1 / 21)
    surface.advance(objective, 60.0)
    np.testing.assert_array_equal(surface.losses[10], first)
    assert np.isfinite(surface.losses).all()


def test_a_grid_around_a_path_holds_it() -> None:
    points = np.array([[-3.0, 0.1], [0.0, 0.2], [1.0, 0.15]])
    x, y = around_path(points, 1.0, 31)
    assert x[0] < -3.0
    assert x[-1] > 1.0
    assert y[0] < 0.1
    assert y[-1] > 0.2
    wide, _ = around_path(points, 2.0, 31)
    assert np.ptp(wide) == pytest.approx(2 * np.ptp(x))


def test_numbers_that_are_not_finite_are_counted_and_left_out() -> None:
    mlp = MLP([1, 1, 1], ["relu", "linear"], "mse")
    mlp.initialize(seed=1)
    objective = Objective(mlp, np.array([[1.0], [-2.0]]), np.array([[1.0], [0.0]]))
    plane = weights_plane(mlp.parameters.copy(), 0, 2)
    surface = Surface(plane, *around((0.0, 0.0), 1e200, 11))
    surface.advance(objective, 60.0)
    points = [(i, j) for i, j in np.ndindex(11, 11) if not np.isfinite(surface.losses[i, j])]
    assert surface.not_finite == len(points)
    assert 0 < len(points) < 121
    for i, j in points:
        theta = plane.thetas(surface.x[[j]], surface.y[[i]])[0]
        assert not np.isfinite(loss_at(mlp, objective.X, objective.y, theta))
    drawn = clipped(surface.losses, 0.25)
    assert np.isnan(drawn).sum() == len(points)
    assert np.nanmax(drawn) == 0.25


@pytest.mark.parametrize("costly", [False, True])
def test_a_slice_goes_from_one_iteration_to_the_other(costly: bool) -> None:
    trainer, objective, theta, _ = at(80)
    objective.costly = costly
    first = parameters_at(trainer, 10)
    shares, losses = between(objective, first, theta)
    assert np.abs(shares).min() < 1e-15
    assert np.abs(shares - 1).min() < 1e-15
    assert losses[np.abs(shares).argmin()] == pytest.approx(trainer.history.train_loss[10])
    assert losses[np.abs(shares - 1).argmin()] == pytest.approx(trainer.history.train_loss[80])
    X, y = trainer.dataset.X_train, trainer.dataset.y_train
    for share, loss in zip(shares[::10], losses[::10], strict=True):
        wanted = loss_at(trainer.mlp, X, y, first + share * (theta - first))
        assert loss == pytest.approx(wanted, rel=1e-12)


def test_the_resolution_falls_with_the_size_of_the_network() -> None:
    trainer, *_ = at(0)
    assert affordable_size(trainer.mlp, trainer.n_train) == USUAL
    large = MLP([64, 256, 256, 10], ["relu", "relu", "softmax"], "cross_entropy")
    assert affordable_size(large, 900) == SIZES[0]
