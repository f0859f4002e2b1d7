"""The Lab: the state of a browser tab, without Streamlit. ``state.lab`` returns the session's."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from backprop.compare import SweepJob, comparison
from backprop.data import DATASETS, OWN, Dataset
from backprop.data.table import Reading, Table
from backprop.export import FileJob
from backprop.lessons import Lesson
from backprop.live_view.draw_points import Point
from backprop.live_view.trace import run_id
from backprop.predict import Predicting
from backprop.support import Background
from backprop.training import Experiment, Trainer
from backprop.training.file import Picture
from backprop.training.interventions import misfit
from backprop.training.timeline import first_difference
from backprop.ui.your_data.draft import Draft

TABLE_BYTES = 64 * 2**20  # of the session's own tables; the oldest are removed first
UNDO_STEPS = 50


class UndoStep(NamedTuple):
    """What undo restores: the experiment before a change, the shown iteration, and the open lesson ("" for
    none)."""

    experiment: Experiment
    shown: int
    lesson: str = ""


@dataclass
class Lab:
    """The state of a browser tab: one experiment, its run, and all choices beside them."""

    experiment: Experiment
    shown: int = 0  # the shown iteration
    # A sentence for each rejected URL parameter, until the person opens another page or changes the run.
    rejected: list[str] = field(default_factory=list)
    page: str | None = None  # the title of the open page
    undo: list[UndoStep] = field(default_factory=list)  # the latest last
    error: str | None = None  # why the last change was refused
    dropped: list[str] = field(default_factory=list)  # interventions that the last change dropped
    request: dict[str, Any] | None = None  # from the browser, for a stretch it does not have
    branched: bool = False  # a branch has just been made: Compare opens next

    # What a person chooses beside the experiment. options: by page and name, as text (``ui/options.py``).
    # linked: options of the latest link or file, by name, until its page reads them. page_memory: other
    # notes of a page, such as a stopped computation; no link can set them. widgets: generation and value of each choice's widget (``state.choice_key``).
    # drawn_for: the choices at the last run of the whole page (``state.begin_page``).
    options: dict[str, dict[str, str]] = field(default_factory=dict)
    linked: dict[str, str] = field(default_factory=dict)
    page_memory: dict[str, Any] = field(default_factory=dict)
    widgets: dict[str, tuple[int, Any]] = field(default_factory=dict)
    drawn_for: tuple[object, ...] | None = None

    # Compare. compared: the runs side by side, empty until somebody compares. compared_before: the
    # sets before it, for Undo. sweep: the latest one; sweep_watched: the page polls it.
    compared: list[Experiment] = field(default_factory=list)
    compared_before: list[list[Experiment]] = field(default_factory=list)
    compare_request: dict[str, Any] | None = None
    sweep: SweepJob | None = None
    sweep_watched: bool = False

    # The person's own data, kept only here. tables: by fingerprint, the latest last.
    # pending: a link or file of a run on a table that is not loaded yet. drafts: tables in
    # preparation, by their source; readings: a text and the Reading chosen for it.
    tables: dict[str, Table] = field(default_factory=dict)
    pending: Picture | None = None
    drafts: dict[str, Draft] = field(default_factory=dict)
    readings: dict[str, tuple[str, Reading]] = field(default_factory=dict)
    drawn_points: list[Point] = field(default_factory=list)
    drawn_names: str = ""  # of their classes, as typed

    lesson: str = ""  # the open lesson's name
    lessons_seen: set[str] = field(default_factory=set)  # lessons whose point the person has seen
    predicting: Predicting = field(default_factory=Predicting)
    files: dict[str, FileJob] = field(default_factory=dict)  # by format, until the browser has them

    _trainer: Trainer | None = None
    _compared_trainers: dict[Experiment, Trainer] = field(default_factory=dict)
    _jobs: weakref.WeakSet[Background] = field(default_factory=weakref.WeakSet)

    def __post_init__(self) -> None:
        weakref.finalize(self, _stop, self._jobs)

    def ends_with_session(self, job: Background) -> None:
        """Stop this job when the session ends. Finished jobs are not kept alive."""
        self._jobs.add(job)

    @property
    def trainer(self) -> Trainer:
        """The run of the experiment, made on first use."""
        made = self._trainer
        if made is None or made.experiment != self.experiment:
            if made is not None and first_difference(made.experiment, self.experiment):
                made = made.branch(self.experiment)  # the iterations they share are already trained
            else:
                made = self.new_trainer(self.experiment)
            self._trainer = made
        return made

    def new_trainer(self, experiment: Experiment) -> Trainer:
        """A run of any experiment. Raises ValueError if its table is not loaded."""
        return Trainer(experiment, self.dataset_of(experiment))

    def dataset_of(self, experiment: Experiment) -> Dataset | None:
        """The data of an experiment on the person's own table, split and scaled; None for a named set.
        Raises ValueError if the table is not loaded."""
        if experiment.dataset != OWN:
            return None
        table = self.tables.get(experiment.own_data)
        return table.draw(experiment) if table else experiment.load_dataset()

    def task_of(self, experiment: Experiment) -> tuple[str, int]:
        """Task and number of classes of an experiment's data."""
        spec = self.tables.get(experiment.own_data) or DATASETS.get(experiment.dataset)
        if spec is None:
            experiment.load_dataset()  # raises: the table is not loaded
            raise LookupError(experiment.dataset)
        return spec.task, spec.n_classes

    def sizes_of(self, experiment: Experiment) -> tuple[int | None, ...]:
        """Units of each layer on the session's own table."""
        data = self.dataset_of(experiment)
        if data is None:
            return experiment.layer_sizes
        data = experiment.targets(experiment.with_features(data))
        return data.n_features, *experiment.hidden, data.y_train.shape[1]

    @property
    def rows(self) -> int | None:
        """Number of rows of a measured set or of the person's table; None for generated data."""
        table = self.tables.get(self.experiment.own_data)
        if table is not None:
            return len(table.X)
        return DATASETS[self.experiment.dataset].rows

    def output_and_loss(self, experiment: Experiment) -> tuple[str, str]:
        """Output activation and loss of an experiment, with "auto" resolved. Raises ValueError if they do
        not suit the data."""
        return experiment.output_and_loss(*self.task_of(experiment))

    def keep_table(self, table: Table) -> None:
        """Add a table. Earlier tables stay for Undo, up to TABLE_BYTES in all. Removing one also removes the
        undo steps and compared runs that use it."""
        self.tables.pop(table.fingerprint, None)
        self.tables[table.fingerprint] = table
        used = self.experiment.own_data
        for fingerprint in list(self.tables)[:-1]:
            if sum(kept.X.nbytes for kept in self.tables.values()) <= TABLE_BYTES:
                break
            if fingerprint != used:
                del self.tables[fingerprint]
        loaded = {"", *self.tables}
        self.undo = [step for step in self.undo if step.experiment.own_data in loaded]
        self.compared = [run for run in self.compared if run.own_data in loaded]
        self.compared_before = [
            runs for runs in self.compared_before if all(run.own_data in loaded for run in runs)
        ]

    @property
    def table(self) -> Table | None:
        """The person's latest table."""
        return next(reversed(self.tables.values()), None)

    @property
    def run(self) -> str:
        """The run's short name, by which the browser knows it."""
        return run_id(self.experiment)

    def change(self, experiment: Experiment, shown: int = 0, dropped: Sequence[str] = ()) -> None:
        """Replace the experiment; ``go_back`` undoes it. dropped: a sentence for each intervention that no
        longer fits. Raises ValueError if its table is not loaded or does not suit it."""
        if experiment == self.experiment:
            return
        if experiment.dataset == OWN:
            self.output_and_loss(experiment)
            sizes = self.sizes_of(experiment)
            for one in experiment.interventions:
                if why := misfit(one, sizes):
                    raise ValueError(f"{why} Take it back first.")
        self._replace(experiment, shown)
        self.dropped = [*dropped]

    def start_lesson(self, lesson: Lesson) -> None:
        """Start a lesson's run at iteration 0; ``go_back`` undoes it."""
        if (self.lesson, self.experiment, self.shown) != (lesson.name, lesson.experiment, 0):
            self._replace(lesson.experiment, 0)
            self.lesson = lesson.name

    def _replace(self, experiment: Experiment, shown: int) -> None:
        before = UndoStep(self.experiment, self.shown, self.lesson)
        self.undo = [*self.undo, before][-UNDO_STEPS:]
        self.experiment, self.shown, self.request, self.error = experiment, shown, None, None
        self.dropped, self.rejected = [], []

    def open_page(self, page: str) -> None:
        """Note which page is open. The sentences about a link are gone once the person leaves its page."""
        if self.page not in (None, page):
            self.rejected = []
        self.page = page

    def note_last_shown(self, run: str, iteration: int) -> None:
        """Correct the iteration that undo returns to: the browser reports late where the previous run
        stood when it was replaced. Ignores any other run."""
        if self.undo and run_id(self.undo[-1].experiment) == run:
            self.undo[-1] = self.undo[-1]._replace(shown=iteration)

    def go_back(self) -> None:
        """Undo the last change: its experiment, at the iteration that was shown."""
        if self.undo:
            *self.undo, (self.experiment, self.shown, self.lesson) = self.undo
            self.request, self.error, self.dropped, self.rejected = None, None, [], []

    @property
    def compared_runs(self) -> list[Experiment]:
        """The runs on Compare; only the session's own until others are added."""
        return self.compared or [self.experiment]

    def trainer_of(self, experiment: Experiment) -> Trainer:
        """The trainer of a compared run, kept while it is compared."""
        if experiment == self.experiment:
            return self.trainer
        kept = self._compared_trainers
        kept = {known: run for known, run in kept.items() if known in self.compared_runs}
        if experiment not in kept:
            kept[experiment] = self.new_trainer(experiment)
        self._compared_trainers = kept
        return kept[experiment]

    def compare(self, experiments: Sequence[Experiment]) -> None:
        """Show these runs side by side, each once, at most comparison.MOST; ``undo_compare`` undoes it."""
        wanted = [*dict.fromkeys(experiments)][: comparison.MOST]
        if wanted and wanted != self.compared:
            self.compared_before = [*self.compared_before, self.compared][-UNDO_STEPS:]
            self.compared = wanted

    def undo_compare(self) -> None:
        """Undo the last change of the compared set."""
        if self.compared_before:
            *self.compared_before, self.compared = self.compared_before

    def compare_with(self, experiment: Experiment) -> None:
        """Show an experiment beside the session's own, which comes first. If the session's own run was
        compared already, the other compared runs stay while there is room; otherwise they are replaced."""
        rest = self.compared if self.experiment in self.compared else []
        rest = [other for other in rest if other not in (self.experiment, experiment)]
        kept = [self.experiment, *rest][: comparison.MOST - 1]
        self.compare([*kept, experiment])

    def start_sweep(self, job: SweepJob) -> None:
        """Stop the previous sweep and start this one. It ends with the session."""
        if self.sweep is not None:
            self.sweep.stop()
        self.sweep = job.start()
        self.ends_with_session(job)

    def start_file(self, job: FileJob) -> None:
        """Start making a file in the background. The job ends with the session."""
        self.files[job.entry.name] = job.start()
        self.ends_with_session(job)


def _stop(jobs: weakref.WeakSet[Background]) -> None:
    for job in list(jobs):
        job.stop()
