"""The run on the page: the live view in its fragment, and the gradient check in another.

Two fragments, each with a component that reports from it: "the picture stands at t" reruns the check
alone, "more, please" reruns the live view alone.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import streamlit as st

from backprop.live_view.answers import OPEN_SECONDS, answer, opening, opening_place, reach
from backprop.live_view.check import is_quick, report
from backprop.live_view.mount import check_report, live_view
from backprop.live_view.trace import with_show
from backprop.training import Experiment, Trainer
from backprop.ui import state
from backprop.ui.caches import by_run
from backprop.ui.lessons.strip import Notice
from backprop.ui.paths import COMPARE_PAGE
from backprop.ui.train import interventions, view
from backprop.ui.turns import Turns


def draw(notice: Notice) -> None:
    """Mount the instrument and its check. notice: is told where the picture has come to stand."""
    _live()
    _check(notice)


@st.fragment
def _live() -> None:
    state.begin_fragment()
    lab = state.lab()
    if lab.branched:
        lab.branched = False
        st.switch_page(COMPARE_PAGE)
    request, lab.request = lab.request, None
    data = _opening_of(lab) if request is None else _answer(lab.trainer, request, lab.shown)
    live_view(state.LIVE_KEY, data, _more, _intervene)


def opening_of(trainer: Trainer, shown: int, among: int = 1) -> tuple[bytes, int]:
    """The stretch around the shown iteration, and its last. among: runs that open together, and
    share the time that the way there may take."""
    first, count = opening_place(trainer, shown)
    data, last = _opening(trainer.experiment, first, count, trainer, among)
    if last < shown and not trainer.diverged:  # the stretch was cut short before it
        data, last = _opening(trainer.experiment, shown, count, trainer, among)
    return data, last


def _opening_of(lab: state.Lab) -> bytes:
    data, last = opening_of(lab.trainer, lab.shown)
    if last < lab.shown and not lab.trainer.diverged:
        st.toast(
            f"Iteration {lab.shown:,} of this run takes too long to compute at once. "
            f"It opens at {last:,} and trains on from there.",
            icon=":material/hourglass:",
            duration="long",
        )
    return with_show(data, lab.shown, view.chosen())


@by_run(st.cache_resource, max_entries=64, show_spinner="Training up to the shown iteration…")
def _opening(
    experiment: Experiment, first: int, count: int, _trainer: Trainer, _among: int
) -> tuple[bytes, int]:
    """A stretch of a run with its setup, and its last iteration. A run is a pure function of its
    experiment, so all who open the same link share it; the first of them trains it."""
    first = reach(_trainer, first, OPEN_SECONDS / _among)
    with turns().urgent():
        data = opening(_trainer, first, count)
    return data, _trainer.iteration


@st.cache_resource
def turns() -> Turns:
    """Answers of all sessions take turns."""
    return Turns()


def _answer(trainer: Trainer, request: dict[str, object], shown: int) -> bytes:
    with turns().urgent():
        return answer(trainer, request, shown)


@st.fragment
def _check(notice: Notice) -> None:
    state.begin_fragment()
    lab = state.lab()
    standing = state.reported(state.CHECK_KEY, "standing")
    found, here = None, False
    if standing is not None and standing["run"] != lab.run:
        lab.left(standing["run"], int(standing["iteration"]))
    elif standing is not None:
        trainer = lab.trainer
        lab.shown = reach(trainer, int(standing["iteration"]), OPEN_SECONDS)
        view.take(standing.get("view"))
        state.write_address(*view.OPTIONS)
        here = True
        with turns().patient():
            trainer.seek(lab.shown)
        notice(trainer)
        if not standing.get("checked"):
            # Said again it must differ: the browser takes no notice of what it has had already.
            found = _report(trainer, lab.run) | {"asked": standing.get("asked", 0)}
    if not here:
        notice(None)
    check_report(state.CHECK_KEY, found, _standing)


def _report(trainer: Trainer, run: str) -> dict[str, Any]:
    """The gradient check of where the trainer stands, after what other sessions wait for; a long one
    takes no turn, it would keep the others waiting."""
    with turns().patient() if is_quick(trainer) else nullcontext():
        return report(trainer, run)


def _standing() -> None:
    """The picture stands still: this fragment reruns, the picture is left alone."""


def _intervene() -> None:
    """The person has changed something at the shown iteration, or taken an intervention back."""
    message = state.reported(state.LIVE_KEY, "intervene")
    if message is not None:
        interventions.take(state.lab(), message)


def _more() -> None:
    """The browser is about to run out: this fragment reruns and answers with the next stretch."""
    lab = state.lab()
    request = state.reported(state.LIVE_KEY, "more")
    if request is not None and request.get("run") == lab.run:
        lab.request = request
