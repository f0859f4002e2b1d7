"""The history of a run: losses and accuracies on both sets at every iteration; how accuracy is computed."""

from __future__ import annotations

import numpy as np

from backprop.arrays import Array
from backprop.data import CLASSIFICATION

COLUMNS = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")


class History:
    """Four float64 numbers for each iteration; entry t is iteration t. NaN where a number does not
    exist (no test set, accuracy in regression)."""

    def __init__(self) -> None:
        self._rows = np.empty((256, len(COLUMNS)))
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def append(
        self, train_loss: float, test_loss: float, train_accuracy: float, test_accuracy: float
    ) -> None:
        """Record the next iteration."""
        if self._length == len(self._rows):
            grown = np.empty((2 * self._length, len(COLUMNS)))
            grown[: self._length] = self._rows
            self._rows = grown
        rows, t = self._rows, self._length
        rows[t, 0], rows[t, 1] = train_loss, test_loss  # one by one, which makes no temporary array
        rows[t, 2], rows[t, 3] = train_accuracy, test_accuracy
        self._length += 1

    def first(self, length: int) -> History:
        """A separate history with the first iterations of this one."""
        other = History()
        other._rows = np.vstack([self._rows[:length], other._rows])
        other._length = length
        return other

    @property
    def rows(self) -> Array:
        """(iterations, 4), columns as in COLUMNS; a read-only view."""
        view = self._rows[: self._length]
        view.flags.writeable = False
        return view

    @property
    def train_loss(self) -> Array:
        """Loss of the whole training set, without the penalty, (iterations,)."""
        return self.rows[:, 0]

    @property
    def test_loss(self) -> Array:
        """Loss of the test set, without the penalty, (iterations,)."""
        return self.rows[:, 1]

    @property
    def train_accuracy(self) -> Array:
        """Share of training samples that are classified correctly, (iterations,)."""
        return self.rows[:, 2]

    @property
    def test_accuracy(self) -> Array:
        """Share of test samples that are classified correctly, (iterations,)."""
        return self.rows[:, 3]


def accuracy(yhat: Array, y: Array, task: str) -> float:
    """Share of samples that are classified correctly; a single output above ½ means class 1. NaN in
    regression."""
    if task != CLASSIFICATION:
        return float("nan")
    if y.shape[1] == 1:
        right = (yhat > 0.5) == (y > 0.5)
    else:
        right = yhat.argmax(axis=1) == y.argmax(axis=1)
    return float(np.count_nonzero(right)) / len(y)
