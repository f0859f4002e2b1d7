"""Timeline: what holds at each iteration of a run with interventions, found without a replay.

A run is cut into stretches at the iterations of its interventions. Within one everything is as in a run
of its own: the settings, the batches, the optimizer that counts its updates.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from backprop.training.experiment import Experiment
from backprop.training.interventions import KINDS, Intervention

Weight = tuple[int, int, int]  # layer, i, j


@dataclass(frozen=True)
class Batch:
    """Batch of an iteration: its epoch (from 0) and the positions start..stop-1 in its order."""

    epoch: int
    start: int
    stop: int


@dataclass(frozen=True)
class Stretch:
    """From an iteration on, up to the next intervention.

    settings: the experiment with the fields that hold here. batch_size: samples of an ordinary batch.
    epoch: the one that began at iteration epoch_from, from which batches count. optimizer_from: the
    iteration of the optimizer's first update. frozen: layers, cut: weights. edits: what is written into
    the parameters at ``first``. fresh: whether the optimizer's memory begins at zero at ``first``.
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
        """Whether each iteration takes all samples."""
        return (self.settings.batch_size or self.n_train) >= self.n_train

    @cached_property
    def batch_size(self) -> int:
        """Samples of an ordinary batch; n_train for the full batch."""
        return self.n_train if self.full_batch else int(self.settings.batch_size or 0)

    @cached_property
    def iterations_per_epoch(self) -> int:
        """Batches that an epoch takes, a smaller last one included."""
        return -(-self.n_train // self.batch_size)

    def batch(self, iteration: int) -> Batch:
        """The batch of one of its iterations."""
        epochs, position = divmod(iteration - self.epoch_from, self.iterations_per_epoch)
        start = position * self.batch_size
        return Batch(self.epoch + epochs, start, min(start + self.batch_size, self.n_train))

    def after(self, iteration: int, these: tuple[Intervention, ...]) -> Stretch:
        """The stretch that interventions at a later iteration begin."""
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
        before = self.batch(iteration)  # the epoch that is about to begin is not cut short
        epoch = before.epoch + (before.start > 0)
        return dataclasses.replace(found, epoch=epoch, epoch_from=iteration)


def timeline(experiment: Experiment, n_train: int) -> tuple[Stretch, ...]:
    """The stretches of a run on n_train samples, in order; the first one begins at iteration 0."""
    now = Stretch(0, dataclasses.replace(experiment, interventions=()), n_train)
    found = [now]
    for iteration, group in groupby(experiment.interventions, key=lambda one: one.iteration):
        now = now.after(iteration, tuple(group))
        if iteration == 0:
            # Nothing has happened yet: an optimizer chosen at iteration 0 is the first.
            now = dataclasses.replace(now, fresh=True)
            found = []
        found.append(now)
    return tuple(found)


def epochs(experiment: Experiment, n_train: int, iterations: int) -> list[int]:
    """The epoch of each of the first iterations of a run."""
    found: list[int] = []
    stretches = timeline(experiment, n_train)
    ends = [*(stretch.first for stretch in stretches[1:]), iterations]
    for stretch, end in zip(stretches, ends, strict=True):
        found += [stretch.batch(t).epoch for t in range(stretch.first, min(end, iterations))]
    return found


def first_difference(one: Experiment, other: Experiment) -> int | None:
    """The iteration from which two runs differ that have all but interventions in common; None where
    they differ in more. Equal ones differ nowhere: a number beyond every iteration."""
    bare = [dataclasses.replace(e, interventions=()) for e in (one, other)]
    if bare[0] != bare[1]:
        return None
    apart = set(one.interventions) ^ set(other.interventions)
    return min((x.iteration for x in apart), default=2**62)
