"""Timeline: the settings and batches at any iteration of a run with interventions, without a replay.

The interventions divide a run into stretches. Within a stretch nothing changes from outside: it has
its settings, its batches, and an optimizer that counts its updates.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from backprop.arrays import Array
from backprop.nn import MLP, layer_blocks
from backprop.training.experiment import Experiment
from backprop.training.interventions import KINDS, Intervention

Weight = tuple[int, int, int]  # layer, i, j


@dataclass(frozen=True)
class Batch:
    """The batch of an iteration: its epoch (from 0), and positions start to stop − 1 in the epoch's order."""

    epoch: int
    start: int
    stop: int


@dataclass(frozen=True)
class Stretch:
    """The part of a run from iteration ``first`` to the next intervention.

    settings: the experiment with the fields that apply here. epoch: the number of the epoch that began
    at iteration epoch_from; batches are counted from there. optimizer_from: the iteration of the
    optimizer's first update. frozen: layers; cut: weights. edits: interventions that write into the
    parameters at ``first``. fresh: whether the optimizer's memory is reset to zero at ``first``.
    """

    first: int
    settings: Experiment
    n_train: int
    epoch: int = 0
    epoch_from: int = 0
    optimizer_from: int = 0
    frozen: frozenset[int] = frozenset()
    cut: frozenset[Weight] = frozenset()
    edits: tuple[Intervention, ...] = ()
    fresh: bool = True

    @cached_property
    def full_batch(self) -> bool:
        """Whether each iteration uses all samples."""
        return (self.settings.batch_size or self.n_train) >= self.n_train

    @cached_property
    def batch_size(self) -> int:
        """Number of samples in an ordinary batch; n_train for the full batch."""
        return self.n_train if self.full_batch else int(self.settings.batch_size or 0)

    @cached_property
    def iterations_per_epoch(self) -> int:
        """Number of batches in an epoch, including a smaller last one."""
        return -(-self.n_train // self.batch_size)

    def batch(self, iteration: int) -> Batch:
        """The batch of one of this stretch's iterations."""
        epochs, position = divmod(iteration - self.epoch_from, self.iterations_per_epoch)
        start = position * self.batch_size
        return Batch(self.epoch + epochs, start, min(start + self.batch_size, self.n_train))

    def write_edits(self, mlp: MLP, memory: tuple[Array, ...]) -> None:
        """Write this stretch's edits into W and b. For a cut weight the optimizer's memory (vectors
        (P,)) is cleared, too."""
        for one in self.edits:
            layer, i, j = one.layer, one.i, one.j
            if one.kind == "bias":
                mlp.b[layer][0, j] = one.value
                continue
            mlp.W[layer][i, j] = 0.0 if one.kind == "cut" else one.value
            if one.kind == "cut":
                for vector in memory:
                    layer_blocks(vector, mlp.layer_sizes)[layer][i, j] = 0.0

    def fixed_parameters(self, mlp: MLP) -> NDArray[np.bool_]:
        """(P,): which parameters get an update of 0 whatever their gradient is: those of frozen layers,
        and cut weights."""
        mask = np.zeros_like(mlp.parameters)
        blocks = layer_blocks(mask, mlp.layer_sizes)
        for layer in self.frozen:
            blocks[layer][...] = 1.0
        for layer, i, j in self.cut:
            blocks[layer][i, j] = 1.0
        return mask != 0.0

    def after(self, iteration: int, these: tuple[Intervention, ...]) -> Stretch:
        """The stretch that begins with these interventions at a later iteration."""
        fields = {one.kind: one.value for one in these if KINDS[one.kind].target == "run"}
        settings = dataclasses.replace(self.settings, **fields)
        same_optimizer = settings.optimizer == self.settings.optimizer
        frozen, cut = set(self.frozen), set(self.cut)
        for one in these:
            weight = one.layer, one.i, one.j
            if one.kind == "freeze":
                frozen.add(one.layer)
            elif one.kind == "unfreeze":
                frozen.discard(one.layer)
            elif one.kind == "cut":
                cut.add(weight)
            elif one.kind in ("restore", "weight"):
                cut.discard(weight)
        found = dataclasses.replace(
            self,
            first=iteration,
            settings=settings,
            optimizer_from=self.optimizer_from if same_optimizer else iteration,
            frozen=frozenset(frozen),
            cut=frozenset(cut),
            edits=tuple(one for one in these if one.kind in ("weight", "bias", "cut")),
            fresh=not same_optimizer,
        )
        if found.batch_size == self.batch_size:
            return found
        before = self.batch(iteration)  # if an epoch begins here anyway, none is cut short
        epoch = before.epoch + (before.start > 0)
        return dataclasses.replace(found, epoch=epoch, epoch_from=iteration)


def timeline(experiment: Experiment, n_train: int) -> tuple[Stretch, ...]:
    """The stretches of a run on n_train samples, in order; the first one begins at iteration 0."""
    now = Stretch(0, dataclasses.replace(experiment, interventions=()), n_train)
    found = [now]
    for iteration, group in groupby(experiment.interventions, key=lambda one: one.iteration):
        now = now.after(iteration, tuple(group))
        if iteration == 0:
            # Nothing has happened yet, so an optimizer chosen at iteration 0 is the run's first one.
            now = dataclasses.replace(now, fresh=True)
            found = []
        found.append(now)
    return tuple(found)


def epochs(experiment: Experiment, n_train: int, iterations: int) -> list[int]:
    """The epochs of a run's first iterations, one number for each iteration."""
    found: list[int] = []
    stretches = timeline(experiment, n_train)
    ends = [*(stretch.first for stretch in stretches[1:]), iterations]
    for stretch, end in zip(stretches, ends, strict=True):
        found += [stretch.batch(t).epoch for t in range(stretch.first, min(end, iterations))]
    return found


def first_difference(one: Experiment, other: Experiment) -> int | None:
    """The first iteration at which two runs differ that differ only in their interventions. None if
    they differ in anything else; for equal runs, a number larger than any iteration."""
    bare = [dataclasses.replace(e, interventions=()) for e in (one, other)]
    if bare[0] != bare[1]:
        return None
    apart = set(one.interventions) ^ set(other.interventions)
    return min((x.iteration for x in apart), default=2**62)
