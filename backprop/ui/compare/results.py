"""The results of a sweep: progress, curves, table, and the button that compares its runs."""

from __future__ import annotations

import time
from typing import Any

import streamlit as st

from backprop.compare import ALL_SAMPLES, VARIED, SweepJob, Value
from backprop.compare.comparison import MOST
from backprop.compare.sweep import bands, rows, to_csv
from backprop.figures.sweep import sweep_curves
from backprop.live_view.chart import chart
from backprop.training import Experiment
from backprop.training.describe import spoken
from backprop.ui import state
from backprop.ui.compare.choices import SIDE_BY_SIDE, VIEW
from backprop.ui.saving import named
from backprop.ui.theme import palette

EVERY = 0.5  # seconds between two checks of a sweep in progress
_LOG = "Draws the losses on a logarithmic scale, so that small ones can be distinguished."


def draw() -> None:
    """The results of the latest sweep, or a hint if there is none."""
    job = state.lab().sweep
    if job is None:
        st.caption(
            "All runs of a sweep share the data, the initial weights and the order of batches, unless "
            "that is what is varied. They train in the background; you can go on working."
        )
        return
    st.fragment(_results, run_every=EVERY if job.running else None)()


def _results() -> None:
    job = state.lab().sweep
    if job is None:
        return
    running = job.running
    _progress(job, running)
    found = job.found()
    if found:
        _curves(job)
        _table(job)
    if not running and state.lab().sweep_watched:
        state.lab().sweep_watched = False
        st.rerun()  # stop the periodic checks


def _progress(job: SweepJob, running: bool) -> None:
    done, total = len(job.results), len(job.variants)
    if running:
        state.lab().sweep_watched = True
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.progress(done / total, _words(job, done, total))
            st.button("Cancel", key="sweep_cancel", icon=":material/stop:", on_click=job.stop)
        return
    if job.error:
        st.error(f"{job.error} {done} of {total} runs are here.", icon=":material/error:")
    elif job.cancelled:
        st.caption(f"Cancelled after {done} of {total} runs.")


def _words(job: SweepJob, done: int, total: int) -> str:
    what = f"{done} of {total} runs trained, {job.iterations:,} iterations each"
    if job.started is None:
        return f"{what}: waiting for another sweep on this server"
    if not done and time.monotonic() - job.started > 2:
        return f"{what}: starting"
    return what


def _curves(job: SweepJob) -> None:
    found = job.found()
    tested = found[0][1].tested
    loss = "test loss" if tested else "training loss"
    groups = bands(job.name, found)
    seeds = max(group.seeds for group in groups)
    of = "" if seeds == 1 else f", median and range of {seeds} seeds"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        title = f"**{loss.capitalize()}** by {VARIED[job.name].title}{of}"
        st.markdown(title, width="stretch")
        log = st.toggle("Log scale", key="sweep_log", help=_LOG)
    labels = [spoken_value(job.name, group.value) for group in groups]
    ends = ", ".join(
        f"{name} {group.median[-1]:.3g}" for name, group in zip(labels, groups, strict=True)
    )
    title += f", iterations 0 to {job.iterations}: {', '.join(labels)}"
    figure = sweep_curves(groups, labels, loss, log, palette())
    chart(
        named(figure, "compare", f"sweep-{job.name}", title, job.iterations),
        "sweep_curves",
        f"{loss.capitalize()} over the iterations, by {VARIED[job.name].title}. At the end: {ends}.",
    )


def _table(job: SweepJob) -> None:
    found = job.found()
    table = rows(SHOWN.get(job.name, job.name), found)
    for row, (variant, _) in zip(table, found, strict=True):
        if job.name != "seed":
            row[SHOWN.get(job.name, job.name)] = spoken_value(job.name, variant.value)
    event: Any = st.dataframe(
        table,
        key=f"sweep_table_{id(job)}",
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        height="content" if len(table) <= 12 else 460,
        column_config={
            name: st.column_config.NumberColumn(format="%.4g")
            for name in ("final loss", "best loss", "training loss")
        }
        | {
            name: st.column_config.NumberColumn(format="%.3f")
            for name in ("accuracy", "best accuracy")
        },
    )
    chosen = [found[k][0].experiment for k in event["selection"]["rows"] if k < len(found)]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _side_by_side(job, chosen)
        st.download_button(
            "Download the table (CSV)",
            to_csv(rows(SHOWN.get(job.name, job.name), found)),
            file_name=f"sweep-{job.name}.csv",
            mime="text/csv",
            icon=":material/download:",
            key="sweep_csv",
            on_click="ignore",
        )
        what = "test set" if found[0][1].tested else "training set; there is no test set"
        st.caption(
            f"Losses and accuracies of the {what}. Click a heading to sort. Tick rows to choose runs."
        )


def _side_by_side(job: SweepJob, chosen: list[Experiment]) -> None:
    picked = chosen or _first_of_each(job)
    label = f"Show the {len(chosen)} chosen side by side"
    if not chosen:
        label = f"Show {len(picked)} side by side"
    pressed = st.button(
        label,
        key="sweep_look",
        type="primary",
        icon=":material/splitscreen_right:",
        disabled=not 2 <= len(picked) <= MOST,
        help=f"Tick 2 to {MOST} rows to choose which."
        if not chosen
        else f"From 2 to {MOST} runs fit side by side.",
    )
    if pressed:
        state.lab().compare(picked)
        VIEW.choose(SIDE_BY_SIDE)
        st.rerun()


def _first_of_each(job: SweepJob) -> list[Experiment]:
    """The first run for each value, up to the number that fits."""
    firsts: dict[Value, Experiment] = {}
    for variant, _ in job.found():
        firsts.setdefault(variant.value, variant.experiment)
    return list(firsts.values())[:MOST]


SHOWN = {
    "learning_rate": "learning rate",
    "batch_size": "batch size",
    "initializer": "initial weights",
    "depth": "hidden layers",
    "width": "units per layer",
}


def spoken_value(name: str, value: Value) -> str:
    """The name of a value of a choice."""
    if name == "batch_size" and value == ALL_SAMPLES:
        return "all"
    return f"{value:g}" if isinstance(value, float) else spoken(str(value))
