"""The walk on the page: it runs in the browser, and reports where it rests and what was clicked.

It is not in a fragment: a report reruns the whole page, whose unchanged parts cost the browser nothing,
and two reports in quick succession cannot lose a message to a fragment.
"""

from __future__ import annotations

from backprop.live_view import sample_walk
from backprop.training import Trainer
from backprop.ui import state
from backprop.ui.sample.choice import CELL, MOVE, SAMPLE, SampleChoice
from backprop.walkthrough.explanation import follow_in

SETS = ("train", "test")


def draw(trainer: Trainer, sample: SampleChoice) -> None:
    """Mount the walk of a sample, at first at the move of the address."""
    new = state.reported(sample_walk.KEY, "standing") is None
    start = MOVE.value() if new else ""  # afterwards the browser keeps its place
    one = follow_in(trainer, sample.index, sample.test)
    data = sample_walk.walk_data(trainer, one, sample.index, sample.test, start)
    sample_walk.sample_walk(data, _stands, _picked)


def _stands() -> None:
    """The walk rests at a move: write it into the address."""
    report = state.reported(sample_walk.KEY, "standing")
    if report is not None and isinstance(report.get("move"), str):
        MOVE.take(report["move"])


def _picked() -> None:
    """The person has clicked a sample on the map, or opened a cell for the whole batch."""
    report = state.reported(sample_walk.KEY, "picked") or {}
    if isinstance(report.get("cell"), str):
        CELL.take(report["cell"])
    elif isinstance(report.get("index"), int) and report.get("set") in SETS:
        SAMPLE.choose(SampleChoice(report["index"], report["set"] == "test"))
