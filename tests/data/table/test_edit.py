"""Changes of the grid applied to a sheet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backprop.data.table.edit import cell_of, edited, to_csv
from backprop.data.table.reading import read_bytes
from backprop.data.table.sheet import Sheet

SHEET = Sheet(("a", "b"), (("1", "2", "3"), ("x", "y", "z")), (2, 4, 5))


def test_cells_rows_and_new_rows() -> None:
    changes = {
        "edited_rows": {1: {"a": 2.5}, "0": {"b": None, "nothing": 3}, 99: {"a": 1}},
        "deleted_rows": [2],
        "added_rows": [{"a": 7.0, "b": "new"}, {}],
    }
    sheet = edited(SHEET, changes)
    assert sheet.columns == (("1", "2.5", "7", ""), ("", "y", "new", ""))
    assert sheet.numbers == (2, 4, 6, 7)
    assert edited(SHEET, {}) == SHEET


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_come_back_to_the_bit(value: float) -> None:
    assert float(cell_of(value)) == value


def test_other_values() -> None:
    assert [cell_of(v) for v in (None, True, np.inf, np.nan, 3, "t")] == [
        "",
        "yes",
        "inf",
        "",
        "3",
        "t",
    ]


def test_what_is_typed_is_what_is_meant_or_stays_a_text() -> None:
    """1,5 does not become 15, and text is not lost."""
    german = replace(SHEET, decimal=",")
    changes = {"edited_rows": {0: {"a": "1,5"}, 1: {"a": "1.234,5"}, 2: {"a": "wide", "b": "1,5"}}}
    assert edited(german, changes, ["a"]).columns == (("1.5", "1234.5", "wide"), ("x", "y", "1,5"))
    assert edited(SHEET, changes, ["a"]).columns[0] == ("1,5", "1.234,5", "wide")
    assert edited(SHEET, {"edited_rows": {0: {"a": "−2"}, 1: {"a": "3 kg"}}}, ["a"]).columns[0] == (
        "-2",
        "3 kg",
        "3",
    )


def test_a_saved_table_is_loaded_again() -> None:
    sheet = Sheet(("a", "q"), (("1.5", "-3", ""), ("x, y", '=1+"z"', "ü\nv")), (2, 3, 4))
    again = read_bytes(to_csv(sheet))
    assert again.names == sheet.names
    assert again.columns == (("1.5", "-3", ""), ("x, y", '\'=1+"z"', "ü\nv"))
