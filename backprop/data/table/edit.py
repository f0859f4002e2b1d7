"""Applies a person's edits in the grid to a sheet, and writes a sheet as a CSV file."""

from __future__ import annotations

import csv
import dataclasses
import io
import math
from collections.abc import Collection, Mapping
from typing import Any

from backprop.data.table.numerals import is_number, typed_number
from backprop.data.table.sheet import MAX_ROWS, Sheet

FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
)  # spreadsheets run a cell that begins with one of these


def harmless(text: str) -> str:
    """A text that a spreadsheet shows instead of running it: with an apostrophe in front if it begins
    like a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(FORMULA) else text


def edited(sheet: Sheet, changes: Mapping[str, Any], numbers: Collection[str] = ()) -> Sheet:
    """The sheet after changes in the form of Streamlit's data editor: edited_rows ({place: {column:
    value}}), added_rows ([{column: value}]), deleted_rows ([place]).

    Rows keep their numbers; added rows get the numbers after the last. numbers: names of the columns
    where text in the table's own notation is converted to a number. Unknown rows and columns are
    ignored.
    """
    columns = [list(column) for column in sheet.columns]
    place_of = {name: place for place, name in enumerate(sheet.names)}

    def cell(name: str, value: Any) -> str:
        text = cell_of(value)
        number = typed_number(text, sheet.decimal) if name in numbers and text else None
        return text if number is None or is_number(text) else number

    for row, values in changes.get("edited_rows", {}).items():
        for name, value in values.items():
            if name in place_of and 0 <= int(row) < sheet.n_rows:
                columns[place_of[name]][int(row)] = cell(name, value)
    gone = {int(row) for row in changes.get("deleted_rows", [])}
    kept = [k for k in range(sheet.n_rows) if k not in gone]
    places = [sheet.numbers[k] for k in kept]
    columns = [[column[k] for k in kept] for column in columns]
    following = max(sheet.numbers, default=0) + 1
    for number, values in enumerate(changes.get("added_rows", []), following):
        if len(places) >= MAX_ROWS:
            break
        places.append(number)
        for name, place in place_of.items():
            columns[place].append(cell(name, values.get(name)))
    return dataclasses.replace(sheet, columns=tuple(map(tuple, columns)), numbers=tuple(places))


def cell_of(value: Any) -> str:
    """A value of the grid or of a file as the text of a cell; "" for None and NaN."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        if not math.isfinite(value):
            return "" if math.isnan(value) else str(value)
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)[:1000]


def to_csv(sheet: Sheet) -> bytes:
    """The sheet as a CSV file, in UTF-8 with a byte order mark so that spreadsheets recognise it; cells
    that would run as formulas get an apostrophe in front."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(map(harmless, sheet.names))
    for row in zip(*sheet.columns, strict=True):
        writer.writerow(cell if is_number(cell) else harmless(cell) for cell in row)
    return text.getvalue().encode("utf-8-sig")
