"""The one place that touches the session's state: experiment, run, undo, what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from backprop.experiment import Experiment
from backprop.live_view.trace import run_id
from backprop.trainer import Trainer

KEY = "lab"
LIVE_KEY, CHECK_KEY = "live_view", "check_report"
UNDO_STEPS = 50
MAX_ITERATION = 100_000  # beyond it opening a link would take longer than anyone waits


@dataclass
class Lab:
    """What a browser tab is doing: one experiment, its run, and the way back.

    shown: the iteration at which the picture stands. request: what the browser has asked for and
    has not been given. sentences: what the address held that could not be taken.
    error: the sentence about the last refused change.
    """

    experiment: Experiment
    shown: int = 0
    sentences: list[str] = field(default_factory=list)
    undo: list[tuple[Experiment, int]] = field(default_factory=list)
    request: dict[str, Any] | None = None
    error: str | None = None
    _trainer: Trainer | None = None

    @property
    def trainer(self) -> Trainer:
        """The run of the experiment; made when it is first needed."""
        if self._trainer is None or self._trainer.experiment != self.experiment:
            self._trainer = Trainer(self.experiment)
        return self._trainer

    @property
    def run(self) -> str:
        """The run's short name, as the browser knows it."""
        return run_id(self.experiment)

    def change(self, experiment: Experiment, shown: int = 0) -> None:
        """Take another experiment; the one before can be got back by ``go_back``."""
        if experiment == self.experiment:
            return
        self.undo = [*self.undo, (self.experiment, self.shown)][-UNDO_STEPS:]
        self.experiment, self.shown, self.request, self.error = experiment, shown, None, None

    def go_back(self) -> None:
        """Undo the last change: its experiment, at the iteration where it stood."""
        if self.undo:
            *self.undo, (self.experiment, self.shown) = self.undo
            self.request, self.error = None, None


def lab() -> Lab:
    """This session's Lab; on its first run, as the address says."""
    if KEY not in st.session_state:
        st.session_state[KEY] = _from_address(st.query_params.to_dict())
    return st.session_state[KEY]


def _from_address(query: Mapping[str, Any]) -> Lab:
    experiment, sentences = Experiment.from_query(query)
    shown = 0
    if "t" in query:
        text = str(query["t"])
        if text.isascii() and text.isdecimal() and len(text) < 20 and int(text) <= MAX_ITERATION:
            shown = int(text)
        else:
            sentences.append(
                f"t: expected an iteration from 0 to {MAX_ITERATION:,}, beyond which opening takes "
                "too long. The run opens at iteration 0."
            )
    return Lab(experiment, shown, sentences)


def write_address() -> None:
    """Put the experiment and the shown iteration into the address; foreign parameters go."""
    current = lab()
    query = current.experiment.to_query()
    if current.shown:
        query["t"] = str(current.shown)
    if st.query_params.to_dict() != query:
        st.query_params.from_dict(query)


def reported(key: str, name: str) -> dict[str, Any] | None:
    """What a component has last reported under a name ("standing", "more")."""
    value = st.session_state.get(key)
    report = getattr(value, name, None) if value is not None else None
    return dict(report) if report else None


def picked(key: str) -> Any:
    """The value of a component's trigger "picked", None when it has not fired."""
    return getattr(st.session_state.get(key), "picked", None)


def widget(key: str) -> Any:
    """The value that a person has given a widget; None when nobody has.

    Every message of the browser carries the values of all widgets. One that was on its way while a
    choice changed other widgets still carries theirs from before, and Streamlit takes that for a
    change. No widget stands in a fragment: in a fragment's run nobody has changed one.
    """
    context = get_script_run_ctx()
    if context is not None and context.fragment_ids_this_run:
        return None
    return st.session_state.get(key)


def set_widget(key: str, value: Any) -> None:
    """Give a widget its value before it is drawn."""
    st.session_state[key] = value
