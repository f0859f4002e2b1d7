"""Trainer: steps an experiment's training forwards, and returns to any earlier iteration.

At iteration t the network holds the parameters before update t and after the interventions at t, and
the forward and backward pass of batch t. Going back restores the nearest checkpoint and repeats the
steps from there: the same operations on the same numbers give the same bits.
"""

from __future__ import annotations

import math
from bisect import bisect_right

import numpy as np
from numpy.typing import NDArray

from backprop.arrays import Array
from backprop.data import Dataset
from backprop.nn import MLP, OPTIMIZERS, SCHEDULES
from backprop.nn.mlp import is_finite
from backprop.nn.optimizers import with_fixed
from backprop.training.checkpoints import Checkpoints
from backprop.training.divergence import Divergence, first_not_finite
from backprop.training.experiment import Experiment
from backprop.training.history import History, accuracy
from backprop.training.interventions import Intervention, misfit
from backprop.training.timeline import Batch, Stretch, first_difference, timeline


class Trainer:
    """A run of an experiment, on its named data or on a Dataset.

    mlp: the network at ``iteration``. history: one entry for every iteration computed so far.
    diverged: None, or where the first number that is not finite appeared; the run then stays at its
    last finite iteration. stretch: the settings at ``iteration``, after the interventions so far.
    Raises ValueError if output, loss or interventions do not suit the data.
    """

    def __init__(self, experiment: Experiment, dataset: Dataset | None = None) -> None:
        self.experiment = experiment
        self.dataset = experiment.targets(
            experiment.with_features(dataset or experiment.load_dataset())
        )
        self.mlp = experiment.build_network(self.dataset)
        self.history = History()
        self.diverged: Divergence | None = None
        self.iteration = 0
        self._change = np.zeros_like(self.mlp.parameters)
        self._memory: tuple[Array, ...] = ()
        self._order: tuple[int, NDArray[np.int64]] | None = None
        self._all_eval = self.mlp.sharing_parameters()
        self._test_eval = self.mlp.sharing_parameters()
        self._has_test = len(self.dataset.X_test) > 0
        self._checkpoints = Checkpoints()
        for one in experiment.interventions:
            if why := misfit(one, self.mlp.layer_sizes):
                raise ValueError(why)
        self._timeline = timeline(experiment, self.n_train)
        self._enter(self._timeline[0])
        with np.errstate(all="ignore"):
            self._pass()
            self._record()

    def branch(self, experiment: Experiment) -> Trainer:
        """A run of another experiment on the same data, at iteration 0. If the two differ only in
        interventions, it takes over the iterations they have in common and need not train them again.
        This trainer does not change."""
        other = Trainer(experiment, self.dataset)
        apart = min(first_difference(self.experiment, experiment) or 0, len(self.history))
        if apart > 0:
            other._take_over(self, apart)
        return other

    @property
    def n_train(self) -> int:
        """Number of training samples."""
        return len(self.dataset.X_train)

    @property
    def settings(self) -> Experiment:
        """The experiment with the fields that apply at this iteration; it has no interventions."""
        return self.stretch.settings

    @property
    def batch_size(self) -> int:
        """Number of samples in an ordinary batch at this iteration; n_train for the full batch."""
        return self.stretch.batch_size

    @property
    def iterations_per_epoch(self) -> int:
        """Number of batches in an epoch at this iteration, including a smaller last one."""
        return self.stretch.iterations_per_epoch

    @property
    def update_number(self) -> int:
        """The number of this iteration's update, from 1, counted since the current optimizer was chosen."""
        return self.iteration - self._before_first

    @property
    def last(self) -> int:
        """The last iteration computed so far."""
        return len(self.history) - 1

    @property
    def learning_rate(self) -> float:
        """η at this iteration, according to the schedule."""
        return self._rate(self._base_rate, self.iteration, self._schedule_numbers)

    @property
    def batch(self) -> Batch:
        """Epoch and positions of this iteration's batch."""
        return self.stretch.batch(self.iteration)

    def batch_at(self, iteration: int) -> Batch:
        """Epoch and positions of any iteration's batch, without going there."""
        return self.stretch_at(iteration).batch(iteration)

    def stretch_at(self, iteration: int) -> Stretch:
        """The stretch that contains an iteration, without going there."""
        place = bisect_right(self._timeline, iteration, key=lambda stretch: stretch.first)
        return self._timeline[place - 1]

    def edits_at(self, iteration: int) -> tuple[Intervention, ...]:
        """The interventions that write into the parameters at an iteration, before its update."""
        stretch = self.stretch_at(iteration)
        return stretch.edits if stretch.first == iteration else ()

    @property
    def timeline(self) -> tuple[Stretch, ...]:
        """The stretches of the run, from one iteration with interventions to the next."""
        return self._timeline

    @property
    def batch_indices(self) -> NDArray[np.int64]:
        """Rows of X_train in this iteration's batch, in their order."""
        batch = self.batch
        return self.order(batch.epoch)[batch.start : batch.stop]

    @property
    def batch_data(self) -> tuple[Array, Array]:
        """X and y of this iteration's batch."""
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
        """(P,): what update t adds to the parameters, 0 for frozen layers and cut weights.
        W_next = W + update, to the bit, except where an intervention at t + 1 sets a value."""
        change = np.empty_like(self._change)
        self._compute_change(self.optimizer_memory, change)
        return change

    def order(self, epoch: int) -> NDArray[np.int64]:
        """Order (n_train,) of the training samples in an epoch (from 0). Full batches are not
        shuffled, because their gradient does not depend on the order."""
        place = bisect_right(self._timeline, epoch, key=lambda stretch: stretch.epoch)
        if self._timeline[place - 1].full_batch or not self.experiment.shuffle:
            return np.arange(self.n_train)
        if self._order is None or self._order[0] != epoch:
            rng = np.random.default_rng([self.experiment.batch_seed, epoch])
            self._order = epoch, rng.permutation(self.n_train)
        return self._order[1]

    def step(self) -> None:
        """One iteration forward. A diverged run does nothing more."""
        self.run(1)

    def run(self, iterations: int) -> None:
        """Make that many iterations from here, or stop where the run diverges.

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
        """Go to an iteration; if it is beyond the last one computed, train up to it.

        Raises ValueError for a negative iteration, or one beyond the end of a diverged run.
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
        if self.iteration == self._until:
            self._enter(self.stretch_at(self.iteration))
        self._pass()

    def _compute_change(self, memory: tuple[Array, ...], out: Array) -> None:
        number = self.iteration - self._before_first
        self._optimizer.change(
            self.mlp.gradients, memory, self.learning_rate, number, self._numbers, out
        )

    def _enter(self, stretch: Stretch) -> None:
        """Begin a stretch at its first iteration: apply its settings and write its edits."""
        self._apply(stretch)
        if stretch.fresh:
            self._memory = tuple(np.zeros_like(self.mlp.parameters) for _ in self._optimizer.memory)
        stretch.write_edits(self.mlp, self._memory)

    def _apply(self, stretch: Stretch) -> None:
        """Apply the settings of a stretch."""
        settings, self.stretch = stretch.settings, stretch
        self._optimizer = OPTIMIZERS[settings.optimizer]
        fixed = self.fixed_parameters
        if fixed.any():
            self._optimizer = with_fixed(self._optimizer, fixed)
        self._numbers = settings.optimizer_numbers
        self._rate, self._base_rate = SCHEDULES[settings.schedule].rate, settings.learning_rate
        self._schedule_numbers = settings.schedule_numbers
        self._before_first = stretch.optimizer_from - 1
        self._full_batch = stretch.full_batch
        self._train_eval = self.mlp if self._full_batch else self._all_eval
        self.mlp.l1, self.mlp.l2 = settings.l1, settings.l2
        later = (other.first for other in self._timeline if other.first > stretch.first)
        self._until = next(later, -1)

    @property
    def fixed_parameters(self) -> NDArray[np.bool_]:
        """(P,): which parameters get an update of 0 at this iteration whatever their gradient is:
        those of frozen layers, and cut weights."""
        return self.stretch.fixed_parameters(self.mlp)

    def _take_over(self, trunk: Trainer, apart: int) -> None:
        """Take over the first ``apart`` iterations of a run that is the same up to there."""
        self.history = trunk.history.first(apart)
        self._checkpoints = trunk._checkpoints.before(apart)

    def _pass(self) -> None:
        X, y = self.batch_data
        self.mlp.forward(X)
        self.mlp.backward(y)

    def _record(self) -> None:
        """Record this iteration in the history, or the divergence instead."""
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
        self._checkpoints.take(self.iteration, self.mlp.parameters, self._memory)

    def _evaluate(self, mlp: MLP, y: Array) -> tuple[float, float]:
        """Loss without the penalty, and accuracy, of the last forward pass."""
        return mlp.data_loss(y), accuracy(mlp.a[-1], y, self.dataset.task)

    def _restore(self, iteration: int) -> None:
        """Go to an iteration that was computed before."""
        nearest, (parameters, memory) = self._checkpoints.nearest(iteration)
        if not nearest <= self.iteration <= min(iteration, self.last):
            self.mlp.parameters[:] = parameters
            self._memory = tuple(vector.copy() for vector in memory)
            self.iteration = nearest
            self._apply(self.stretch_at(nearest))
        with np.errstate(all="ignore"):
            self._pass()  # even if nothing moved: the network may have seen other samples since
            while self.iteration < iteration:
                self._advance()


def _whole(what: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 0:
        raise ValueError(f"expected a whole number of 0 or more for {what}, got {value!r}.")
    return int(value)
