"""The Lab: what a browser tab is doing, without Streamlit; ``state.lab`` gives the session's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from backprop.compare import SweepJob
from backprop.data import DATASETS, OWN, Dataset
from backprop.data.table import Reading, Table
from backprop.export import FileJob
from backprop.lessons import Lesson
from backprop.live_view.draw_points import Point
from backprop.live_view.trace import run_id
from backprop.predict import Predicting
from backprop.training import Experiment, Trainer
from backprop.training.interventions import misfit
from backprop.training.timeline import first_difference
from backprop.ui.compare.comparing import UNDO_STEPS, Comparing
from backprop.ui.your_data.draft import Draft

TABLE_BYTES = 64 * 2**20  # of the session's own tables; the oldest go first


class Stood(NamedTuple):
    """Where a session was before a change: what an undo brings back."""

    experiment: Experiment
    shown: int
    lesson: str = ""


@dataclass
class Lab(Comparing):
    """What a browser tab is doing: one experiment, its run, and the way back.

    shown: the iteration at which the picture stands. request: what the browser has asked for and
    has not been given. sentences: what the address held that could not be taken.
    error: the sentence about the last refused change. left_out: of the
    interventions that the last change left out. branched: a branch has been made and is to be looked at. options: what a person has
    chosen on each page beside the experiment, by page and name, as text (ui/options.py). linked: options of
    the link or file that has just been opened, by name, until its page reads them.
    page_memory: what else a page remembers, such as which computation was stopped; no link can set it.
    widgets: generation and value of each choice's widget. drawn: what the whole page was last drawn for, after how many changes.
    compared: the experiments side by side, none while nobody has compared; compared_before: the sets
    before it, the way back. compare_request: what the browser has asked for of these runs.
    sweep: the last one that was started; sweep_watched: the page looks at it again and again.
    tables: the session's own data by fingerprint, the latest last. They live here, and nowhere else.
    drafts: tables on their way to it, by where they come from; readings: how a text is to be read, for the
    text for which it was said; drawn_points: what is on the plane;
    drawn_names: what its classes are called, as typed.
    awaited: an experiment on a table of somebody, or of a session before, that is not here, and
    awaited_at: the iteration that its link or file shows; awaited_choices: what its file says of the table.
    lesson: the name of the lesson that goes on, "" for none; lessons_seen: those whose point the
    person has seen. predicting: what is predicted of the next step, and the score.
    making: files on their way or not yet with the browser, by their format.
    """

    experiment: Experiment
    shown: int = 0
    sentences: list[str] = field(default_factory=list)
    undo: list[Stood] = field(default_factory=list)
    request: dict[str, Any] | None = None
    error: str | None = None
    left_out: list[str] = field(default_factory=list)
    branched: bool = False
    options: dict[str, dict[str, str]] = field(default_factory=dict)
    linked: dict[str, str] = field(default_factory=dict)
    page_memory: dict[str, Any] = field(default_factory=dict)
    widgets: dict[str, tuple[int, Any]] = field(default_factory=dict)
    drawn: tuple[object, ...] | None = None
    compared: list[Experiment] = field(default_factory=list)
    compared_before: list[list[Experiment]] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)
    awaited: Experiment | None = None
    awaited_at: int = 0
    awaited_choices: Mapping[str, Any] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    readings: dict[str, tuple[str, Reading]] = field(default_factory=dict)
    drawn_points: list[Point] = field(default_factory=list)
    drawn_names: str = ""
    lesson: str = ""
    lessons_seen: set[str] = field(default_factory=set)
    compare_request: dict[str, Any] | None = None
    sweep: SweepJob | None = None
    sweep_watched: bool = False
    predicting: Predicting = field(default_factory=Predicting)
    making: dict[str, FileJob] = field(default_factory=dict)
    _trainer: Trainer | None = None
    _beside: dict[Experiment, Trainer] = field(default_factory=dict)

    @property
    def trainer(self) -> Trainer:
        """The run of the experiment; made when it is first needed."""
        made = self._trainer
        if made is None or made.experiment != self.experiment:
            if made is not None and first_difference(made.experiment, self.experiment):
                made = made.branch(self.experiment)  # what they share is trained already
            else:
                made = self.new_trainer(self.experiment)
            self._trainer = made
        return made

    def new_trainer(self, experiment: Experiment) -> Trainer:
        """A run of another experiment, for what stands beside the session's own. Raises ValueError
        where it is on a table that the session has not."""
        return Trainer(experiment, self.dataset_of(experiment))

    def dataset_of(self, experiment: Experiment) -> Dataset | None:
        """The session's own data as an experiment on it wants them; None for a named set. Raises
        ValueError where the table is not there."""
        if experiment.dataset != OWN:
            return None
        table = self.tables.get(experiment.own_data)
        return table.draw(experiment) if table else experiment.load_dataset()

    def task_of(self, experiment: Experiment) -> tuple[str, int]:
        """Task and number of classes of an experiment's data."""
        spec = self.tables.get(experiment.own_data) or DATASETS.get(experiment.dataset)
        if spec is None:
            experiment.load_dataset()  # says that the table is not here
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
        """How many rows a measured set or the own table has; None where data is drawn."""
        table = self.tables.get(self.experiment.own_data)
        if table is not None:
            return len(table.X)
        return DATASETS[self.experiment.dataset].rows

    def output_and_loss(self, experiment: Experiment) -> tuple[str, str]:
        """Output activation and loss of an experiment, "auto" resolved by its data. Raises
        ValueError where they do not suit it."""
        return experiment.output_and_loss(*self.task_of(experiment))

    def keep_table(self, table: Table) -> None:
        """Take a table of the person's; what has become of earlier ones stays for Undo."""
        self.tables.pop(table.fingerprint, None)
        self.tables[table.fingerprint] = table
        used = self.experiment.own_data
        for mark in list(self.tables)[:-1]:
            if sum(kept.X.nbytes for kept in self.tables.values()) <= TABLE_BYTES:
                break
            if mark != used:
                del self.tables[mark]
        there = {"", *self.tables}
        self.undo = [step for step in self.undo if step[0].own_data in there]
        self.compared = [run for run in self.compared if run.own_data in there]
        self.compared_before = [
            runs for runs in self.compared_before if all(run.own_data in there for run in runs)
        ]

    @property
    def table(self) -> Table | None:
        """The person's table of this session, the latest one."""
        return next(reversed(self.tables.values()), None)

    @property
    def run(self) -> str:
        """The run's short name, as the browser knows it."""
        return run_id(self.experiment)

    def change(self, experiment: Experiment, shown: int = 0, left_out: Sequence[str] = ()) -> None:
        """Take another experiment; the one before can be got back by ``go_back``. left_out: a sentence
        for each intervention that has no place in it. Raises ValueError where it is on a table that
        the session has not, or does not suit it."""
        if experiment == self.experiment:
            return
        if experiment.dataset == OWN:
            self.output_and_loss(experiment)
            sizes = self.sizes_of(experiment)
            for one in experiment.interventions:
                if why := misfit(one, sizes):
                    raise ValueError(f"{why} Take it back first.")
        self._take(experiment, shown)
        self.left_out = [*left_out]

    def start_lesson(self, lesson: Lesson) -> None:
        """Take a lesson's run, from iteration 0; ``go_back`` brings back what was before."""
        if (self.lesson, self.experiment, self.shown) != (lesson.name, lesson.experiment, 0):
            self._take(lesson.experiment, 0)
            self.lesson = lesson.name

    def _take(self, experiment: Experiment, shown: int) -> None:
        before = Stood(self.experiment, self.shown, self.lesson)
        self.undo = [*self.undo, before][-UNDO_STEPS:]
        self.experiment, self.shown, self.request, self.error = experiment, shown, None, None
        self.left_out = []

    def left(self, run: str, iteration: int) -> None:
        """The picture of the run before stood at that iteration when the new one took its place."""
        if self.undo and run_id(self.undo[-1][0]) == run:
            self.undo[-1] = self.undo[-1]._replace(shown=iteration)

    def go_back(self) -> None:
        """Undo the last change: its experiment, at the iteration where it stood."""
        if self.undo:
            *self.undo, (self.experiment, self.shown, self.lesson) = self.undo
            self.request, self.error, self.left_out = None, None, []
