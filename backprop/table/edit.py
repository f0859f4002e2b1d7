"""Changes that a person makes in the grid, applied to a sheet."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from backprop.table.sheet import MAX_ROWS, Sheet


def edited(sheet: Sheet, changes: Mapping[str, Any]) -> Sheet:
    """The sheet after changes in the form of Streamlit's data editor: edited_rows (place: {column:
    value}), added_rows ([{column: value}]), deleted_rows ([place]). Rows keep their numbers; added
    ones follow the last. What names no row or column is left alone."""
    columns = [list(column) for column in sheet.columns]
    place_of = {name: place for place, name in enumerate(sheet.names)}
    for row, values in changes.get("edited_rows", {}).items():
        for name, value in values.items():
            if name in place_of and 0 <= int(row) < sheet.n_rows:
                columns[place_of[name]][int(row)] = cell_of(value)
    gone = {int(row) for row in changes.get("deleted_rows", [])}
    kept = [k for k in range(sheet.n_rows) if k not in gone]
    numbers = [sheet.numbers[k] for k in kept]
    columns = [[column[k] for k in kept] for column in columns]
    following = max(sheet.numbers, default=0) + 1
    for number, values in enumerate(changes.get("added_rows", []), following):
        if len(numbers) >= MAX_ROWS:
            break
        numbers.append(number)
        for name, place in place_of.items():
            columns[place].append(cell_of(values.get(name)))
    return Sheet(sheet.names, tuple(map(tuple, columns)), tuple(numbers), sheet.notes, sheet.doubt)


def cell_of(value: Any) -> str:
    """A value of the grid or of a file as the text of a cell; nothing, and NaN, as ""."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        if not math.isfinite(value):
            return "" if math.isnan(value) else str(value)
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)[:1000]
