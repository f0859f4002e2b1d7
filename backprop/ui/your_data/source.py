"""The sources of a person's table: a file, pasted text, or points drawn on the plane."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from backprop.data.table import ForeignFileError, Plan, Reading, Sheet, plan_of, reading_of
from backprop.data.table.example import NAME, ROWS, example
from backprop.data.table.parquet import read_file
from backprop.data.table.plan import CLASSES
from backprop.data.table.reading import DETECT, read_text
from backprop.live_view.draw_points import KEY, MOST_CLASSES, draw_points, points_of
from backprop.ui import state
from backprop.ui.words import literal
from backprop.ui.your_data import reading as your_data_reading
from backprop.ui.your_data.draft import Draft

MOST_PASTED = 5_000_000  # characters
CLASS_NAMES, MOST_NAME = "drawn_names", 40
DRAW = "draw"  # the source that is the plane


def file(source: str) -> bool:
    """A field for a file of any type; if it is not a table, our own message says so. Returns whether the draft
    is the table of that file."""
    uploaded = st.file_uploader(
        "A CSV, TSV or Parquet file",
        key="table_file",
        help="Reads the table. Encoding, separator and decimal sign are found automatically.",
    )
    if uploaded is not None:
        data = uploaded.getvalue()
        mark = f"{uploaded.name} {uploaded.file_id}"
        return _load(source, mark, uploaded.name, lambda reading: read_file(data, reading))
    return False


def paste(source: str) -> bool:
    """A field for text. Returns whether the draft is the table in it."""
    text = st.text_area(
        "Cells from a spreadsheet, or lines of text with a separator",
        key="table_text",
        height=140,
        max_chars=MOST_PASTED,
        placeholder="height, width, kind\n1.2, 0.7, a\n0.4, 1.1, b",
        help="Reads what you paste, such as cells copied from a spreadsheet. Press Ctrl+Enter to use it.",
    )
    if text and text.strip():
        mark = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
        return _load(source, mark, "", lambda reading: read_text(text, reading))
    return False


def _load(source: str, mark: str, name: str, read: Callable[[Reading], Sheet]) -> bool:
    """Read a table once. Returns False, after an error message, if it cannot be read; the previous table stays."""
    lab = state.lab()
    said, reading = lab.readings.get(source, ("", DETECT))
    if said != mark:
        reading = _carried_reading()
        lab.readings[source] = mark, reading
    before, origin = lab.drafts.get(source), f"{mark} {reading}"
    if before is not None and before.origin == origin:
        return True
    try:
        with st.spinner("Reading the table…"):
            draft = Draft(read(reading), origin, name, reading)
    except ValueError as error:
        stays = " Below is the previous table." if before is not None else ""
        st.error(literal(f"{error}{stays}"), icon=":material/error:")
        if not isinstance(error, ForeignFileError):
            your_data_reading.otherwise(source, name)
        return False
    _choose_as_carried(draft)
    if before is not None:
        draft.follow(before, same=before.origin.startswith(mark))
    lab.drafts[source] = draft
    return True


def offer_example(source: str) -> None:
    """An example for people without a table at hand."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "Try an example",
            key="table_example",
            icon=":material/eco:",
            help="Loads a made-up table with one number missing and one text among the numbers, and shows how to fix them.",
            on_click=_take_example,
            args=(source,),
        )
        st.markdown(
            f"No table at hand? {ROWS} leaves of three trees, to classify by size and edge."
        )


def _take_example(source: str) -> None:
    state.lab().drafts[source] = Draft(read_text(example(), DETECT), "example", NAME)


def _pending_choices() -> Mapping[str, Any]:
    """The choices in a pending experiment file; empty if none is pending."""
    pending = state.lab().pending
    return pending.table if pending else {}


def _carried_reading() -> Reading:
    """How to read the table, as in a pending experiment file."""
    try:
        return reading_of(_pending_choices())
    except ValueError:
        return DETECT


def _choose_as_carried(draft: Draft) -> None:
    """Apply the choices in a pending experiment file, if they suit this table."""
    carried = _pending_choices()
    if not carried:
        return
    try:
        draft.plan = plan_of(carried, draft.columns)
    except ValueError as error:
        st.info(literal(str(error)), icon=":material/info:")


def plane(source: str) -> None:
    """The plane to draw on."""
    lab = state.lab()
    draw_points(lab.drawn_points, _drawn)
    st.text_input(
        "Names of the classes 0, 1, …",
        lab.drawn_names,
        key=CLASS_NAMES,
        max_chars=MOST_CLASSES * MOST_NAME,
        placeholder="cat, dog",
        help="Names the classes, separated by commas. With numbers, such as 0.2, 1.5, the network can learn "
        "values: choose “its values” below.",
        on_change=_named,
    )
    _make(source)


def latest(source: str) -> Draft | None:
    """The draft, with the latest report from the browser: a point or a name can arrive in the same message as a
    press of a button."""
    lab = state.lab()
    if source == DRAW:
        report, names = state.reported(KEY, "drawn"), state.widget_value(CLASS_NAMES)
        lab.drawn_points = lab.drawn_points if report is None else points_of(report)
        lab.drawn_names = lab.drawn_names if names is None else str(names)
        _make(source)
    return lab.drafts.get(source)


def _make(source: str) -> None:
    """Make the table of the drawn points. Choices made for the previous one are kept."""
    lab = state.lab()
    points, names = lab.drawn_points, class_names(lab.drawn_names)
    origin = str((points, names))
    if not points:
        lab.drafts.pop(source, None)
    elif source not in lab.drafts or lab.drafts[source].origin != origin:
        columns = zip(*((repr(x), repr(y), names[k]) for x, y, k in points), strict=True)
        sheet = Sheet(("x1", "x2", "class"), tuple(columns), tuple(range(2, len(points) + 2)))
        before = lab.drafts.get(source)
        draft = lab.drafts[source] = Draft(sheet, origin)
        draft.plan = Plan(("x1", "x2"), "class", CLASSES, standardise=False)
        if before is not None:
            draft.plan, draft.test_fraction = before.plan, before.test_fraction


def class_names(text: str) -> list[str]:
    """The names of the classes; a class without a name of its own gets its number."""
    names: list[str] = []
    typed = [name.strip()[:MOST_NAME] for name in text.split(",")]
    for k in range(MOST_CLASSES):
        name = typed[k] if k < len(typed) else ""
        names.append(name if name and name not in names else str(k))
    return names


def _named() -> None:
    state.lab().drawn_names = str(state.widget_value(CLASS_NAMES) or "")


def _drawn() -> None:
    state.lab().drawn_points = points_of(state.reported(KEY, "drawn"))
