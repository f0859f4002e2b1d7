"""Training against scikit-learn's MLPClassifier and MLPRegressor from the same weights.

Two conventions differ. Its penalty is alpha / (2 batch) · ΣW², so alpha is l2 × batch size. Its
squared error is half ours: at twice our rate it takes our steps, its alpha then being l2 × batch / 2.
(Adam divides the factor out again, so that its rate stays.)
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier, MLPRegressor

from backprop import MLP, Dataset, Experiment, Trainer
from backprop.arrays import Array
from backprop.nn import OPTIMIZERS
from backprop.nn.optimizers import Numbers

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

N, ITERATIONS, RATE, TOLERANCE = 120, 50, 0.2, 1e-9
THEIR_NAMES = {"relu": "relu", "tanh": "tanh", "sigmoid": "logistic", "linear": "identity"}
SOLVERS: dict[str, dict[str, Any]] = {
    "sgd": {"solver": "sgd", "momentum": 0.0},
    "momentum": {"solver": "sgd", "momentum": 0.9, "nesterovs_momentum": False},
    "nesterov": {"solver": "sgd", "momentum": 0.9, "nesterovs_momentum": True},
    "adam": {"solver": "adam"},
}


@dataclass(frozen=True)
class Problem:
    """Data with targets in our form and in scikit-learn's."""

    data: Dataset
    theirs: Array
    output: str = "auto"

    @property
    def regression(self) -> bool:
        return self.data.task == "regression"


def problem(name: str) -> Problem:
    rng = np.random.default_rng(11)
    X = rng.normal(size=(N, 3))
    score = X @ rng.normal(size=(3, 4)) + 0.3 * rng.normal(size=(N, 4))
    empty = np.zeros((0, 3))

    def data(y: Array, task: str = "classification") -> Dataset:
        return Dataset(X, y, empty, y[:0], task)

    match name:
        case "two classes":
            y = (score[:, :1] > 0).astype(float)
            return Problem(data(y), y[:, 0])
        case "four classes":
            labels = score.argmax(axis=1)
            return Problem(data(np.eye(4)[labels]), labels.astype(float))
        case "four labels":
            y = (score > 0).astype(float)
            return Problem(data(y), y, output="sigmoid")
        case "one value":
            return Problem(data(np.tanh(score[:, :1]), "regression"), np.tanh(score[:, 0]))
        case _:
            return Problem(data(np.tanh(score), "regression"), np.tanh(score))


PROBLEMS = ["two classes", "four classes", "four labels", "one value", "four values"]


def experiment(p: Problem, hidden: tuple[int, ...], activation: str, **fields: Any) -> Experiment:
    fields = {"learning_rate": RATE, **fields}
    return Experiment(
        hidden=hidden,
        activations=(activation,) * len(hidden),
        output=p.output,
        loss="binary_cross_entropy" if p.output == "sigmoid" else "auto",
        shuffle=False,
        **fields,
    )


def theirs(p: Problem, start: MLP, e: Experiment, epochs: int) -> tuple[list[Array], list[Array]]:
    """Weights and biases after scikit-learn's training from the parameters of ``start``."""
    batch, factor = e.batch_size or N, 2 if p.regression else 1
    estimator: Any = MLPRegressor if p.regression else MLPClassifier
    model = estimator(
        hidden_layer_sizes=e.hidden,
        activation=THEIR_NAMES[e.activations[0]] if e.hidden else "relu",
        alpha=e.l2 * batch / factor,
        batch_size=batch,
        learning_rate_init=e.learning_rate * (1 if e.optimizer == "adam" else factor),
        epsilon=e.epsilon,
        shuffle=False,
        max_iter=1,
        tol=0.0,
        n_iter_no_change=10**6,
        warm_start=True,
        **SOLVERS[e.optimizer],
    )
    model.fit(p.data.X_train, p.theirs)  # makes its arrays; with warm_start the next fit keeps ours
    model.coefs_ = [W.copy() for W in start.W[1:]]
    model.intercepts_ = [b[0].copy() for b in start.b[1:]]
    model.set_params(max_iter=epochs).fit(p.data.X_train, p.theirs)
    assert model.n_iter_ == epochs
    return model.coefs_, model.intercepts_


def assert_same_training(p: Problem, e: Experiment) -> None:
    trainer = Trainer(e, p.data)
    epochs = math.ceil(ITERATIONS / trainer.iterations_per_epoch)
    coefs, intercepts = theirs(p, trainer.mlp, e, epochs)
    before = trainer.mlp.parameters.copy()
    trainer.run(epochs * trainer.iterations_per_epoch)
    assert np.abs(trainer.mlp.parameters - before).max() > 0.01
    assert_same_parameters(trainer.mlp, coefs, intercepts)


def assert_same_parameters(mlp: MLP, coefs: list[Array], intercepts: list[Array]) -> None:
    for W, b, coef, intercept in zip(mlp.W[1:], mlp.b[1:], coefs, intercepts, strict=True):
        np.testing.assert_allclose(W, coef, rtol=0, atol=TOLERANCE)
        np.testing.assert_allclose(b[0], intercept, rtol=0, atol=TOLERANCE)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov"])
