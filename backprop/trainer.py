"""Trainer: steps an experiment's training forwards, and finds any iteration of it again.

At iteration t the network holds the parameters before update t and the forward and backward pass
of batch t. Going back restores the nearest checkpoint and repeats the steps from there: the same
operations on the same numbers, hence the same bits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.activations import Array
from backprop.datasets import CLASSIFICATION, Dataset
from backprop.divergence import Divergence, first_not_finite
from backprop.experiment import Experiment
from backprop.history import History
from backprop.mlp import MLP, is_finite
from backprop.optimizers import OPTIMIZERS
from backprop.schedules import SCHEDULES

CHECKPOINT_EVERY = 64  # iterations; a seek repeats at most this many steps
CHECKPOINT_BYTES = 16 * 2**20  # beyond it every other checkpoint goes


@dataclass(frozen=True)
class Batch:
    """Batch of an iteration: its epoch (from 0) and the positions start..stop-1 in its order."""

    epoch: int
    start: int
    stop: int


class Trainer:
    """A run of an experiment, on its named data or on a given Dataset.

    mlp: the network at ``iteration``. history: entry t for every iteration computed so far.
    diverged: None, or where the first number that is not finite appeared; the run then stays at
    its last finite iteration.
    Raises ValueError when output or loss do not suit the given data.
    """

    def __init__(self, experiment: Experiment, dataset: Dataset | None = None) -> None:
        self.experiment = experiment
        self.dataset = experiment.targets(dataset or experiment.load_dataset())
        self.mlp = experiment.build_network(self.dataset)
        self.history = History()
        self.diverged: Divergence | None = None
        self.iteration = 0
        self._optimizer = OPTIMIZERS[experiment.optimizer]
        self._rate = SCHEDULES[experiment.schedule].rate
        self._numbers = experiment.optimizer_numbers
        self._schedule_numbers = experiment.schedule_numbers
        self._memory = tuple(np.zeros_like(self.mlp.parameters) for _ in self._optimizer.memory)
        self._change = np.zeros_like(self.mlp.parameters)
        self._order: tuple[int, NDArray[np.int64]] | None = None
        self._full_batch = (experiment.batch_size or self.n_train) >= self.n_train
        self._train_eval = self.mlp if self._full_batch else self.mlp.sharing_parameters()
        self._test_eval = self.mlp.sharing_parameters()
        self._has_test = len(self.dataset.X_test) > 0
        self._checkpoints: dict[int, tuple[Array, tuple[Array, ...]]] = {}
        self._spacing = CHECKPOINT_EVERY
        self._checkpoint()
        with np.errstate(all="ignore"):
            self._pass()
            self._record()

    @property
    def n_train(self) -> int:
        """Number of training samples."""
        return len(self.dataset.X_train)

    @property
    def batch_size(self) -> int:
        """Samples of an ordinary batch; n_train for the full batch."""
        return self.n_train if self._full_batch else int(self.experiment.batch_size or 0)

    @property
    def iterations_per_epoch(self) -> int:
        """Batches that an epoch takes, a smaller last one included."""
        return -(-self.n_train // self.batch_size)

    @property
    def last(self) -> int:
        """The last iteration computed so far."""
        return len(self.history) - 1

    @property
    def learning_rate(self) -> float:
        """η of this iteration, by the schedule."""
        return self._rate(self.experiment.learning_rate, self.iteration, self._schedule_numbers)

    @property
    def batch(self) -> Batch:
        """Epoch and positions of the batch of this iteration."""
        epoch, position = divmod(self.iteration, self.iterations_per_epoch)
        start = position * self.batch_size
        return Batch(epoch, start, min(start + self.batch_size, self.n_train))

    @property
    def batch_indices(self) -> NDArray[np.int64]:
        """Rows of X_train in the batch of this iteration, in their order."""
        batch = self.batch
        return self.order(batch.epoch)[batch.start : batch.stop]

    @property
    def batch_data(self) -> tuple[Array, Array]:
        """X and y of the batch of this iteration."""
        if self._full_batch:
            return self.dataset.X_train, self.dataset.y_train
        indices = self.batch_indices
        return self.dataset.X_train[indices], self.dataset.y_train[indices]

    @property
    def optimizer_memory(self) -> tuple[Array, ...]:
        """Copies of the vectors (P,) that the optimizer keeps, in the order of Optimizer.memory."""
        return tuple(vector.copy() for vector in self._memory)

    @property
    def update(self) -> Array:
        """(P,): what update t adds to the parameters. W_next = W + update, to the bit."""
        change = np.empty_like(self._change)
        self._compute_change(self.optimizer_memory, change)
        return change

    def order(self, epoch: int) -> NDArray[np.int64]:
        """Order of the training samples in an epoch (from 0), (n_train,). Full batches are not
        shuffled: their gradient does not depend on it."""
        if self._full_batch or not self.experiment.shuffle:
            return np.arange(self.n_train)
        if self._order is None or self._order[0] != epoch:
            rng = np.random.default_rng([self.experiment.batch_seed, epoch])
            self._order = epoch, rng.permutation(self.n_train)
        return self._order[1]

    def step(self) -> None:
        """One iteration forward. A diverged run does nothing more."""
        self.run(1)

    def run(self, iterations: int) -> None:
        """That many iterations forward from here, or to the divergence.

        Raises ValueError for anything but a whole number of 0 or more.
        """
        iterations = _whole("the number of iterations", iterations)
        with np.errstate(all="ignore"):
            for _ in range(iterations):
                if self.diverged is not None and self.iteration >= self.last:
                    break
                self._advance()
                if self.iteration > self.last:
                    self._record()
        if self.diverged is not None and self.iteration > self.last:
            self._restore(self.last)

    def seek(self, iteration: int) -> None:
        """Go to an iteration; beyond the last one computed this trains on.

        Raises ValueError for a negative one, or one beyond the end of a diverged run.
        """
        iteration = _whole("the iteration", iteration)
        if iteration <= self.last:
            self._restore(iteration)
            return
        self._restore(self.last)
        self.run(iteration - self.last)
        if self.iteration < iteration:
            raise ValueError(f"{self.diverged} Its last iteration is {self.last}.")

    def _advance(self) -> None:
        self._compute_change(self._memory, self._change)
        self.mlp.parameters += self._change
        self.iteration += 1
        self._pass()

    def _compute_change(self, memory: tuple[Array, ...], out: Array) -> None:
        self._optimizer.change(
            self.mlp.gradients, memory, self.learning_rate, self.iteration + 1, self._numbers, out
        )

    def _pass(self) -> None:
        X, y = self.batch_data
        self.mlp.forward(X)
        self.mlp.backward(y)

    def _record(self) -> None:
        """Enter this iteration into the history, or note the divergence instead."""
        if not self._full_batch:
            self._train_eval.forward(self.dataset.X_train)
        train = self._evaluate(self._train_eval, self.dataset.y_train)
        test, losses_finite = (np.nan, np.nan), math.isfinite(train[0])
        if self._has_test:
            self._test_eval.forward(self.dataset.X_test)
            test = self._evaluate(self._test_eval, self.dataset.y_test)
            losses_finite = losses_finite and math.isfinite(test[0])
        if not (losses_finite and self.mlp.all_finite() and all(map(is_finite, self._memory))):
            memory = dict(zip(self._optimizer.memory, self._memory, strict=True))
            layer, quantity = first_not_finite(self.mlp, memory) or (self.mlp.depth, "the loss")
            self.diverged = Divergence(self.iteration, layer, quantity)
            if self.iteration > 0:
                return
        self.history.append(train[0], test[0], train[1], test[1])
        if self.iteration % self._spacing == 0:
            self._checkpoint()

    def _evaluate(self, mlp: MLP, y: Array) -> tuple[float, float]:
        """Loss without the penalty, and accuracy, of the last forward pass."""
        return mlp.data_loss(y), accuracy(mlp.a[-1], y, self.dataset.task)

    def _checkpoint(self) -> None:
        copies = self.mlp.parameters.copy(), tuple(m.copy() for m in self._memory)
        self._checkpoints[self.iteration] = copies
        size = (1 + len(self._memory)) * copies[0].nbytes
        if len(self._checkpoints) * size > CHECKPOINT_BYTES and len(self._checkpoints) > 2:
            self._spacing *= 2
            self._checkpoints = {
                t: kept for t, kept in self._checkpoints.items() if t % self._spacing == 0
            }

    def _restore(self, iteration: int) -> None:
        """Put the run at an iteration that was computed before."""
        nearest = max(t for t in self._checkpoints if t <= iteration)
        if not nearest <= self.iteration <= min(iteration, self.last):
            parameters, memory = self._checkpoints[nearest]
            self.mlp.parameters[:] = parameters
            for vector, kept in zip(self._memory, memory, strict=True):
                vector[:] = kept
            self.iteration = nearest
        with np.errstate(all="ignore"):
            self._pass()  # also where nothing moved: the network may have seen other samples
            while self.iteration < iteration:
                self._advance()


def _whole(what: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 0:
        raise ValueError(f"expected a whole number of 0 or more for {what}, got {value!r}.")
    return int(value)


def accuracy(yhat: Array, y: Array, task: str) -> float:
    """Share of samples whose class is right; one output above ½ is class 1. NaN in regression."""
    if task != CLASSIFICATION:
        return float("nan")
    if y.shape[1] == 1:
        right = (yhat > 0.5) == (y > 0.5)
    else:
        right = yhat.argmax(axis=1) == y.argmax(axis=1)
    return float(np.count_nonzero(right)) / len(y)
