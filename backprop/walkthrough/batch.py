"""From one sample to the batch: what each sample adds to a cell of dW or db, and which to follow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.arrays import Array
from backprop.data import REGRESSION
from backprop.training import Trainer
from backprop.walkthrough.cells import Cell, gradient
from backprop.walkthrough.forward import losses
from backprop.walkthrough.gradient import contributions, penalty_terms

Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Pulls:
    """What each sample of the batch adds to one cell of dW or db, the largest first.

    The arrays have shape (n,). samples: rows of X_train. a: the activation that the weight multiplies
    (1 for a bias). dz: from the sample's own loss. weight: the factor of a · dz. added: the
    contributions. penalty: what the penalty adds. total: the engine's value of the cell.
    """

    cell: Cell
    samples: Indices
    a: Array
    dz: Array
    weight: float
    added: Array
    penalty: float
    total: float

    @property
    def up(self) -> int:
        """The number of samples that increase the sum."""
        return int(np.count_nonzero(self.added > 0))

    @property
    def down(self) -> int:
        """The number of samples that decrease the sum."""
        return int(np.count_nonzero(self.added < 0))


def pulls(trainer: Trainer, cell: Cell) -> Pulls:
    """The contributions of the iteration's batch to a cell of dW (i ≥ 0) or db (i = −1), sorted."""
    mlp = trainer.mlp
    added = contributions(mlp, cell)
    order = np.argsort(-added, kind="stable")
    n, exact = len(added), mlp.gradient_rule != "tutorial"
    own = mlp.dz[cell.layer][:, cell.j] * (n if exact else 1)  # without the 1/n of the mean
    a = mlp.a[cell.layer - 1][:, cell.i] if cell.i >= 0 else np.ones(n)
    return Pulls(
        cell,
        trainer.batch_indices[order],
        a[order],
        own[order],
        1.0 / n if exact or cell.i < 0 else 1.0,
        added[order],
        sum(term.value for term in penalty_terms(mlp, cell)),
        gradient(mlp, cell),
    )


@dataclass(frozen=True)
class Suggestion:
    """A sample that is worth following: its row in X_train, and the reason."""

    key: str
    label: str
    why: str
    index: int


def suggestions(trainer: Trainer) -> list[Suggestion]:
    """Three samples of the batch: the one with the longest gradient, the one with the largest loss and,
    in classification, the one nearest to the boundary."""
    mlp, rows = trainer.mlp, trainer.batch_indices
    loss = losses(mlp, trainer.batch_data[1])
    found = [
        Suggestion(
            "hardest",
            "hardest",
            "it has the longest gradient in the batch: it pulls hardest on the weights",
            int(rows[pull(trainer).argmax()]),
        ),
        Suggestion(
            "wrong", "most wrong", "it has the largest loss in the batch", int(rows[loss.argmax()])
        ),
    ]
    if trainer.dataset.task != REGRESSION:
        why = "the network is least sure about it: its two likeliest answers are closest"
        nearest = int(rows[margin(mlp.a[-1]).argmin()])
        found.append(Suggestion("boundary", "on the boundary", why, nearest))
    return found


def pull(trainer: Trainer) -> Array:
    """(n,): the length of each sample's contribution to the gradient, over all dW and db."""
    mlp = trainer.mlp
    squares = np.zeros(len(mlp.a[0]))
    with np.errstate(all="ignore"):  # the run may be about to diverge
        for l in range(1, mlp.depth + 1):
            squares += (1.0 + (mlp.a[l - 1] ** 2).sum(axis=1)) * (mlp.dz[l] ** 2).sum(axis=1)
    return np.sqrt(squares)


def margin(yhat: Array) -> Array:
    """(n,): how far each answer is from a tie: |ŷ − ½|, or the gap between the two largest outputs."""
    if yhat.shape[1] == 1:
        return np.abs(yhat[:, 0] - 0.5)
    best = np.sort(yhat, axis=1)
    return best[:, -1] - best[:, -2]