@pytest.mark.parametrize("name", PROBLEMS)
def test_optimizers(name: str, optimizer: str) -> None:
    p = problem(name)
    rate = 0.02 if optimizer != "sgd" else RATE
    assert_same_training(p, experiment(p, (6, 4), "tanh", optimizer=optimizer, learning_rate=rate))


@pytest.mark.parametrize("activation", THEIR_NAMES)
@pytest.mark.parametrize("name", PROBLEMS)
def test_activations(name: str, activation: str) -> None:
    p = problem(name)
    assert_same_training(p, experiment(p, (7, 5), activation, learning_rate=0.05))


@pytest.mark.parametrize("hidden", [(), (5,), (4, 4, 4, 4)])
@pytest.mark.parametrize("name", PROBLEMS)
def test_depths(name: str, hidden: tuple[int, ...]) -> None:
    p = problem(name)
    assert_same_training(p, experiment(p, hidden, "tanh", learning_rate=0.1))


@pytest.mark.parametrize("batch_size", [1, 30, 50, 119])
@pytest.mark.parametrize("name", PROBLEMS)
def test_batches_in_order_with_a_smaller_last_one(name: str, batch_size: int) -> None:
    p = problem(name)
    e = experiment(
        p, (6,), "tanh", batch_size=batch_size, optimizer="momentum", learning_rate=0.005
    )
    assert_same_training(p, e)


@pytest.mark.parametrize("batch_size", [None, 30])
@pytest.mark.parametrize("optimizer", ["sgd", "nesterov"])
@pytest.mark.parametrize("name", PROBLEMS)
def test_l2(name: str, optimizer: str, batch_size: int | None) -> None:
    p = problem(name)
    e = experiment(
        p, (6, 4), "tanh", l2=0.1, optimizer=optimizer, batch_size=batch_size, learning_rate=0.02
    )
    assert_same_training(p, e)


# Adam. Kingma & Ba divide by √v̂ + ε with v̂ = v / (1 − β₂ᵗ); scikit-learn pulls √(1 − β₂ᵗ) out of
# the fraction and leaves ε where it was, which makes it √v̂ + ε / √(1 − β₂ᵗ). With ε′ for that,
#     |Δ − Δ′| = η |m̂| (ε′ − ε) / ((√v̂ + ε)(√v̂ + ε′)) ≤ η |m̂| (ε′ − ε) / v̂.


def their_epsilon(t: int, numbers: Numbers) -> float:
    """ε of Algorithm 1 that makes update t (from 1) scikit-learn's."""
    return numbers.epsilon / math.sqrt(1 - numbers.beta2**t)


@pytest.mark.parametrize("name", PROBLEMS[:3])
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_adam_with_its_epsilon_where_theirs_is(name: str, activation: str) -> None:
    p = problem(name)
    e = experiment(p, (6, 4), activation, optimizer="adam", learning_rate=0.01, epsilon=1e-4)
    trainer = Trainer(e, p.data)
    mlp, optimizer, numbers = trainer.mlp, OPTIMIZERS["adam"], e.optimizer_numbers
    coefs, intercepts = theirs(p, mlp, e, ITERATIONS)
    memory = tuple(np.zeros_like(mlp.parameters) for _ in optimizer.memory)
    change = np.empty_like(mlp.parameters)
    for t in range(1, ITERATIONS + 1):
        mlp.forward(p.data.X_train)
        mlp.backward(p.data.y_train)
        moved = replace(numbers, epsilon=their_epsilon(t, numbers))
        optimizer.change(mlp.gradients, memory, e.learning_rate, t, moved, change)
        mlp.parameters += change
    assert_same_parameters(mlp, coefs, intercepts)


@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("batch_size", [None, 30])
def test_adam_with_an_epsilon_that_cannot_be_seen(name: str, batch_size: int | None) -> None:
    p = problem(name)
    e = experiment(
        p,
        (6, 4),
        "tanh",
        optimizer="adam",
        learning_rate=0.01,
        epsilon=1e-16,
        batch_size=batch_size,
    )
    trainer = Trainer(e, p.data)
    epochs = math.ceil(ITERATIONS / trainer.iterations_per_epoch)
    coefs, intercepts = theirs(p, trainer.mlp, e, epochs)
    trainer.run(epochs * trainer.iterations_per_epoch)
    assert_same_parameters(trainer.mlp, coefs, intercepts)


def test_adams_epsilon_leaves_what_was_derived() -> None:
    numbers, adam, rng = Numbers(), OPTIMIZERS["adam"].change, np.random.default_rng(3)
    m, v = np.zeros(200), np.zeros(200)
    ours, other = np.empty(200), np.empty(200)
    scale = 10.0 ** rng.uniform(-6, 1, size=200)
    for t in range(1, ITERATIONS + 1):
        g = scale * rng.normal(size=200)
        epsilon = their_epsilon(t, numbers)
        adam(g, (m.copy(), v.copy()), RATE, t, replace(numbers, epsilon=epsilon), other)
        adam(g, (m, v), RATE, t, numbers, ours)
        m_hat, v_hat = m / (1 - numbers.beta1**t), v / (1 - numbers.beta2**t)
        bound = RATE * np.abs(m_hat) * (epsilon - numbers.epsilon) / v_hat
        assert (np.abs(ours - other) <= bound + 1e-15 * RATE).all()
        assert np.abs(ours - other).max() > 1e-6  # the two do differ, where gradients are small
