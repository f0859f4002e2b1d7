"""The run on the page: the live view in its fragment, and the gradient check in another.

Two fragments, each with a component that reports from it: "the picture stands at t" reruns the check
alone, "more, please" reruns the live view alone.
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
    """Mount the instrument and its check. notice: is told where the picture has come to stand."""
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
    """The stretch around the shown iteration. runs: how many open together, and share the time that
    training up to there may take."""
    end = time.monotonic() + OPEN_SECONDS / runs
    first, count = answers.opening_place(trainer, shown)
    found = _opening(trainer.experiment, first, count, trainer, end)
    if found.falls_short_of(shown):  # packing took too long: without the iterations before it
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
    """``answers.opening``, for all who open the same link: the first of them trains it."""
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
