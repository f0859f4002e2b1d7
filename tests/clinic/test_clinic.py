"""Training with a mistake beside training without, and mistakes that hide."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from backprop import Experiment, Trainer
from backprop.clinic.clinic import (
    NO_MISTAKE,
    applicable,
    compare,
    hidden,
    mistaken,
    same_gradients,
    shows,
    with_exact_rule,
)
from backprop.clinic.mistaken_mlp import Mistake, MistakenMLP
from backprop.clinic.mistakes import MISTAKES

SMALL = Experiment(n_samples=80, hidden=(4, 4), activations=("tanh", "tanh"))


def run_compare(experiment: Experiment, mistake: Mistake, iterations: int = 30) -> Any:
    return compare(experiment, experiment.load_dataset(), mistake, iterations)


@pytest.mark.parametrize("schedule", ["constant", "cosine"])
@pytest.mark.parametrize("batch_size", [None, 16, 17])
@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov", "rmsprop", "adam"])
def test_without_a_mistake_both_runs_are_the_trainers(
    optimizer: str, batch_size: int | None, schedule: str
) -> None:
    experiment = dataclasses.replace(
        SMALL, optimizer=optimizer, batch_size=batch_size, schedule=schedule, l2=0.01
    )
    found = run_compare(experiment, NO_MISTAKE)
    trainer = Trainer(experiment)
    trainer.run(30)
    assert np.array_equal(found.right, trainer.history.train_loss)
    assert np.array_equal(found.wrong, trainer.history.train_loss)
    assert (found.diverged, found.ended, found.cut) == (False, False, False)


def test_the_mistaken_run_follows_the_wrong_gradient() -> None:
    """Sum instead of mean is the right run at n times the learning rate."""
    experiment = dataclasses.replace(SMALL, learning_rate=0.01)
    n = len(experiment.load_dataset().X_train)
    found = run_compare(experiment, MISTAKES["mean_forgotten"])
    faster = Trainer(dataclasses.replace(experiment, learning_rate=0.01 * n))
    faster.run(30)
    np.testing.assert_allclose(found.wrong, faster.history.train_loss, rtol=1e-9)


def test_the_update_too_early_takes_the_learning_rate_of_its_iteration() -> None:
    """Against the loop written out: W moves before it passes dz down, η falls with the schedule."""
    experiment = dataclasses.replace(SMALL, schedule="exponential", schedule_period=5)
    found = run_compare(experiment, MISTAKES["updated_too_early"], 12)
    guide = Trainer(experiment)
    X, y = guide.batch_data
    W, b = ([None, *(part.copy() for part in parts[1:])] for parts in (guide.mlp.W, guide.mlp.b))
    for t in range(13):
        a = [X]
        for l in (1, 2, 3):
            z = a[-1] @ W[l] + b[l]
            a.append(np.tanh(z) if l < 3 else 1 / (1 + np.exp(-z)))
        loss = -np.mean(y * np.log(a[3]) + (1 - y) * np.log(1 - a[3]))
        assert found.wrong[t] == pytest.approx(loss, rel=1e-9)
        rate, dz = 0.5 * 0.5 ** (t / 5), (a[3] - y) / len(X)
        for l in (3, 2, 1):
            W[l] -= rate * a[l - 1].T @ dz
            b[l] -= rate * dz.sum(axis=0)
            dz = dz @ W[l].T * (1 - a[l - 1] ** 2)


def test_stale_activations_are_those_of_the_iteration_before() -> None:
    trainer = Trainer(dataclasses.replace(SMALL, batch_size=16))
    trainer.seek(7)
    parameters, gradients = trainer.mlp.parameters.copy(), trainer.mlp.gradients.copy()
    net = mistaken(trainer, MISTAKES["stale_activations"])
    assert trainer.iteration == 7
    assert np.array_equal(trainer.mlp.parameters, parameters)
    assert np.array_equal(trainer.mlp.gradients, gradients)
    X, y = trainer.batch_data
    net.forward(X)
    net.backward(y)
    trainer.seek(6)
    before = [a.copy() for a in trainer.mlp.a]
    for l in (2, 3):
        np.testing.assert_allclose(net.dW[l], before[l - 1].T @ net.dz[l], rtol=1e-12)
    # at iteration 0 there is none: the buffers are still 0
    trainer.seek(0)
    first = mistaken(trainer, MISTAKES["stale_activations"])
    first.forward(trainer.batch_data[0])
    first.backward(trainer.batch_data[1])
    assert not first.dW[2].any()
    assert first.dW[1].any()


def test_the_batch_before_may_have_had_another_size() -> None:
    trainer = Trainer(dataclasses.replace(SMALL, batch_size=16))  # 40 samples: 16, 16, 8
    for t in (2, 3):
        trainer.seek(t)
        net = mistaken(trainer, MISTAKES["stale_activations"])
        net.forward(trainer.batch_data[0])
        net.backward(trainer.batch_data[1])
        assert np.isfinite(net.gradients).all()


def test_a_run_that_diverges_stops_and_the_right_one_goes_on() -> None:
    experiment = Experiment(
        dataset="plane", n_samples=60, hidden=(4,), activations=("relu",), learning_rate=0.05
    )
    found = run_compare(experiment, MISTAKES["sign_turned"], 400)
    assert found.diverged
    assert len(found.wrong) < 401
    assert np.isfinite(found.wrong).all()
    assert len(found.right) == 401
    assert not found.cut


def test_a_right_run_that_ends_ends_both() -> None:
    experiment = Experiment(
        dataset="plane", n_samples=60, hidden=(4,), activations=("relu",), learning_rate=50.0
    )
    found = run_compare(experiment, MISTAKES["loss_without_its_2"], 200)
    assert found.ended
    assert len(found.right) < 201
    assert np.isfinite(found.right).all()


def test_time_can_run_out() -> None:
    found = compare(SMALL, SMALL.load_dataset(), MISTAKES["sign_turned"], 10_000, seconds=0.02)
    assert found.cut
    assert 0 < len(found.wrong) < 10_000


def test_the_articles_rule_is_not_the_right_one() -> None:
    experiment = dataclasses.replace(SMALL, gradient_rule="tutorial")
    assert with_exact_rule(experiment) == SMALL
    found = run_compare(experiment, MISTAKES["sign_turned"])
    assert np.array_equal(found.right, run_compare(SMALL, MISTAKES["sign_turned"]).right)
    trainer = Trainer(experiment)
    assert mistaken(trainer, NO_MISTAKE).gradient_rule == "exact"


def test_a_seed_hides_one_that_makes_a_difference() -> None:
    mlp = Trainer(SMALL).mlp
    drawn = [hidden(seed, mlp, 40).name for seed in range(300)]
    assert drawn == [hidden(seed, mlp, 40).name for seed in range(300)]
    assert set(drawn) == {mistake.name for mistake in applicable(mlp, 40)}
    assert "penalty_forgotten" not in drawn
    assert "loss_without_its_2" not in drawn
    with_penalty = Trainer(dataclasses.replace(SMALL, l2=0.1)).mlp
    assert "penalty_forgotten" in {m.name for m in applicable(with_penalty, 40)}
    smallest = Trainer(Experiment(hidden=(), activations=(), batch_size=1)).mlp
    assert {"sign_turned", "db_forgotten"} <= {m.name for m in applicable(smallest, 1)}


def test_mistakes_that_cannot_be_told_apart_here() -> None:
    def nets(experiment: Experiment, *names: str) -> tuple[list[MistakenMLP], Any, Any]:
        trainer = Trainer(experiment)
        trainer.seek(3)
        return ([mistaken(trainer, MISTAKES[name]) for name in names], *trainer.batch_data)

    # One relu layer, z > 0 or not: its slope at a is that at z.
    relu = dataclasses.replace(SMALL, hidden=(4,), activations=("relu",))
    (a, b), X, y = nets(relu, "slope_at_a", "updated_too_early")
    right = MistakenMLP(a, NO_MISTAKE)
    assert same_gradients(a, right, X, y)
    assert not same_gradients(b, right, X, y)
    trainer = Trainer(relu)
    trainer.seek(3)
    assert not shows(trainer, MISTAKES["slope_at_a"])
    assert shows(trainer, MISTAKES["updated_too_early"])
    assert not shows(trainer, NO_MISTAKE)
    # One sample: the mean of db is db, and so is its last sample.
    alone = dataclasses.replace(SMALL, batch_size=1)
    (a, b), X, y = nets(alone, "db_of_the_last_sample", "db_averaged_again")
    assert same_gradients(a, b, X, y)
    (a, b), X, y = nets(SMALL, "sign_turned", "sign_turned")
    assert same_gradients(a, b, X, y)
    (a, b), X, y = nets(SMALL, "sign_turned", "mean_forgotten")
    assert not same_gradients(a, b, X, y)
