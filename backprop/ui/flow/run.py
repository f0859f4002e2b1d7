"""The run behind the Gradient flow page: measured once for all sessions, with a progress bar and a stop
button if it takes long."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

import streamlit as st

from backprop.flow import Finding, Flow, FlowRecorder, diagnose
from backprop.training import Experiment, Trainer
from backprop.ui import state
from backprop.ui.caches import cached
from backprop.ui.flow import choices

AT_LEAST = 100  # iterations that are measured even if fewer have been trained
FURTHER = 200  # that the button adds
SECONDS = 10.0  # that one answer may take
PATIENCE = 0.3  # seconds before a progress bar appears
EVERY = 0.1  # seconds between two updates of the bar
_FURTHER, _STOPPED = "flow_further", "flow_stopped"  # in Lab.page_memory: a run and an iteration


@dataclass
class Measured:
    """A run's recorder, used by one session at a time, and the latest findings."""

    recorder: FlowRecorder
    lock: threading.Lock = field(default_factory=threading.Lock)
    found: tuple[int, list[Finding]] | None = None


@dataclass(frozen=True)
class Look:
    """flow: as measured. findings: the diagnoses. wanted: the iteration to measure up to. stopped: whether the
    person stopped it before."""

    flow: Flow
    findings: list[Finding]
    wanted: int
    stopped: bool


@cached(st.cache_resource, max_entries=16, show_spinner=False)
def _measured(experiment: Experiment, _trainer: Trainer) -> Measured:
    return Measured(FlowRecorder(experiment, _trainer.dataset))


def look() -> Look:
    """Measure the session's run as far as is chosen."""
    lab = state.lab()
    wanted = _wanted(lab)
    stopped = lab.page_memory.get(_STOPPED) == (lab.run, wanted)
    measured = _measured(lab.experiment, lab.trainer)
    with measured.lock:
        recorder = measured.recorder
        if recorder.reached < wanted and not stopped:
            _advance(recorder, wanted)
        flow = recorder.flow(min(wanted, recorder.reached))
        if measured.found is None or measured.found[0] != flow.last:
            measured.found = flow.last, diagnose(flow)
        return Look(flow, measured.found[1], wanted, stopped and recorder.reached < wanted)


def _wanted(lab: state.Lab) -> int:
    if choices.UNTIL.value() == "shown":
        return lab.shown
    trainer = lab.trainer
    run, further = lab.page_memory.get(_FURTHER, ("", 0))
    further = further if run == lab.run else 0
    # One beyond the last iteration of a diverged run, so that the recorder reaches the divergence itself.
    ended = 1 if trainer.diverged is not None else 0
    return min(max(trainer.last + ended, lab.shown, AT_LEAST, further), state.MAX_ITERATION)


def _advance(recorder: FlowRecorder, wanted: int) -> None:
    start, place, drawn = time.monotonic(), st.empty(), 0.0
    bar = None

    def report(reached: int) -> None:
        nonlocal bar, drawn
        now = time.monotonic()
        if now - start < PATIENCE or now - drawn < EVERY:
            return
        drawn, text = now, f"Measured up to iteration {reached:,} of {wanted:,}"
        if bar is None:
            with place.container(horizontal=True, vertical_alignment="center"):
                bar = st.progress(reached / wanted, text)
                st.button(
                    "Stop",
                    key="flow_stop",
                    icon=":material/stop:",
                    on_click=_stop,
                    args=(wanted,),
                    help="Stops measuring, and shows what has been measured so far.",
                )
        bar.progress(reached / wanted, text)

    recorder.advance(wanted, SECONDS, report)
    place.empty()


def _stop(wanted: int) -> None:
    lab = state.lab()
    lab.page_memory[_STOPPED] = lab.run, wanted


def go_on() -> None:
    """Continue after a stop."""
    state.lab().page_memory.pop(_STOPPED, None)


def further(last: int) -> None:
    """Look at more iterations."""
    lab = state.lab()
    lab.page_memory[_FURTHER] = lab.run, last + FURTHER
