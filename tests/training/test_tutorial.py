"""The article's table, digit for digit, and its rule in plain NumPy for other networks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from backprop import Experiment, Trainer
from backprop.arrays import Array
from tests.networks import random_case

# As printed: iteration, loss, accuracy.
TABLE = [
    (0, "693.62972747", "0.5"),
    (1, "693.62166655", "0.5"),
    (2, "693.61534159", "0.5"),
    (3, "693.60994018", "0.5"),
    (145, "664.60120828", "0.818"),
    (146, "697.97739669", "0.58"),
    (147, "681.08653776", "0.642"),
    (148, "665.06165774", "0.71"),
    (149, "683.61702980", "0.614"),
]
SLOPES: dict[str, Callable[[Array, Array], Array]] = {
    "relu": lambda z, a: (z > 0).astype(float),
    "tanh": lambda z, a: 1 - np.tanh(z) ** 2,
    "sigmoid": lambda z, a: 2 * a * (1 - a),
    "linear": lambda z, a: np.ones_like(z),
}
FUNCTIONS: dict[str, Callable[[Array], Array]] = {
    "relu": lambda z: np.maximum(0, z),
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "linear": lambda z: z,
}


@pytest.fixture(scope="module")
def article() -> Trainer:
    trainer = Trainer(Experiment.preset("tutorial"))
    trainer.run(149)
    return trainer


@pytest.mark.parametrize(("iteration", "loss", "accuracy"), TABLE)
def test_the_table(article: Trainer, iteration: int, loss: str, accuracy: str) -> None:
    assert f"{article.history.train_loss[iteration]:.8f}" == loss
    assert article.history.train_accuracy[iteration] == float(accuracy)


def test_the_network_is_the_articles(article: Trainer) -> None:
    assert article.mlp.layer_sizes == (2, 4, 3, 1)
    assert article.mlp.activations == ("relu", "relu", "sigmoid")
    assert article.dataset.X_train.shape == (1000, 2)
    assert len(article.dataset.X_test) == 0
    assert np.isnan(article.history.test_loss).all()


class Plain:
    """The article's class, for any activations, with slope, loss and dW as in its code."""

    def __init__(self, trainer: Trainer) -> None:
        mlp = trainer.mlp
        self.activations, self.loss = mlp.activations, mlp.loss
        self.W = [None, *(W.copy() for W in mlp.W[1:])]
        self.b = [None, *(b.copy() for b in mlp.b[1:])]
        self.dW: list[Any] = [None] * len(self.W)
        self.db: list[Any] = [None] * len(self.W)

    def forward(self, X: Array) -> None:
        self.z: list[Any] = [None]
        self.a: list[Any] = [X]
        for W, b, name in zip(self.W[1:], self.b[1:], self.activations, strict=True):
            self.z.append(self.a[-1] @ W + b)
            self.a.append(FUNCTIONS[name](self.z[-1]))

    def loss_value(self, y: Array) -> float:
        yhat = self.a[-1]
        if self.loss == "mse":
            total = ((y - yhat) ** 2).sum()
        else:
            total = -(y * np.log(yhat) + (1 - y) * np.log(1 - yhat)).sum()
        return float(total) / y.shape[1]

    def backward(self, y: Array) -> None:
        yhat = self.a[-1]
        da = 2 * (yhat - y) if self.loss == "mse" else -y / yhat + (1 - y) / (1 - yhat)
        for l in reversed(range(1, len(self.W))):
            dz = da * SLOPES[self.activations[l - 1]](self.z[l], self.a[l])
            self.dW[l] = self.a[l - 1].T @ dz
            self.db[l] = np.mean(dz, axis=0, keepdims=True)
            da = dz @ self.W[l].T


def assert_follows_the_rule(experiment: Experiment, iterations: int) -> None:
    """Gradients of every iteration, and the losses, are the plain ones on the trainer's batches."""
    trainer = Trainer(experiment)
    plain = Plain(trainer)
    for t, (X, y) in enumerate(batches(trainer, iterations)):
        for l in range(1, trainer.mlp.depth + 1):
            plain.W[l], plain.b[l] = trainer.mlp.W[l].copy(), trainer.mlp.b[l].copy()
        plain.forward(trainer.dataset.X_train)
        expected = plain.loss_value(trainer.dataset.y_train)
        assert trainer.history.train_loss[t] == pytest.approx(expected, rel=1e-11)
        plain.forward(X)
        plain.backward(y)
        for l in range(1, trainer.mlp.depth + 1):
            close(trainer.mlp.dW[l], plain.dW[l])
            close(trainer.mlp.db[l], plain.db[l])


def batches(trainer: Trainer, iterations: int) -> Iterator[tuple[Array, Array]]:
    for _ in range(iterations):
        yield trainer.batch_data
        trainer.step()


def close(found: Array, expected: Array) -> None:
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-10 * np.abs(expected).max())


@pytest.mark.parametrize("batch_size", [None, 1, 16, 30])
@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov", "rmsprop", "adam"])
def test_the_rule_on_other_batches_and_optimizers(optimizer: str, batch_size: int | None) -> None:
    rule = {"gradient_rule": "tutorial", "learning_rate": 1e-3, "n_samples": 100}
    fields: dict[str, Any] = {**rule, "optimizer": optimizer, "batch_size": batch_size}
    assert_follows_the_rule(Experiment(**fields), 30)


@pytest.mark.parametrize(
    "network",
    [
        {"hidden": (), "activations": ()},
        {"hidden": (3,), "activations": ("sigmoid",), "loss": "mse"},
        {"hidden": (5, 4, 3), "activations": ("sigmoid", "relu", "tanh")},
        {"hidden": (4,), "activations": ("tanh",), "dataset": "plane"},
        {"hidden": (4,), "activations": ("sigmoid",), "dataset": "blobs", "output": "sigmoid"},
        {"hidden": (4,) * 6, "activations": ("sigmoid",) * 6, "output": "tanh", "loss": "mse"},
    ],
)
def test_the_rule_on_other_networks(network: dict[str, Any]) -> None:
    experiment = Experiment(
        n_samples=60, learning_rate=1e-3, batch_size=7, gradient_rule="tutorial", **network
    )
    assert_follows_the_rule(experiment, 25)


def test_without_sigmoids_the_rule_is_n_times_dw_and_the_same_db() -> None:
    compared = 0
    for seed in range(400):
        wrong, right = random_case(seed, rule="tutorial"), random_case(seed)
        if "sigmoid" in wrong.mlp.activations or wrong.mlp.l1 or wrong.mlp.l2:
            continue  # the slope or the penalty differ as well
        compared += 1
        n, found, true = len(wrong.X), wrong.backward(), right.backward()
        for l in range(1, found.depth + 1):
            np.testing.assert_allclose(found.dW[l], n * true.dW[l], rtol=1e-10, atol=1e-13)
            np.testing.assert_allclose(found.db[l], true.db[l], rtol=1e-10, atol=1e-13)
    assert compared > 40
