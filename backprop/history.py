"""What is recorded of every iteration: the losses and accuracies on both sets."""

from __future__ import annotations

import numpy as np

from backprop.activations import Array

COLUMNS = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")


class History:
    """Four float64 numbers an iteration; entry t is iteration t. NaN where there is nothing to say
    (no test set, accuracy of a regression)."""

    def __init__(self) -> None:
        self._rows = np.empty((256, len(COLUMNS)))
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def append(
        self, train_loss: float, test_loss: float, train_accuracy: float, test_accuracy: float
    ) -> None:
        if self._length == len(self._rows):
            grown = np.empty((2 * self._length, len(COLUMNS)))
            grown[: self._length] = self._rows
            self._rows = grown
        self._rows[self._length] = train_loss, test_loss, train_accuracy, test_accuracy
        self._length += 1

    @property
    def rows(self) -> Array:
        """(iterations, 4), columns as in COLUMNS; a read-only view."""
        view = self._rows[: self._length]
        view.flags.writeable = False
        return view

    @property
    def train_loss(self) -> Array:
        return self.rows[:, 0]

    @property
    def test_loss(self) -> Array:
        return self.rows[:, 1]

    @property
    def train_accuracy(self) -> Array:
        return self.rows[:, 2]

    @property
    def test_accuracy(self) -> Array:
        return self.rows[:, 3]
