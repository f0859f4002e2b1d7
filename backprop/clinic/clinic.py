"""Trains with and without a mistake, from the same weights and on the same batches; also picks a
mistake from a seed, for a person to find."""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass

import numpy as np

from backprop.arrays import Array
from backprop.clinic.mistaken_mlp import Mistake, MistakenMLP
from backprop.clinic.mistakes import MISTAKES
from backprop.data import Dataset
from backprop.nn import MLP, OPTIMIZERS
from backprop.training import Experiment, Trainer

NO_MISTAKE = Mistake("none", "None", "", "", "")
SAME = 1e-9  # relative difference below which two gradients cannot be told apart


@dataclass(frozen=True)
class Comparison:
    """Training losses without the penalty; entry t is iteration t. right and wrong have the same
    length unless one of the two runs ended early.

    diverged: whether the wrong run ended in a number that is not finite. ended: whether the right
    one did. cut: whether time ran out before all iterations were done.
    """

    right: Array
    wrong: Array
    diverged: bool
    ended: bool
    cut: bool


def with_exact_rule(experiment: Experiment) -> Experiment:
    """The experiment with the exact gradient and without interventions. Mistakes are compared with
    this run, so that the mistake is the only difference."""
    return dataclasses.replace(experiment, gradient_rule="exact", interventions=())


def compare(
    experiment: Experiment,
    dataset: Dataset,
    mistake: Mistake,
    iterations: int,
    seconds: float = float("inf"),
) -> Comparison:
    """Train both runs side by side for that many iterations, or until ``seconds`` have passed.

    Both start from the experiment's weights and use its batches, optimizer and schedule; the right
    one uses the exact gradient.
    """
    right = Trainer(with_exact_rule(experiment), dataset)
    wrong = _Wrong(right, mistake)
    end = time.monotonic() + seconds
    with np.errstate(all="ignore"):
        while wrong.record() and len(wrong.losses) <= iterations:
            if time.monotonic() > end or right.diverged:
                break
            wrong.step()
            right.step()
    done = len(wrong.losses) - 1
    if wrong.diverged:  # the right run goes on, so that it can be compared with the diverged one
        while right.iteration < iterations and not right.diverged and time.monotonic() < end:
            right.step()
    done = max(done, right.last)
    return Comparison(
        right.history.train_loss[: iterations + 1].copy(),
        np.array(wrong.losses),
        wrong.diverged,
        right.diverged is not None,
        done < iterations and not right.diverged,
    )


class _Wrong:
    """The run with the mistake. It takes its batches from a Trainer and makes one step at a time."""

    def __init__(self, guide: Trainer, mistake: Mistake) -> None:
        self._guide, experiment = guide, guide.experiment
        self._mlp = MistakenMLP(guide.mlp, mistake)
        self._evaluating = self._mlp.sharing_parameters()
        self._optimizer = OPTIMIZERS[experiment.optimizer]
        self._numbers = experiment.optimizer_numbers
        self._memory = tuple(np.zeros_like(self._mlp.parameters) for _ in self._optimizer.memory)
        self._change = np.zeros_like(self._mlp.parameters)
        self.losses: list[float] = []
        self.diverged = False

    def record(self) -> bool:
        """Record the loss of the whole training set; return False when it is not finite."""
        data = self._guide.dataset
        self._evaluating.forward(data.X_train)
        loss = self._evaluating.data_loss(data.y_train)
        self.diverged = not (np.isfinite(loss) and self._evaluating.all_finite())
        if not self.diverged:
            self.losses.append(loss)
        return not self.diverged

    def step(self) -> None:
        """Make one update on the guide's batch, with its learning rate."""
        X, y = self._guide.batch_data
        rate, self._mlp.learning_rate = (self._guide.learning_rate,) * 2
        self._mlp.forward(X)
        self._mlp.backward(y)
        number, gradients = self._guide.iteration + 1, self._mlp.gradients
        self._optimizer.change(gradients, self._memory, rate, number, self._numbers, self._change)
        self._mlp.parameters += self._change


def mistaken(trainer: Trainer, mistake: Mistake) -> MistakenMLP:
    """The trainer's network at its current iteration, with a mistake in its backward pass. It
    remembers the forward pass of the previous iteration. The trainer's iteration does not change."""
    net = MistakenMLP(trainer.mlp, mistake, trainer.learning_rate)
    t = trainer.iteration
    if t > 0:
        trainer.seek(t - 1)
        net.parameters[:] = trainer.mlp.parameters
        net.forward(trainer.batch_data[0])
        trainer.seek(t)
        net.parameters[:] = trainer.mlp.parameters
    return net


def applicable(mlp: MLP, n: int) -> list[Mistake]:
    """The mistakes that can make a difference in a network on batches of n samples."""
    return [mistake for mistake in MISTAKES.values() if mistake.applies(mlp, n)]


def hidden(seed: int, mlp: MLP, n: int) -> Mistake:
    """The mistake that a seed stands for: one of those that can make a difference in this network."""
    choices = applicable(mlp, n)
    return choices[int(np.random.default_rng(seed).integers(len(choices)))]


def shows(trainer: Trainer, mistake: Mistake) -> bool:
    """Whether a mistake changes any gradient at the trainer's iteration. Where all weights are zero,
    for example, most mistakes change nothing. The trainer's iteration does not change."""
    wrong, right = mistaken(trainer, mistake), mistaken(trainer, NO_MISTAKE)
    return not same_gradients(wrong, right, *trainer.batch_data)


def same_gradients(a: MistakenMLP, b: MistakenMLP, X: Array, y: Array) -> bool:
    """Whether two mistakes give the same gradients on this data, so that no check can tell them
    apart. Both networks come from ``mistaken``."""
    found = []
    for net in (a, b):
        copy = net.sharing_parameters()
        copy.forward(X)
        copy.backward(y)
        found.append(copy.gradients.copy())
    first, second = found
    return bool(
        np.abs(first - second).max() <= SAME * max(np.abs(first).max(), np.abs(second).max())
    )
