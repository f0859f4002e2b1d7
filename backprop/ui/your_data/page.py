"""The Your data page: the source of a table, the table itself, and what to learn from it."""

from __future__ import annotations

import streamlit as st

from backprop.data.table import MAX_BYTES, MAX_COLUMNS, MAX_ROWS
from backprop.ui import state, words
from backprop.ui.options import one_of, segmented
from backprop.ui.standing import TRAIN_PAGE
from backprop.ui.your_data import choices, grid, problems, reading
from backprop.ui.your_data import source as your_data_source
from backprop.ui.your_data.source import DRAW

FILE, PASTE = "file", "paste"
_SOURCES = {FILE: "Load a file", PASTE: "Paste a table", DRAW: "Draw points"}
SOURCE = one_of("your_data", "source", tuple(_SOURCES), FILE)
OPTIONS = (SOURCE,)
_PARAGRAPH = "Train on a table of your own. A row is a [sample]; a column is an input, or what the network learns to predict."
_LIMITS = (
    f"Up to {MAX_BYTES // 2**20} MB and {MAX_COLUMNS:,} columns; from more than {MAX_ROWS:,} rows, "
    f"{MAX_ROWS:,} are drawn at random. **Your data stays in this session:** no link holds it, no other "
    "session sees it, and it is gone from the server when you close or reload the page."
)


def draw() -> None:
    """The whole page."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("# Your data", width="stretch")
        st.page_link(TRAIN_PAGE, label="Back to Train", icon=":material/arrow_back:")
    words.paragraph(f"{_PARAGRAPH} {_LIMITS}")
    segmented(SOURCE, "Where the table comes from", _SOURCES, label_visibility="collapsed")
    source, there = SOURCE.value(), False
    if source == DRAW:
        plane, beside = st.columns([1, 1], gap="medium")
        with plane:
            your_data_source.plane(source)
    else:
        beside = st.container()
        there = (your_data_source.file if source == FILE else your_data_source.paste)(source)
    draft = state.lab().drafts.get(source)
    if draft is None:
        if source != DRAW:
            your_data_source.offer_example(source)
        return
    with beside if source == DRAW else st.container():
        if source != DRAW:
            reading.draw(draft, source, there)
        problems.draw(draft)
        if source == DRAW:
            choices.choices(draft, source)
            return
    table, chosen = st.columns([3, 2], gap="medium")
    with table:
        grid.draw(draft, source)
    with chosen:
        choices.choices(draft, source)
