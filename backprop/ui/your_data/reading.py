"""How a table was read, and choices to read it differently."""

from __future__ import annotations

import dataclasses

import streamlit as st

from backprop.data.table import DECIMALS, ENCODINGS, SEPARATORS
from backprop.data.table.reading import DETECT
from backprop.ui import state
from backprop.ui.words import literal
from backprop.ui.your_data.draft import Draft

_FOUND = "found automatically"
_CHOICES = {
    "separator": ("Between the cells", SEPARATORS),
    "decimal": ("Decimal sign", DECIMALS),
    "names": ("First row", {"yes": "names of the columns", "no": "a row like the others"}),
    "encoding": ("Encoding", {name: name for name in ENCODINGS}),
}


def draw(draft: Draft, source: str, there: bool) -> None:
    """What was recognised or changed while the table was read. there: its text is still available, so that it
    can be read differently."""
    notes = draft.sheet.notes
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="table_notes"):
        if notes:
            st.markdown(f":material/info: {literal(' '.join(notes))}", width="stretch")
        if there:
            otherwise(source, draft.name)
    doubt = draft.sheet.doubt
    if doubt is not None and there:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key="doubt"):
            st.markdown(f":material/help: {literal(doubt.sentence)}", width="stretch")
            st.button(
                f"Read it with a decimal {DECIMALS[doubt.decimal]}",
                key="read_other_decimal",
                on_click=_say,
                args=(source, "decimal", doubt.decimal),
            )


def otherwise(source: str, name: str) -> None:
    """The choices of a reading, in a small window."""
    if not is_text(name) or source not in state.lab().readings:
        return
    reading = state.lab().readings[source][1]
    with st.popover("Read it differently", icon=":material/tune:"):
        for field, (label, choices) in _CHOICES.items():
            if field == "encoding" and not name:
                continue  # pasted text has none
            value = getattr(reading, field)
            key = state.choice_key(f"{source}_{field}", value)
            st.selectbox(
                label,
                ["", *choices],
                index=["", *choices].index(value),
                format_func=lambda one, names=choices: names.get(one, _FOUND),
                key=key,
                on_change=_take,
                args=(source, field, key),
            )


def is_text(name: str) -> bool:
    """Whether a file of this name ("" for pasted text) may be text."""
    return not name.lower().endswith(".parquet")


def _take(source: str, field: str, key: str) -> None:
    value = state.changed_value(f"{source}_{field}", key)
    if value is not None:
        _say(source, field, value)


def _say(source: str, field: str, value: str) -> None:
    lab = state.lab()
    mark, reading = lab.readings.get(source, ("", DETECT))
    lab.readings[source] = mark, dataclasses.replace(reading, **{field: value})
