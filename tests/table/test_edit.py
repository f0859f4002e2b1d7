"""Changes of the grid applied to a sheet."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backprop.table.edit import cell_of, edited
from backprop.table.sheet import Sheet

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
