"""The one place that touches the session's state: experiment, run, undo, what is shown."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import streamlit as st

from backprop import comparison
from backprop.datasets import DATASETS, OWN, Dataset
from backprop.experiment import Experiment
from backprop.experiment_file import Picture
from backprop.file_job import FileJob
from backprop.interventions import misfit
from backprop.lessons import LESSONS, Lesson
from backprop.live_view.address import MAX_ITERATION, shown_iteration
from backprop.live_view.draw_points import Point
from backprop.live_view.trace import run_id
from backprop.own_data import Table
from backprop.prediction import Predicting
from backprop.sweep_job import SweepJob
from backprop.table.reading import Reading
from backprop.timeline import first_difference
from backprop.trainer import Trainer
from backprop.ui.comparing import UNDO_STEPS, Comparing
from backprop.ui.draft import Draft

KEY = "lab"
RUNS = "runs"  # the compared experiments in the address
LIVE_KEY, CHECK_KEY = "live_view", "check_report"
TABLE_BYTES = 64 * 2**20  # of the session's own tables; the oldest go first
OPTION_LENGTH = 500  # characters of a page's own option


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
    interventions that the last change left out. branched: a branch has been made and is to be looked at. options: what the pages let a person choose
    beside the experiment, as text: a sample, a cell, a function; kept while pages change. widgets: generation and value of
    each choice's widget. drawn: what the whole page was last drawn for, after how many changes.
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
    options: dict[str, str] = field(default_factory=dict)
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


def lab() -> Lab:
    """This session's Lab; on its first run, as the address says."""
    if KEY not in st.session_state:
        st.session_state[KEY] = _from_address(st.query_params.to_dict())
    return st.session_state[KEY]


def _from_address(query: Mapping[str, Any]) -> Lab:
    experiment, sentences = Experiment.from_query(query)
    lesson = str(query.get("lesson", ""))
    if lesson and lesson not in LESSONS:
        sentences.append(f"lesson: expected one of {', '.join(LESSONS)}. No lesson is opened.")
        lesson = ""
    if lesson and not set(query) & {entry.name for entry in dataclasses.fields(Experiment)}:
        experiment = LESSONS[lesson].experiment  # the name alone is enough of a link
    shown, refused = shown_iteration(query)
    sentences += refused
    compared: list[Experiment] = []
    if query.get(RUNS):
        compared, refused = comparison.from_text(experiment, str(query[RUNS]))
        sentences += refused
    fields = {"t", "lesson", RUNS, *(entry.name for entry in dataclasses.fields(Experiment))}
    options = {k: str(v)[:OPTION_LENGTH] for k, v in query.items() if k not in fields}
    if all(run.dataset != OWN for run in (experiment, *compared)):
        return Lab(experiment, shown, sentences, options=options, compared=compared, lesson=lesson)
    if any(run.dataset == OWN for run in compared):
        sentences.append(
            "Compared runs on somebody's own table are left out: its data stays with its owner."
        )
    named, awaited, awaited_at = experiment, None, 0
    if experiment.dataset == OWN:
        named, awaited, awaited_at, shown = _on_a_named_set(experiment), experiment, shown, 0
    compared = [run for run in compared if run.dataset != OWN]
    return Lab(
        named, shown, sentences,
        options=options, compared=compared, awaited=awaited, awaited_at=awaited_at,
        lesson=lesson,
    )  # fmt: skip


def _on_a_named_set(experiment: Experiment) -> Experiment:
    """The same network on the data of the first picture."""
    return experiment.changed(dataset=Experiment().dataset, output="auto", loss="auto")[0]


