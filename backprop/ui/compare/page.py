"""The Compare page: runs side by side, or a sweep that provides them."""

from __future__ import annotations

import streamlit as st

from backprop.compare.comparison import cautions, differing
from backprop.training.describe import common
from backprop.ui import state, words
from backprop.ui.compare import add, run, sweep
from backprop.ui.compare.choices import SIDE_BY_SIDE, SWEEP, VIEW
from backprop.ui.options import segmented
from backprop.ui.paths import TRAIN_PAGE

_TITLES = {SIDE_BY_SIDE: "Side by side", SWEEP: "Sweep"}

ABOUT = (
    "Two to six [runs|run], stepped together: their [decision boundaries|decision boundary], their "
    "[losses|loss], and the [norm] of [dW|dW, db] in each [layer]. They share data, first weights and [batches|batch], unless "
    "that choice or its [seed] differs. A [sweep] makes such runs for you."
)


def draw() -> None:
    """The head, and the chosen view below it."""
    lab, view = state.lab(), VIEW.value()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("# Compare", width="content")
        segmented(VIEW, "View", _TITLES, label_visibility="collapsed")
        if view == SIDE_BY_SIDE:
            add.draw()
        st.button(
            "Undo",
            key="compare_undo",
            icon=":material/undo:",
            type="tertiary",
            disabled=not lab.compared_before,
            help="Brings back the runs that were side by side before.",
            on_click=lab.undo_compare,
        )
        st.space("stretch")
        st.page_link(TRAIN_PAGE, label="Back to Train", icon=":material/arrow_back:")
    words.paragraph(ABOUT)
    if view == SWEEP:
        sweep.draw()
        return
    _say_what_is_common()
    run.draw()


def _say_what_is_common() -> None:
    runs = state.lab().compared_runs
    fields = differing(runs)
    if len(runs) == 1:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(
                "One run so far. Add another one above, or start a sweep over", width="content"
            )
            sweep.draw_starts()
        return
    st.caption(f"All runs: {common(runs, fields)}. {' '.join(cautions(runs))}")
