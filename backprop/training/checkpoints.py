"""Checkpoints: copies of a run's parameters and optimizer memory, using a bounded amount of memory."""

from __future__ import annotations

from backprop.arrays import Array

CHECKPOINT_EVERY = 64  # iterations; a seek repeats at most this many steps
CHECKPOINT_BYTES = 16 * 2**20  # beyond this, every other checkpoint is dropped

Copies = tuple[Array, tuple[Array, ...]]  # parameters (P,), and the optimizer's vectors (P,)


class Checkpoints:
    """One checkpoint every ``spacing`` iterations; the spacing doubles when they would use too much memory."""

    def __init__(self) -> None:
        self.spacing = CHECKPOINT_EVERY
        self._kept: dict[int, Copies] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def take(self, iteration: int, parameters: Array, memory: tuple[Array, ...]) -> None:
        """Copy the parameters (P,) and the optimizer's vectors (P,) if a checkpoint is due."""
        if iteration % self.spacing:
            return
        copies = parameters.copy(), tuple(vector.copy() for vector in memory)
        self._kept[iteration] = copies
        size = (1 + len(memory)) * copies[0].nbytes
        if len(self._kept) * size > CHECKPOINT_BYTES and len(self._kept) > 2:
            self.spacing *= 2
            self._kept = {t: kept for t, kept in self._kept.items() if t % self.spacing == 0}

    def nearest(self, iteration: int) -> tuple[int, Copies]:
        """The iteration of the last checkpoint that is not after ``iteration``, and its copies."""
        found = max(t for t in self._kept if t <= iteration)
        return found, self._kept[found]

    def before(self, iteration: int) -> Checkpoints:
        """The checkpoints before an iteration, for another run that is the same up to there."""
        other = Checkpoints()
        other.spacing = self.spacing
        other._kept = {t: kept for t, kept in self._kept.items() if t < iteration}
        return other
