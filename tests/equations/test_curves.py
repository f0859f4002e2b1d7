"""Curves as drawn: slopes against differences of the values, and where a run's numbers lie on them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from backprop import Experiment, Trainer
from backprop.equations.curves import REACH, activation_curves, loss_curves
from backprop.nn import ACTIVATIONS, HIDDEN_ACTIVATIONS, LOSSES


def differences(x: np.ndarray, values: np.ndarray) -> np.ndarray:
    return (values[2:] - values[:-2]) / (x[2:] - x[:-2])


@pytest.mark.parametrize("name", HIDDEN_ACTIVATIONS)
def test_the_drawn_slope_is_that_of_the_drawn_curve(name: str) -> None:
    z = np.random.default_rng(0).normal(size=(20, 3))
    curves = activation_curves(name, z)
    (branch,) = curves.branches
    assert (branch.here == z.T).all()
    assert curves.x[0] == -REACH
    assert curves.x[-1] == REACH
    inner = branch.slope[1:-1]
    away = np.all([np.abs(curves.x[1:-1] - k) > 0.05 for k in (0.0,)], axis=0)
    found = differences(curves.x, branch.value)
    np.testing.assert_allclose(found[away], inner[away], atol=2e-3)


@pytest.mark.parametrize("name", HIDDEN_ACTIVATIONS)
def test_a_slope_that_jumps_has_a_gap_and_no_other(name: str) -> None:
    curves = activation_curves(name, np.zeros((1, 1)))
    gaps = curves.x[np.isnan(curves.branches[0].slope)]
    assert gaps.tolist() == list(ACTIVATIONS[name].kinks)


def test_the_axis_reaches_every_z() -> None:
    curves = activation_curves("relu", np.array([[-9.0, 30.0]]))
    assert (curves.x[0], curves.x[-1]) == (-9.0, 30.0)


def test_softmax_is_drawn_over_what_it_is_the_sigmoid_of() -> None:
    z = np.random.default_rng(1).normal(0, 3, (50, 4))
    here = activation_curves("softmax", z).branches[0].here
    np.testing.assert_allclose(special.expit(here).T, special.softmax(z, axis=1), rtol=1e-12)


@pytest.mark.parametrize("loss", LOSSES)
def test_the_drawn_derivative_is_that_of_the_drawn_loss(loss: str) -> None:
    y, yhat = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[0.7, 0.3], [0.4, 0.6]])
    curves = loss_curves(loss, y, yhat)
    for branch in curves.branches:
        middle = np.abs(curves.x[1:-1] - np.median(curves.x)) < 0.3
        found = differences(curves.x, branch.value)
        np.testing.assert_allclose(found[middle], branch.slope[1:-1][middle], rtol=2e-3, atol=1e-9)


def test_outputs_lie_on_the_curve_of_their_label() -> None:
    trainer = Trainer(Experiment(n_samples=60))
    trainer.run(5)
    (_, y), yhat = trainer.batch_data, trainer.mlp.a[-1]
    ones, zeros = loss_curves("binary_cross_entropy", y, yhat).branches
    assert (ones.name, zeros.name) == ("y = 1", "y = 0")
    assert sorted(ones.here[0]) == sorted(yhat[y == 1])
    assert sorted(zeros.here[0]) == sorted(yhat[y == 0])
    (right,) = loss_curves(
        "cross_entropy", np.hstack([y, 1 - y]), np.hstack([yhat, 1 - yhat])
    ).branches
    assert right.here.size == len(y)  # each sample once, by its own class
    (error,) = loss_curves("mse", y, yhat).branches
    assert sorted(error.here[0]) == sorted((yhat - y).ravel())
