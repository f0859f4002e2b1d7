"""Where a person's table comes from: a file, a text, or points drawn on the plane."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import streamlit as st

from backprop.live_view.draw_points import KEY, MOST_CLASSES, draw_points, points_of
from backprop.table.parquet import read_file
from backprop.table.plan import CLASSES, Plan
from backprop.table.sheet import Sheet, read_text
from backprop.ui import state
from backprop.ui.draft import Draft

KINDS = ["csv", "tsv", "txt", "tab", "data", "parquet"]
MOST_PASTED = 5_000_000  # characters
NAMES, MOST_NAME = "drawn_names", 40


def file(source: str) -> None:
    """A field for a file."""
    given = st.file_uploader(
        "A CSV, TSV or Parquet file",
        type=KINDS,
        key="table_file",
        help="Encoding, separator and decimal comma are found by themselves.",
    )
    if given is not None:
        data = given.getvalue()
        _load(source, f"{given.name} {given.file_id}", lambda: read_file(data))


def paste(source: str) -> None:
    """A field for a text."""
    text = st.text_area(
        "Cells from a spreadsheet, or lines of text with a separator",
        key="table_text",
        height=140,
        max_chars=MOST_PASTED,
        placeholder="height, width, kind\n1.2, 0.7, a\n0.4, 1.1, b",
        help="Copy cells in a spreadsheet and paste them here. Ctrl and Enter takes the text.",
    )
    if text and text.strip():
        mark = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
        _load(source, mark, lambda: read_text(text))


def _load(source: str, origin: str, read: Callable[[], Sheet]) -> None:
    """Read a table once; what cannot be read gets its sentence, and the one before stays."""
    drafts = state.lab().drafts
    if source in drafts and drafts[source].origin == origin:
        return
    try:
        with st.spinner("Reading the table…"):
            draft = Draft(read(), origin)
    except ValueError as error:
        st.error(str(error), icon=":material/error:")
        return
    if source in drafts:
        draft.generation = drafts[source].generation + 1
    drafts[source] = draft


def plane(source: str) -> None:
    """The plane to draw on."""
    lab = state.lab()
    draw_points(lab.drawn_points, _drawn)
    st.text_input(
        "Names of the classes 0, 1, …",
        lab.drawn_names,
        key=NAMES,
        max_chars=MOST_CLASSES * MOST_NAME,
        placeholder="cat, dog",
        help="Separated by commas. Numbers, such as 0.2, 1.5, make values to be learned: choose "
        "“its values” below.",
        on_change=_named,
    )
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
    """What the person calls the classes; their numbers where nothing, or the same again, is said."""
    names: list[str] = []
    given = [name.strip()[:MOST_NAME] for name in text.split(",")]
    for k in range(MOST_CLASSES):
        name = given[k] if k < len(given) else ""
        names.append(name if name and name not in names else str(k))
    return names


def _named() -> None:
    state.lab().drawn_names = str(state.chosen(NAMES) or "")


def _drawn() -> None:
    state.lab().drawn_points = points_of(state.reported(KEY, "drawn"))
