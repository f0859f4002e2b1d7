"""The button for a file that may take long. The file is made in the background, with a progress bar and a
stop button, and downloads when it is ready. Every page stays usable meanwhile."""

from __future__ import annotations

from functools import partial

import streamlit as st

from backprop.export import FileJob, Format
from backprop.live_view.mount import made_file
from backprop.training import Snapshot
from backprop.ui import state
from backprop.ui.turns import turns

EVERY = 0.25  # seconds between two checks of a file in progress
AT_ONCE = 0.3  # seconds that a press of the button waits for the file


def draw(entry: Format, snapshot: Snapshot, *, disabled: bool) -> None:
    """The button, or the progress of the file."""
    job = state.lab().files.get(entry.name)
    watched = job is not None and job.running
    look = st.fragment(_look, run_every=EVERY if watched else None)
    look(entry, snapshot, watched, disabled=disabled)


def _look(entry: Format, snapshot: Snapshot, watched: bool, *, disabled: bool) -> None:
    job = state.lab().files.get(entry.name)
    running = job is not None and job.running
    if running != watched:
        st.rerun()  # start or stop the periodic checks
    if job is not None and running:
        _progress(job)
        return
    st.button(
        entry.suffix,
        key=f"take_{entry.name}",
        icon=":material/download:",
        width="stretch",
        help=f"Makes and saves this file: {entry.title}.",
        on_click=_start,
        args=(entry, snapshot),
        disabled=disabled,
    )
    if job is None:
        return
    if job.error:
        st.error(job.error, icon=":material/error:")
    elif job.data is not None:
        made_file(
            f"made_{entry.name}",
            str(id(job)),
            job.file_name,
            entry.mime,
            job.data,
            partial(_forget, entry.name),
        )


def _progress(job: FileJob) -> None:
    title = job.entry.title
    row = f"making_{job.entry.name}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=row):
        st.progress(job.share, f"{job.share:.0%}", width="stretch")
        st.button(
            "Stop",
            key=f"stop_{job.entry.name}",
            on_click=_stop,
            args=(job.entry.name,),
            help=f"Stops making this file ({title}). Your run stays as it is.",
        )


def _start(entry: Format, snapshot: Snapshot) -> None:
    job = FileJob(entry, snapshot, turns().give_way)
    state.lab().start_file(job)
    job.wait(AT_ONCE)


def _stop(name: str) -> None:
    """Stop a file by its name: Streamlit keeps a button's arguments until the session ends."""
    job = state.lab().files.pop(name, None)
    if job is not None:
        job.stop()


def _forget(name: str) -> None:
    state.lab().files.pop(name, None)
