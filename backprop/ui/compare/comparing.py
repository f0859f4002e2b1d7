"""What a session compares: runs side by side, with the way back, and the sweep they come from."""

from __future__ import annotations

import weakref
from collections.abc import Sequence

from backprop.compare import SweepJob, comparison
from backprop.training import Experiment, Trainer

UNDO_STEPS = 50


class Comparing:
    """The part of the Lab that compares; its fields are the Lab's."""

    experiment: Experiment
    compared: list[Experiment]
    compared_before: list[list[Experiment]]
    sweep: SweepJob | None
    _beside: dict[Experiment, Trainer]

    @property
    def trainer(self) -> Trainer:
        """The session's own run."""
        raise NotImplementedError

    def new_trainer(self, experiment: Experiment) -> Trainer:
        """A run of another experiment."""
        raise NotImplementedError

    @property
    def side_by_side(self) -> list[Experiment]:
        """The compared runs; the session's own alone while nobody has compared."""
        return self.compared or [self.experiment]

    def trainer_beside(self, experiment: Experiment) -> Trainer:
        """The run of one of them, kept as long as it is compared."""
        if experiment == self.experiment:
            return self.trainer
        wanted = self.side_by_side
        self._beside = {known: run for known, run in self._beside.items() if known in wanted}
        if experiment not in self._beside:
            self._beside[experiment] = self.new_trainer(experiment)
        return self._beside[experiment]

    def compare(self, experiments: Sequence[Experiment]) -> None:
        """Look at these experiments side by side, each once, at most as many as fit; ``compare_back``
        brings the ones before back."""
        wanted = [*dict.fromkeys(experiments)][: comparison.MOST]
        if wanted and wanted != self.compared:
            self.compared_before = [*self.compared_before, self.compared][-UNDO_STEPS:]
            self.compared = wanted

    def compare_back(self) -> None:
        """Undo the last change of the compared set."""
        if self.compared_before:
            *self.compared_before, self.compared = self.compared_before

    def beside(self, experiment: Experiment) -> None:
        """Put an experiment beside the session's own, which is then the first. Runs that stood beside
        it stay as far as there is room; a set without it gives way."""
        rest = self.compared if self.experiment in self.compared else []
        rest = [other for other in rest if other not in (self.experiment, experiment)]
        kept = [self.experiment, *rest][: comparison.MOST - 1]
        self.compare([*kept, experiment])

    def sweep_with(self, job: SweepJob) -> None:
        """Take a sweep that has been started; the one before it ends, and this one ends with the
        session."""
        if self.sweep is not None:
            self.sweep.stop()
        self.sweep = job
        weakref.finalize(self, job.stop)