def write_address(*options: str) -> None:
    """Put the experiment, the shown iteration and a page's own options into the address; foreign
    parameters go. An option whose text is empty is at its default and left out. The compared runs
    are in the address of a page that names RUNS."""
    current = lab()
    query = current.experiment.to_query()
    if current.lesson:
        # A link without a field opens the lesson's own run.
        query = query or {"dataset": current.experiment.dataset}
        query["lesson"] = current.lesson
    if current.shown:
        query["t"] = str(current.shown)
    query |= {name: current.options[name] for name in options if current.options.get(name)}
    if RUNS in options and (text := comparison.to_text(current.experiment, current.compared)):
        query[RUNS] = text
    if st.query_params.to_dict() != query:
        st.query_params.from_dict(query)


def open_picture(picture: Picture) -> bool:
    """Take a link's or a file's experiment, iteration and options; Undo leads back. False where it is on a table
    that is not here: it is kept until that table is loaded. Raises ValueError where the run does not suit its
    table."""
    current = lab()
    wanted = picture.experiment
    if wanted.dataset == OWN and wanted.own_data not in current.tables:
        current.awaited, current.awaited_at = wanted, min(picture.iteration, MAX_ITERATION)
        current.awaited_choices = picture.table
        return False
    current.change(picture.experiment, picture.iteration)
    current.shown = min(picture.iteration, MAX_ITERATION)
    current.options |= {k: v[:OPTION_LENGTH] for k, v in picture.options.items()}
    return True


def begin_page(*options: str) -> None:
    """The page is being drawn for what is chosen now: its address follows, with its own options."""
    lab().drawn = _chosen()
    write_address(*options)


def begin_fragment() -> None:
    """Draw the whole page anew where a choice came with a fragment's message: the browser sends what
    happens at the same moment as one message, and names the fragment alone in it."""
    if lab().drawn != _chosen():
        st.rerun()


def _chosen() -> tuple[object, ...]:
    return lab().experiment, len(lab().undo), lab().error, tuple(lab().compared)


def reported(key: str, name: str) -> dict[str, Any] | None:
    """What a component has last reported under a name ("standing", "more")."""
    value = st.session_state.get(key)
    report = getattr(value, name, None) if value is not None else None
    return dict(report) if report else None


def picked(key: str) -> Any:
    """The value of a component's trigger "picked", None when it has not fired."""
    return getattr(st.session_state.get(key), "picked", None)


def changes_of(key: str) -> dict[str, Any] | None:
    """What the person has changed in a grid; None where that grid is not on the page yet."""
    value = st.session_state.get(key)
    return dict(value) if value is not None else None


def chosen(key: str) -> Any:
    """The value of a widget whose key no other value will ever have."""
    return st.session_state.get(key)


def choice_key(name: str, value: Any) -> str:
    """The key of a choice's widget, which has that value as its own default.

    Every message of the browser carries the values of all widgets. One that was on its way while
    a choice changed another widget still carries that one's value from before, and Streamlit takes
    this for a change by the person. So a value that does not come from the widget itself makes a
    new widget, and ``given`` does not know the old one.

    A value set in the session instead of a default would be lost where a click ends the run in which
    the widget first comes: it goes to the browser in that run alone.
    """
    widgets = lab().widgets
    generation, known = widgets.get(name, (0, value))
    if known != value:
        generation += 1
    widgets[name] = generation, value
    return _key(name, generation)


def given(name: str, key: str) -> Any:
    """The value that the person has just given a choice's widget; None where that widget has been
    replaced in the meantime."""
    generation, _ = lab().widgets.get(name, (0, None))
    value = st.session_state.get(key)
    if key != _key(name, generation) or value is None:
        return None
    lab().widgets[name] = generation, value
    return value


def withdrawn(name: str, key: str) -> bool:
    """Whether the person has just taken back what a choice's widget held, and left it empty."""
    generation, _ = lab().widgets.get(name, (0, None))
    if key != _key(name, generation) or st.session_state.get(key) is not None:
        return False
    lab().widgets[name] = generation, None
    return True


def _key(name: str, generation: int) -> str:
    return f"choice_{name}" if generation == 0 else f"choice_{name}__{generation}"
