"""Notices at the top of the page: rejected URL parameters and refused changes."""

from __future__ import annotations

import streamlit as st

from backprop.training.describe import spoken
from backprop.ui import state
from backprop.ui.paths import PAGES

DATA_PAGE = PAGES / "your_data.py"
_PENDING = (
    "This link or file holds a run on somebody's own table, at iteration {at:,}. The data stays with its owner: "
    "load that table to see the run. Until then your run uses {data}."
)


def draw() -> None:
    """One notice for each kind; nothing when there is nothing to say."""
    lab = state.lab()
    if lab.rejected:
        st.warning(" ".join(lab.rejected), icon=":material/link_off:")
    if lab.pending is not None:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            data = spoken(lab.experiment.dataset)
            st.info(
                _PENDING.format(at=lab.pending.iteration, data=data),
                icon=":material/lock:",
                width="stretch",
            )
            st.page_link(DATA_PAGE, label="Load the table", icon=":material/upload_file:")
    if lab.dropped:
        st.info(
            f"Left out with this change: {' '.join(lab.dropped)} Undo brings it back.",
            icon=":material/content_cut:",
        )
    if lab.error:
        st.error(f"{lab.error} Your previous run is still here.", icon=":material/error:")
