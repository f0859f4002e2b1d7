"""The table as a grid to edit."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from backprop.data.table.columns import NUMBER
from backprop.ui import state
from backprop.ui.words import literal
from backprop.ui.your_data.draft import Draft

GRID_ROWS, GRID_COLUMNS = 1_000, 60


def draw(draft: Draft, source: str) -> None:
    """The first rows of the sheet. Problems and choices follow each change at once."""
    key = f"grid_{source}_{draft.generation}"
    if state.changes_of(key) is None:
        draft.begin_again()
        key = f"grid_{source}_{draft.generation}"
    sheet = draft.read
    names = list(sheet.names)
    if len(names) > GRID_COLUMNS:
        names = [*draft.plan.features, draft.plan.target][:GRID_COLUMNS]
    st.data_editor(
        _frame(draft, names),
        key=key,
        height=420,
        hide_index=True,
        column_config=_looks(draft, names),
        num_rows="dynamic" if sheet.n_rows <= GRID_ROWS else "fixed",
        on_change=_take,
        args=(draft, key),
    )
    shown = f"{draft.name}: " if draft.name else ""
    shown = literal(f"{shown}{draft.sheet.n_rows:,} rows, {len(sheet.names):,} columns.")
    if sheet.n_rows > GRID_ROWS:
        shown += f" The grid shows the first {GRID_ROWS:,} rows; the others are used as they are."
    if len(sheet.names) > GRID_COLUMNS:
        shown += " It shows the chosen columns."
    if draft.before:
        st.button(
            "Undo the last change of the table",
            key="grid_back",
            type="tertiary",
            icon=":material/undo:",
            on_click=draft.take_back,
        )
    st.caption(f"{shown} Rows are numbered as in the file: its line of names is row 1.")


def _frame(draft: Draft, names: list[str]) -> pd.DataFrame:
    """The cells of the sheet that was read, all of them texts: where a cell takes numbers alone, the grid makes 15
    of 1,5, and nothing of a text that is pasted."""
    sheet = draft.read
    columns = {
        name: pd.Series([cell.strip() for cell in sheet.column(name)[:GRID_ROWS]], dtype="string")
        for name in names
    }
    return pd.DataFrame({_number_name(draft): sheet.numbers[:GRID_ROWS], **columns})


def _looks(draft: Draft, names: list[str]) -> dict[str, Any]:
    """The column settings: numbers are aligned right."""
    looks: dict[str, Any] = {
        name: st.column_config.TextColumn(alignment="right")
        for name in names
        if draft.read_columns[name].kind == NUMBER
    }
    return {**looks, _number_name(draft): st.column_config.NumberColumn(disabled=True, width=50)}


def _number_name(draft: Draft) -> str:
    """A heading for the row numbers that no column of the sheet has."""
    return next(name for name in ("row", "row ", "row  ") if name not in draft.read.names)


def _take(draft: Draft, key: str) -> None:
    changes = state.changes_of(key)
    if changes is not None:
        draft.change(changes)
