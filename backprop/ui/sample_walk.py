"""The walk on the page: it runs in the browser, and reports where it rests and what was clicked."""

from __future__ import annotations

import streamlit as st

from backprop.explain import follow_in
from backprop.live_view import sample_walk
from backprop.trainer import Trainer
from backprop.ui import state
from backprop.ui.sample_choice import OPTIONS, Chosen, follow

SETS = ("train", "test")


@st.fragment
def draw(trainer: Trainer, sample: Chosen, start: str) -> None:
    """Mount the walk of a sample. start: the move at which it opens, the same while the page stands."""
    state.begin_fragment()
    options = state.lab().options
    drawn = options.get("sample_drawn", "")
    now = f"{options.get('sample', '')} {options.get('cell', '')}"
    if drawn != now:  # a click in the walk chose another sample or cell: the whole page follows
        st.rerun()
    state.write_address(*OPTIONS)
    one = follow_in(trainer, sample.index, sample.test)
    data = sample_walk.walk_data(trainer, one, sample.index, sample.test, start)
    sample_walk.sample_walk(data, _stands, _picked)


def note_drawn() -> None:
    """The page is being drawn for the sample and the cell that are chosen now."""
    options = state.lab().options
    options["sample_drawn"] = f"{options.get('sample', '')} {options.get('cell', '')}"


def _stands() -> None:
    """The walk rests at a move: the address names it."""
    report = state.reported(sample_walk.KEY, "standing")
    if report is not None and isinstance(report.get("move"), str):
        state.lab().options["move"] = report["move"][: state.OPTION_LENGTH]


def _picked() -> None:
    """A sample of the map was clicked, or the batch's sum of a cell asked for."""
    report = state.reported(sample_walk.KEY, "picked") or {}
    if isinstance(report.get("cell"), str):
        state.lab().options["cell"] = report["cell"][: state.OPTION_LENGTH]
    elif isinstance(report.get("index"), int) and report.get("set") in SETS:
        follow(Chosen(report["index"], report["set"] == "test"))
