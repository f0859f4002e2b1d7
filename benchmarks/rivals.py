"""The contenders of iteration.py: our Trainer, PyTorch, JAX and scikit-learn.

Each trains the same network from the same weights, full batch, plain gradient descent, in float64,
and keeps the loss of every iteration as a number. Libraries are imported by the contender that needs them, so
that a thread count set in the environment is there before.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop import Experiment, Trainer

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """A network and its data: a name such as 2-4-3-1, and the experiment that builds both."""

    name: str
    experiment: Experiment


@dataclass(frozen=True)
class Problem:
    """What every contender starts from.

    X (n, d), y (n, k) as floats; weights: a list of W (n_in, n_out) and b (n_out,), a layer each;
    rate: the learning rate. k = 1: sigmoid and binary cross-entropy; more: softmax.
    """

    X: Array
    y: Array
    weights: list[tuple[Array, Array]]
    rate: float

    @property
    def binary(self) -> bool:
        """Whether there is one output, for two classes."""
        return self.y.shape[1] == 1

    @property
    def labels(self) -> NDArray[np.int64]:
        """Class of each sample, (n,)."""
        return (self.y[:, 0] if self.binary else self.y.argmax(axis=1)).astype(np.int64)


@dataclass(frozen=True)
class Contender:
    """seconds(k): the time of k further iterations. losses(k): the first k losses, a new run."""

    seconds: Callable[[int], float]
    losses: Callable[[int], list[float]]


def ours(case: Case) -> Contender:
    """Trainer.run, which also records the accuracy and looks for numbers that are not finite."""
    trainer = Trainer(case.experiment)

    def losses(k: int) -> list[float]:
        fresh = Trainer(case.experiment)
        fresh.run(k - 1)
        return list(fresh.history.train_loss)

    return Contender(_timed(trainer.run), losses)


def problem(case: Case) -> Problem:
    """The weights and data of a case, as our Trainer draws them."""
    trainer = Trainer(case.experiment)
    mlp, data = trainer.mlp, trainer.dataset
    weights = [(W.copy(), b[0].copy()) for W, b in zip(mlp.W[1:], mlp.b[1:], strict=True)]
    return Problem(data.X_train, data.y_train, weights, case.experiment.learning_rate)


def pytorch(p: Problem) -> Contender:
    """Eager mode: nn.Linear and nn.Tanh, the loss on logits, torch.optim.SGD."""
    import torch  # pyright: ignore[reportMissingImports]

    def start() -> Callable[[int], list[float]]:
        modules: list[Any] = []
        for W, b in p.weights:
            linear = torch.nn.Linear(*W.shape, dtype=torch.float64)
            with torch.no_grad():
                linear.weight.copy_(torch.from_numpy(W.T))
                linear.bias.copy_(torch.from_numpy(b))
            modules += [linear, torch.nn.Tanh()]
        model = torch.nn.Sequential(*modules[:-1])
        optimizer = torch.optim.SGD(model.parameters(), lr=p.rate)
        criterion = torch.nn.BCEWithLogitsLoss() if p.binary else torch.nn.CrossEntropyLoss()
        X, y = torch.tensor(p.X), torch.tensor(p.y if p.binary else p.labels)

        def run(k: int) -> list[float]:
            history = []
            for _ in range(k):
                optimizer.zero_grad()
                loss = criterion(model(X), y)
                loss.backward()
                optimizer.step()
                history.append(loss.item())
            return history

        return run

    return Contender(_timed(start()), _first(start))


def jax_jit(p: Problem, *, ahead: bool = False) -> Contender:
    """value_and_grad and the update in one jit, parameters donated. Each loss becomes a number at
    its iteration, as with the others; ``ahead`` leaves that to the end of the run, so that JAX
    need not wait for an iteration before it starts the next."""
    import jax  # pyright: ignore[reportMissingImports]

    jax.config.update("jax_enable_x64", True)
    jnp = jax.numpy
    X, y = jnp.asarray(p.X), jnp.asarray(p.y)

    def loss(weights: Any) -> Any:
        a = X
        for W, b in weights[:-1]:
            a = jnp.tanh(a @ W + b)
        z = a @ weights[-1][0] + weights[-1][1]
        if p.binary:
            return jnp.mean(jax.nn.softplus(z) - y * z)
        return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(z), axis=1))

    def update(weights: Any) -> Any:
        value, gradient = jax.value_and_grad(loss)(weights)
        return jax.tree.map(lambda w, g: w - p.rate * g, weights, gradient), value

    step = jax.jit(update, donate_argnums=0)

    def start() -> Callable[[int], list[float]]:
        weights = [(jnp.array(W), jnp.array(b)) for W, b in p.weights]

        def run(k: int) -> list[float]:
            nonlocal weights
            history = []
            for _ in range(k):
                weights, value = step(weights)
                history.append(value if ahead else float(value))
            jax.block_until_ready(weights)
            return [float(value) for value in history]

        return run

    return Contender(_timed(start()), _first(start))


def scikit_learn(p: Problem, *, shuffle: bool = True) -> Contender:
    """MLPClassifier.fit, which by default shuffles a full batch too; ``shuffle`` False spares it
    that. What a fit costs once is taken off: a long fit less one of one iteration."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    warnings.simplefilter("ignore", ConvergenceWarning)
    hidden = tuple(len(b) for _, b in p.weights[:-1])

    def fit(k: int) -> tuple[float, list[float]]:
        """Seconds and losses of k iterations from the given weights, by way of a warm start."""
        classifier: Any = MLPClassifier  # its own annotation of batch_size is too narrow
        net = classifier(
            hidden,
            activation="tanh",
            solver="sgd",
            alpha=0.0,
            batch_size=len(p.X),
            learning_rate_init=p.rate,
            max_iter=1,
            shuffle=shuffle,
            tol=0.0,
            momentum=0.0,
            nesterovs_momentum=False,
            early_stopping=False,
            n_iter_no_change=10**9,
            warm_start=True,
            random_state=0,
        ).fit(p.X, p.labels)
        net.coefs_ = [W.copy() for W, _ in p.weights]
        net.intercepts_ = [b.copy() for _, b in p.weights]
        net.loss_curve_.clear()
        net.set_params(max_iter=k)
        start = time.perf_counter()
        net.fit(p.X, p.labels)
        return time.perf_counter() - start, [float(value) for value in net.loss_curve_]

    return Contender(lambda k: fit(k + 1)[0] - fit(1)[0], lambda k: fit(k)[1])


def _first(start: Callable[[], Callable[[int], list[float]]]) -> Callable[[int], list[float]]:
    """Losses from the first iteration on, by a run of their own."""

    def losses(k: int) -> list[float]:
        return start()(k)

    return losses


def _timed(run: Callable[[int], object]) -> Callable[[int], float]:
    def seconds(k: int) -> float:
        start = time.perf_counter()
        run(k)
        return time.perf_counter() - start

    return seconds
