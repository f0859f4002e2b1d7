"""The compared runs on the page: the instrument in one fragment, its reports in another."""

from __future__ import annotations

import dataclasses
from typing import Any

import streamlit as st

from backprop.compare.comparison import MOST, differing
from backprop.live_view.answers import ANSWER_SECONDS, answer, train_towards
from backprop.live_view.compare import Entry, compare_view, exact_norms, pack_set, set_id
from backprop.live_view.mount import check_report
from backprop.live_view.trace import run_id
from backprop.training import Experiment, Trainer
from backprop.training.describe import label, shared_interventions, summary, value
from backprop.ui import state
from backprop.ui.compare.choices import OPTIONS
from backprop.ui.paths import TRAIN_PAGE
from backprop.ui.train import run, view
from backprop.ui.turns import turns

KEY, REPORT_KEY = "compare_view", "compare_report"
_LEAVING = "compare_leaving"  # in Lab.page_memory: a run was opened, so the Train page opens next


def draw() -> None:
    """Mount the instrument and the component that takes its reports."""
    _live()
    _report()


def entries(runs: list[Experiment]) -> list[Entry]:
    """The runs for the browser, each with the choices in which it differs."""
    fields = differing(runs)
    shared = shared_interventions(runs)
    found = []
    for one in runs:
        kept = tuple(i for i in one.interventions if i not in shared)
        own = dataclasses.replace(one, interventions=kept)
        texts = [(label(name), value(own, name)) for name in fields]
        if shared and not kept:  # the shared ones are listed above the pictures
            texts = [
                (name, "none of its own" if name == label("interventions") else text)
                for name, text in texts
            ]
        found.append(Entry(run_id(one), texts, summary(one)))
    return found


@st.fragment
def _live() -> None:
    state.begin_fragment()
    lab = state.lab()
    if lab.page_memory.pop(_LEAVING, None):
        state.open_page(TRAIN_PAGE, *view.OPTIONS)
    runs = lab.compared_runs
    request, lab.compare_request = lab.compare_request, None
    trainers = {run_id(one): lab.trainer_of(one) for one in runs}
    if request is None or request.get("set") != set_id(list(trainers)):
        traces = _openings(lab, list(trainers.values()))
    else:
        traces = _answers(trainers, request, lab.shown)
    compare_view(KEY, pack_set(entries(runs), traces, lab.shown), _more, _picked)


def _openings(lab: state.Lab, trainers: list[Trainer]) -> dict[str, bytes]:
    """The stretch around the shown iteration of every run, as on the Train page."""
    found = [run.opening_of(trainer, lab.shown, len(trainers)) for trainer in trainers]
    late = [opening.last for opening in found if opening.falls_short_of(lab.shown)]
    if late:
        st.toast(
            f"Iteration {lab.shown:,} of these runs takes too long to compute at once. "
            f"They open at {min(late):,} and train on from there.",
            icon=":material/hourglass:",
            duration="long",
        )
        lab.shown = min(late)
    return {
        run_id(trainer.experiment): opening.data
        for trainer, opening in zip(trainers, found, strict=True)
    }


def _answers(trainers: dict[str, Trainer], request: dict[str, Any], shown: int) -> dict[str, bytes]:
    """The requested stretches; together they take no longer than one on the Train page."""
    asked = [one for one in request.get("runs", []) if one.get("run") in trainers][:MOST]
    with turns().urgent():
        return {one["run"]: answer(trainers[one["run"]], one, shown, len(asked)) for one in asked}


@st.fragment
def _report() -> None:
    state.begin_fragment()
    lab = state.lab()
    runs = lab.compared_runs
    standing = state.reported(REPORT_KEY, "standing")
    found = None
    name = set_id([run_id(one) for one in runs])
    if standing is not None and standing["run"] == name:
        lab.shown = min(max(0, int(standing["iteration"])), state.MAX_ITERATION)
        state.write_address(*OPTIONS, with_compared=True)
        found = {"run": name, "iteration": lab.shown, "norms": _norms(lab, runs)}
    check_report(REPORT_KEY, found, _standing)


def _norms(lab: state.Lab, runs: list[Experiment]) -> dict[str, list[float]]:
    norms = {}
    for one in runs:
        trainer = lab.trainer_of(one)
        with turns().urgent():
            trainer.seek(train_towards(trainer, lab.shown, ANSWER_SECONDS / len(runs)))
            exact = exact_norms(trainer)
        if exact is not None:
            norms[run_id(one)] = exact
    return norms


def _standing() -> None:
    """The picture rests: only this fragment reruns."""


def _more() -> None:
    """The browser needs more iterations: the live fragment reruns and sends them."""
    state.lab().compare_request = state.reported(KEY, "more")


def _picked() -> None:
    """A button in a run's heading was pressed."""
    lab, picked = state.lab(), state.picked(KEY) or {}
    chosen = next((one for one in lab.compared_runs if run_id(one) == picked.get("run")), None)
    if chosen is None:
        return
    if picked.get("action") == "remove":
        lab.compare([one for one in lab.compared_runs if one != chosen])
    elif picked.get("action") == "open":
        lab.change(chosen)
        lab.shown = min(max(0, int(picked.get("iteration", 0))), state.MAX_ITERATION)
        lab.page_memory[_LEAVING] = True
