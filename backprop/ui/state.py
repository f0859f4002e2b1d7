"""The one place that touches the session's state: experiment, run, undo, what is shown."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import streamlit as st

from backprop.compare import comparison
from backprop.data import OWN
from backprop.lessons import LESSONS
from backprop.live_view.address import MAX_ITERATION, shown_iteration
from backprop.training import Experiment
from backprop.training.file import Picture
from backprop.ui.lab import Lab

if TYPE_CHECKING:
    from backprop.ui.options import Option

KEY = "lab"
RUNS = "runs"  # the compared experiments in the address
LIVE_KEY, CHECK_KEY = "live_view", "check_report"
OPTION_LENGTH = 500  # characters of an option's text in a link


def lab() -> Lab:
    """This session's Lab, created from the address on first use."""
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
        experiment = LESSONS[lesson].experiment  # a link may consist of the lesson's name alone
    shown, refused = shown_iteration(query)
    sentences += refused
    compared: list[Experiment] = []
    if query.get(RUNS):
        compared, refused = comparison.from_text(experiment, str(query[RUNS]))
        sentences += refused
    fields = {"t", "lesson", RUNS, *(entry.name for entry in dataclasses.fields(Experiment))}
    linked = {k: str(v)[: OPTION_LENGTH + 1] for k, v in query.items() if k not in fields}
    if all(run.dataset != OWN for run in (experiment, *compared)):
        return Lab(experiment, shown, sentences, linked=linked, compared=compared, lesson=lesson)
    if any(run.dataset == OWN for run in compared):
        sentences.append(
            "Compared runs on somebody's own table are left out: its data stays with its owner."
        )
    pending = None
    if experiment.dataset == OWN:
        pending = Picture(experiment, shown)
        experiment, shown = _on_a_named_set(experiment), 0
    compared = [run for run in compared if run.dataset != OWN]
    return Lab(
        experiment,
        shown,
        sentences,
        linked=linked,
        compared=compared,
        pending=pending,
        lesson=lesson,
    )


def _on_a_named_set(experiment: Experiment) -> Experiment:
    """The same network on the default data set."""
    return experiment.changed(dataset=Experiment().dataset, output="auto", loss="auto")[0]


def _address(options: Iterable[Option[Any]], with_compared: bool) -> dict[str, str]:
    """The parameters of a link to a page with these options."""
    current = lab()
    query = current.experiment.to_query()
    if current.lesson:
        # A link without a field opens the lesson's own run.
        query = query or {"dataset": current.experiment.dataset}
        query["lesson"] = current.lesson
    if current.shown:
        query["t"] = str(current.shown)
    query |= {option.name: text for option in options if (text := option.in_link)}
    if with_compared and (text := comparison.to_text(current.experiment, current.compared)):
        query[RUNS] = text
    return query


def write_address(*options: Option[Any], with_compared: bool = False) -> None:
    """Write the experiment, the shown iteration and the options of the open page into the address.
    Options at their default are left out, and parameters that mean nothing here are removed.
    with_compared: write the compared runs too."""
    query = _address(options, with_compared)
    if st.query_params.to_dict() != query:
        st.query_params.from_dict(query)


def open_page(page: Path, *options: Option[Any], with_compared: bool = False) -> NoReturn:
    """Open another page, under the address that ``begin_page`` would write with these options. Written
    only then, it would be an entry of its own in the browser's history, and Back would lead to the
    page that has just been opened."""
    st.switch_page(page, query_params=_address(options, with_compared))


def open_picture(picture: Picture) -> bool:
    """Open the experiment, iteration and options of a link or file; Undo goes back. If its table is not
    loaded, it becomes ``Lab.pending`` and this returns False. Raises ValueError if the run does not suit
    its table."""
    current = lab()
    wanted = picture.experiment
    shown = min(picture.iteration, MAX_ITERATION)
    if wanted.dataset == OWN and wanted.own_data not in current.tables:
        current.pending = dataclasses.replace(picture, iteration=shown)
        return False
    current.change(wanted, shown)
    current.shown = shown
    current.linked = {k: v[: OPTION_LENGTH + 1] for k, v in picture.options.items()}
    return True


def begin_page(*options: Option[Any], with_compared: bool = False) -> None:
    """Start drawing a page with these options: read them from a link that has just been opened, and write
    the address. A bad value in the link is reported at the top of the page."""
    current = lab()
    current.drawn_for = _state_of_page()
    linked, current.linked = current.linked, {}
    for option in options:
        if option.in_address and option.name in linked:
            sentence = option.take(linked[option.name])
            current.rejected += [sentence] if sentence else []
    write_address(*options, with_compared=with_compared)


def begin_fragment() -> None:
    """Rerun the whole page if a choice has changed during a fragment's run: the browser sends simultaneous
    events as one message, which names only the fragment."""
    if lab().drawn_for != _state_of_page():
        st.rerun()


def _state_of_page() -> tuple[object, ...]:
    return lab().experiment, len(lab().undo), lab().error, tuple(lab().compared)


def reported(key: str, name: str) -> dict[str, Any] | None:
    """A component's latest report under a name ("standing", "more")."""
    value = st.session_state.get(key)
    report = getattr(value, name, None) if value is not None else None
    return dict(report) if report else None


def picked(key: str) -> Any:
    """The value of a component's trigger "picked", None if it has not fired."""
    return getattr(st.session_state.get(key), "picked", None)


def changes_of(key: str) -> dict[str, Any] | None:
    """The person's changes in a grid; None if the grid is not on the page yet."""
    value = st.session_state.get(key)
    return dict(value) if value is not None else None


def widget_value(key: str) -> Any:
    """The value of a widget, by its key. Not for choices: see ``choice_key``."""
    return st.session_state.get(key)


def choice_key(name: str, value: Any) -> str:
    """The key of a choice's widget whose default is that value.

    Every message from the browser carries the values of all widgets. A message sent before another choice
    changed this widget still carries the old value, and Streamlit takes that for a change by the person.
    So whenever a value does not come from the widget itself, it gets a new widget, and ``changed_value``
    ignores the old one.

    Setting the value in the session state instead would not work: it is sent to the browser in one run of
    the script only, and is lost if a click ends that run.
    """
    widgets = lab().widgets
    generation, known = widgets.get(name, (0, value))
    if known != value:
        generation += 1
    widgets[name] = generation, value
    return _key(name, generation)


def changed_value(name: str, key: str) -> Any:
    """The new value of a widget that the person has just changed; None if another widget has replaced it in
    the meantime."""
    generation, _ = lab().widgets.get(name, (0, None))
    value = st.session_state.get(key)
    if key != _key(name, generation) or value is None:
        return None
    lab().widgets[name] = generation, value
    return value


def was_cleared(name: str, key: str) -> bool:
    """Whether the person has just cleared a choice's widget."""
    generation, _ = lab().widgets.get(name, (0, None))
    if key != _key(name, generation) or st.session_state.get(key) is not None:
        return False
    lab().widgets[name] = generation, None
    return True


def _key(name: str, generation: int) -> str:
    return f"choice_{name}" if generation == 0 else f"choice_{name}__{generation}"
