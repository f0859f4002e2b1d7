"""The run on the page: the live view in its fragment, and the gradient check in another.

Two fragments, each with a component that reports from it: "the picture stands at t" reruns the check
alone, "more, please" reruns the live view alone.
"""

from __future__ import annotations

import threading
import time

import streamlit as st

from backprop.experiment import Experiment
from backprop.live_view.mount import check_report, live_view
from backprop.live_view.trace import bytes_per_iteration, pack_trace, with_show
from backprop.trainer import Trainer
from backprop.ui import state, train_view
from backprop.ui.caches import by_run
from backprop.ui.check import report

FIRST_CHUNK, FIRST_BYTES = 160, 2**19  # iterations and bytes sent when the page opens, at most
CHUNK, CHUNK_BYTES = 4096, 2**22  # of an answer at most
# Seconds that one answer may train, so that no network, address or request keeps the server busy.
OPEN_SECONDS, ANSWER_SECONDS = 10.0, 1.0


def draw() -> None:
    """Mount the instrument and its check."""
    _live()
    _check()


@st.fragment
def _live() -> None:
    state.begin_fragment()
    lab = state.lab()
    request, lab.request = lab.request, None
    data = _opening_of(lab) if request is None else _answer(lab.trainer, request, lab.shown)
    live_view(state.LIVE_KEY, data, _more)


def _opening_of(lab: state.Lab) -> bytes:
    """The stretch around the shown iteration. Stretches begin at fixed places, to be shared."""
    count = _affordable(lab.trainer, FIRST_CHUNK, FIRST_BYTES)
    data, last = _opening(lab.experiment, lab.shown - lab.shown % count, count, lab.trainer)
    if last < lab.shown and not lab.trainer.diverged:
        st.toast(
            f"Iteration {lab.shown:,} of this run takes too long to compute at once. "
            f"It opens at {last:,} and trains on from there.",
            icon=":material/hourglass:",
            duration="long",
        )
    return with_show(data, lab.shown, train_view.chosen())


@by_run(st.cache_resource, max_entries=64, show_spinner="Training up to the shown iteration…")
def _opening(
    experiment: Experiment, first: int, count: int, _trainer: Trainer
) -> tuple[bytes, int]:
    """A stretch of a run with its setup, and its last iteration. A run is a pure function of its
    experiment, so all who open the same link share it; the first of them trains it."""
    first = reach(_trainer, first, OPEN_SECONDS)
    with _turn():
        data = pack_trace(_trainer, first, count, with_setup=True, seconds=ANSWER_SECONDS)
    return data, _trainer.iteration


@st.cache_resource
def _turn() -> threading.Lock:
    """Answers of all sessions take turns. NumPy lets go of the interpreter in every product, and
    threads that all train wait for it again and again: a class then takes many times as long."""
    return threading.Lock()


def reach(trainer: Trainer, iteration: int, seconds: float) -> int:
    """Train up to an iteration for at most that long; the iteration, or the one nearest to it that
    has been computed."""
    if iteration > trainer.last:
        trainer.seek(trainer.last)
        end = time.monotonic() + seconds
        while trainer.iteration < iteration and time.monotonic() < end:
            trainer.step()
            if trainer.diverged:
                break
    return max(0, min(iteration, trainer.last))


def _affordable(trainer: Trainer, count: int, size: int) -> int:
    each = bytes_per_iteration(trainer.mlp.parameters.size, trainer.experiment.optimizer)
    return max(1, min(count, size // each))


def _answer(trainer: Trainer, request: dict[str, object], shown: int) -> bytes:
    first, count, have = (int(str(request.get(k, 0))) for k in ("first", "count", "have_history"))
    with _turn():
        return pack_trace(
            trainer,
            reach(trainer, first, ANSWER_SECONDS),
            _affordable(trainer, max(1, min(count, CHUNK)), CHUNK_BYTES),
            show=shown,
            have_history=have,
            with_setup=bool(request.get("need_setup")),
            seconds=ANSWER_SECONDS,
        )


@st.fragment
def _check() -> None:
    state.begin_fragment()
    lab = state.lab()
    standing = state.reported(state.CHECK_KEY, "standing")
    found = None
    if standing is not None and standing["run"] != lab.run:
        lab.left(standing["run"], int(standing["iteration"]))
    elif standing is not None:
        trainer = lab.trainer
        trainer.seek(reach(trainer, int(standing["iteration"]), OPEN_SECONDS))
        lab.shown = trainer.iteration
        train_view.take(standing.get("view"))
        state.write_address(*train_view.OPTIONS)
        if not standing.get("checked"):
            found = report(trainer, lab.run)
    check_report(state.CHECK_KEY, found, _standing)


def _standing() -> None:
    """The picture stands still: this fragment reruns, the picture is left alone."""


def _more() -> None:
    """The browser is about to run out: this fragment reruns and answers with the next stretch."""
    lab = state.lab()
    request = state.reported(state.LIVE_KEY, "more")
    if request is not None and request.get("run") == lab.run:
        lab.request = request
