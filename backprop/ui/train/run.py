"""The run on the page: the live view in its fragment, and the gradient check in another.

Two fragments, each with its own component: the report "the picture stands at t" reruns only the check, the
request for more iterations reruns only the live view.
"""

from __future__ import annotations

import time
from contextlib import nullcontext
from typing import Any

import streamlit as st

from backprop.live_view import answers
from backprop.live_view.answers import OPEN_SECONDS, Opening
from backprop.live_view.check import is_quick, report
from backprop.live_view.mount import check_report, live_view
from backprop.live_view.trace import with_show
from backprop.training import Experiment, Trainer
from backprop.ui import state
from backprop.ui.caches import cached
from backprop.ui.compare.choices import OPTIONS
from backprop.ui.lessons.strip import Notice
from backprop.ui.paths import COMPARE_PAGE
from backprop.ui.train import interventions, view
from backprop.ui.turns import train_in_turns, turns


def draw(notice: Notice) -> None:
    """Mount the instrument and its check. notice: called with the trainer where the picture rests."""
    _live()
    _check(notice)


@st.fragment
def _live() -> None:
    state.begin_fragment()
    lab = state.lab()
    if lab.branched:
        lab.branched = False
        state.open_page(COMPARE_PAGE, *OPTIONS, with_compared=True)
    request, lab.request = lab.request, None
    data = _opening_of(lab) if request is None else _answer(lab.trainer, request, lab.shown)
    live_view(state.LIVE_KEY, data, _more, _intervene)


def opening_of(trainer: Trainer, shown: int, runs: int = 1) -> Opening:
    """The stretch around the shown iteration. runs: number of runs that open together and share the
    training time."""
    end = time.monotonic() + OPEN_SECONDS / runs
    first, count = answers.opening_place(trainer, shown)
    found = _opening(trainer.experiment, first, count, trainer, end)
    if found.falls_short_of(
        shown
    ):  # packing took too long: leave out the iterations before the shown one
        found = _opening(trainer.experiment, shown, count, trainer, end)
    return found


def _opening_of(lab: state.Lab) -> bytes:
    found = opening_of(lab.trainer, lab.shown)
    if found.falls_short_of(lab.shown):
        st.toast(
            answers.falls_short_sentence(lab.shown, found.last),
            icon=":material/hourglass:",
            duration="long",
        )
    return with_show(found.data, lab.shown, view.texts())


@cached(
    st.cache_resource,
    complete=lambda found: found.complete,
    max_entries=64,
    show_spinner="Training up to the shown iteration…",
)
def _opening(
    experiment: Experiment, first: int, count: int, _trainer: Trainer, _end: float
) -> Opening:
    """``answers.opening``, shared by everybody who opens the same link; the first one trains it."""
    seconds = _end - time.monotonic()
    return answers.opening(_trainer, first, count, training=seconds, turn=turns().urgent)


def _answer(trainer: Trainer, request: dict[str, object], shown: int) -> bytes:
    with turns().urgent():
        return answers.answer(trainer, request, shown)


@st.fragment
def _check(notice: Notice) -> None:
    state.begin_fragment()
    lab = state.lab()
    standing = state.reported(state.CHECK_KEY, "standing")
    found, here = None, False
    if standing is not None and standing["run"] != lab.run:
        lab.note_last_shown(standing["run"], int(standing["iteration"]))
    elif standing is not None:
        trainer = lab.trainer
        lab.shown = train_in_turns(trainer, int(standing["iteration"]))
        view.take(standing.get("view"))
        state.write_address(*view.OPTIONS)
        here = True
        with turns().patient():
            trainer.seek(lab.shown)
        notice(trainer)
        if not standing.get("checked"):
            # A repeated report must differ: the browser ignores one that it has already.
            found = _report(trainer, lab.run) | {"asked": standing.get("asked", 0)}
    if not here:
        notice(None)
    check_report(state.CHECK_KEY, found, _standing)


def _report(trainer: Trainer, run: str) -> dict[str, Any]:
    """The gradient check of the trainer's iteration. A quick one takes a patient turn, after the urgent work
    of other sessions; a long one takes none, because it would keep the others waiting."""
    with turns().patient() if is_quick(trainer) else nullcontext():
        return report(trainer, run)


def _standing() -> None:
    """The picture rests: only this fragment reruns."""


def _intervene() -> None:
    """The person has made or removed an intervention."""
    message = state.reported(state.LIVE_KEY, "intervene")
    if message is not None:
        interventions.take(state.lab(), message)


def _more() -> None:
    """The browser needs more iterations: this fragment reruns and sends the next stretch."""
    lab = state.lab()
    request = state.reported(state.LIVE_KEY, "more")
    if request is not None and request.get("run") == lab.run:
        lab.request = request
