"""The sweep: what to vary, over which values, and the work in the background."""

from __future__ import annotations

import json
import os
import threading
from typing import Any

import streamlit as st

from backprop.compare import MOST_SEEDS, VARIED, SweepJob, Value, values_of, vary
from backprop.training.describe import spoken, summary
from backprop.ui import state
from backprop.ui.caches import cached
from backprop.ui.compare import results
from backprop.ui.compare.choices import SWEEP, SWEEP_TITLES, VARY, VIEW
from backprop.ui.options import segmented

ITERATIONS, MOST_ITERATIONS = 300, 5000
MOST_RUNS = 60
SETTING = "BACKPROP_JOBLIB"  # keywords of joblib.parallel_config, as a JSON object


def draw_starts() -> None:
    """A button for each choice: one click starts a sweep over its default values."""
    for name, title in SWEEP_TITLES.items():
        fits = name not in ("activation", "width") or bool(state.lab().experiment.hidden)
        st.button(
            title,
            key=f"sweep_start_{name}",
            disabled=not fits,
            help=f"Trains {', '.join(map(_spoken, VARIED[name].start(state.lab().experiment)))} "
            f"for {ITERATIONS} iterations each.",
            on_click=_start_at_once,
            args=(name,),
        )


def draw() -> None:
    """The choices, then the results."""
    _choices()
    results.draw()


@st.fragment
def _choices() -> None:
    lab = state.lab()
    segmented(
        VARY,
        "Vary one choice of the run on the Train page",
        SWEEP_TITLES,
        f"Everything else stays as it is: {summary(lab.experiment)}.",
    )
    name = VARY.value()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        values = _values(name)
        iterations = st.number_input(
            "Iterations",
            1,
            MOST_ITERATIONS,
            ITERATIONS,
            step=50,
            key="sweep_iterations",
            width=150,
        )
        seeds = 1
        if name != "seed":
            seeds = st.number_input(
                "Seeds",
                1,
                MOST_SEEDS,
                1,
                key="sweep_seeds",
                width=120,
                help="How many times each value is trained, each time from other initial weights. Several "
                "give a band: the median, the lowest and the highest.",
            )
        pressed = st.button("Start the sweep", key="sweep_go", type="primary")
    if pressed and (problem := start(name, values, int(iterations), int(seeds))):
        st.error(problem, icon=":material/error:")
    elif pressed:
        st.rerun()


def _values(name: str) -> list[Value] | str:
    """The values as typed or selected; a text still has to be parsed."""
    varied, experiment = VARIED[name], state.lab().experiment
    offered = list(varied.start(experiment))
    label = varied.title[0].upper() + varied.title[1:]
    key = f"sweep_values_{name}_{'_'.join(map(str, offered))}"
    if varied.names:
        return st.multiselect(
            label, list(varied.names), offered, format_func=spoken, key=key, width=520
        )
    text = ", ".join(map(_spoken, offered))
    return st.text_input(label, text, key=key, width=360, max_chars=200)


def start(name: str, values: list[Value] | str, iterations: int, seeds: int = 1) -> str | None:
    """Start a sweep of the session's run. Returns a sentence if that is not possible."""
    lab = state.lab()
    try:
        read = values_of(name, values) if isinstance(values, str) else values
        variants = vary(lab.experiment, name, read, seeds)
        settings = configuration()
    except ValueError as error:
        return str(error)
    if not variants:
        return f"{VARIED[name].title}: choose at least one value to train."
    if len(variants) > MOST_RUNS:
        return f"{len(variants)} runs are too many at once. Choose fewer values or seeds: at most {MOST_RUNS} runs."
    datasets = [lab.dataset_of(variant.experiment) for variant in variants]
    job = SweepJob(name, variants, iterations, datasets, settings, _turn())
    lab.start_sweep(job)
    return None


def configuration() -> dict[str, Any]:
    """joblib's settings from the environment. Raises ValueError, one sentence, if they cannot be read."""
    text = os.environ.get(SETTING, "").strip()
    try:
        found = json.loads(text) if text else {}
    except json.JSONDecodeError as error:
        raise ValueError(f"{SETTING} of this server is not JSON: {error}.") from error
    if not isinstance(found, dict):
        raise ValueError(f"{SETTING} of this server is not a JSON object with joblib's settings.")
    return found


@cached(st.cache_resource)
def _turn() -> threading.Lock:
    """The lock for sweeps of all sessions: each uses all processors while it trains."""
    return threading.Lock()


def _start_at_once(name: str) -> None:
    lab = state.lab()
    VARY.choose(name)
    problem = start(name, list(VARIED[name].start(lab.experiment)), ITERATIONS)
    if problem:
        lab.error = problem
        return
    VIEW.choose(SWEEP)


def _spoken(value: Value) -> str:
    return f"{value:g}" if isinstance(value, float) else spoken(str(value))
