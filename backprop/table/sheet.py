"""A table as a person sees it in a spreadsheet: names of columns, cells of text, rows with numbers."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field

import numpy as np

from backprop.table.decode import decode

MAX_BYTES, MAX_ROWS, MAX_COLUMNS = 20 * 2**20, 50_000, 1_000
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_LOOK_ROWS = 50
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d{1,3})?")
_EMPTY = {"", "na", "n/a", "nan", "null", "none", "?", "-", "–"}


@dataclass(frozen=True)
class Sheet:
    """names: one a column, all different. columns: the cells of each, all of one length.

    numbers: the row of each record as a spreadsheet counts it, the first of the file being 1.
    notes: a sentence about everything that was recognised or changed while it was read.
    """

    names: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    notes: tuple[str, ...] = field(default=())

    @property
    def n_rows(self) -> int:
        """How many rows of data."""
        return len(self.numbers)

    def column(self, name: str) -> tuple[str, ...]:
        """The cells of a column."""
        return self.columns[self.names.index(name)]


def is_empty(cell: str) -> bool:
    """Whether a cell holds nothing, or a word for it: NA, n/a, NaN, null, none, ?, -."""
    return cell.strip().lower() in _EMPTY


def is_number(cell: str) -> bool:
    """Whether a cell is a decimal number: 12, -0.5, 1e-3."""
    return _NUMBER.fullmatch(cell.strip()) is not None


def read_bytes(data: bytes) -> Sheet:
    """A CSV or TSV file. Raises ValueError, one sentence, where there is no table in it."""
    if len(data) > MAX_BYTES:
        raise ValueError(
            f"The file has {len(data) / 2**20:.0f} MB; at most {MAX_BYTES // 2**20} MB can be read. "
            "Leave rows or columns out."
        )
    text, encoding = decode(data)
    note = () if encoding == "UTF-8" else (f"The file is {encoding} text.",)
    return read_text(text, note)


def read_text(text: str, notes: tuple[str, ...] = ()) -> Sheet:
    """A table with cells between commas, semicolons, tabs or bars. Raises ValueError."""
    if not text.strip():
        raise ValueError("There is nothing in it: a table has a line of names and a line a sample.")
    separator = separator_of(text)
    try:
        records = list(_records(text, separator))
    except csv.Error as error:
        raise ValueError(
            f"The table cannot be read: {error}. A quotation mark that is never closed, or a cell "
            "of more than 131,072 characters, is the usual cause."
        ) from error
    if len(records) > 1 and len(records[0][1]) > MAX_COLUMNS:
        raise ValueError(too_wide(len(records[0][1])))
    if separator != ",":
        notes = (*notes, f"Its cells are separated by {SEPARATORS[separator]}s.")
        pointed = _with_points(records)
        if pointed is not None:
            records, notes = pointed, (*notes, "Its numbers have a decimal comma.")
    return sheet_of(records, notes)


def too_wide(columns: int) -> str:
    """What is said of a table with too many columns."""
    return (
        f"The table has {columns:,} columns; at most {MAX_COLUMNS:,} can be read. Leave columns out, "
        "or turn rows into columns."
    )


def separator_of(text: str) -> str:
    """The character between cells: the one that cuts the first lines into the most equal rows."""
    best, found = (0.0, 0), ","
    sample = "\n".join(text[:200_000].splitlines()[:_LOOK_ROWS])
    for separator in SEPARATORS:
        try:
            widths = [len(row) for _, row in _records(sample, separator)]
        except csv.Error:
            continue
        usual = max(set(widths), key=widths.count) if widths else 1
        score = (widths.count(usual) / len(widths), usual) if usual > 1 else (0.0, 0)
        if score > best:
            best, found = score, separator
    return found


def _records(text: str, separator: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    return [(number, row) for number, row in enumerate(reader, 1) if any(c.strip() for c in row)]


def _with_points(records: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]] | None:
    """Numbers with a decimal comma as numbers with a point, where most are written so; else None."""
    head = [cell.strip() for _, row in records[: 10 * _LOOK_ROWS] for cell in row]
    commas = sum(_DECIMAL_COMMA.fullmatch(cell) is not None for cell in head)
    if commas <= sum("." in cell and is_number(cell) for cell in head):
        return None
    return [
        (number, [c.replace(",", ".") if _DECIMAL_COMMA.fullmatch(c.strip()) else c for c in row])
        for number, row in records
    ]


def sheet_of(records: list[tuple[int, list[str]]], notes: tuple[str, ...] = ()) -> Sheet:
    """A sheet of numbered rows. The first row holds the names unless it holds numbers alone; cells
    that a row lacks are empty. More than MAX_ROWS are sampled. Raises ValueError."""
    if not records:
        raise ValueError("There is nothing in it: a table has a line of names and a line a sample.")
    width = _usual_width(records)
    first = records[0][1]
    has_names = not all(is_number(cell) or is_empty(cell) for cell in first)
    names = first if has_names else []
    body = records[1:] if has_names else records
    if not body:
        raise ValueError("The table has a line of names and no rows below it.")
    if not has_names:
        notes = (*notes, "It has no line of names: the columns are numbered.")
    return build(names[:width], width, body, notes)


def _usual_width(records: list[tuple[int, list[str]]]) -> int:
    widths = [len(row) for _, row in records]
    width = max(len(records[0][1]), max(set(widths), key=widths.count))
    if width > MAX_COLUMNS:
        raise ValueError(too_wide(width))
    return width


def build(
    names: list[str], width: int, body: list[tuple[int, list[str]]], notes: tuple[str, ...] = ()
) -> Sheet:
    """A sheet of ``width`` columns; says what it had to name, sample, fill up or cut."""
    kept_names, renamed = _different(names, width)
    notes = (*notes, *renamed)
    if len(body) > MAX_ROWS:
        notes = (
            *notes,
            f"It has {len(body):,} rows: {MAX_ROWS:,} of them, drawn at random, are used.",
        )
        kept = np.sort(np.random.default_rng(0).permutation(len(body))[:MAX_ROWS])
        body = [body[k] for k in kept]
    short = [number for number, row in body if len(row) < width]
    long = [number for number, row in body if any(c.strip() for c in row[width:])]
    if short:
        notes = (*notes, f"{listed(short)} {_ends(short)} early: what is missing there is empty.")
    if long:
        notes = (
            *notes,
            f"{listed(long)} {_has(long)} more than {width} cells: the rest is left out.",
        )
    rows = [(row + [""] * width)[:width] for _, row in body]
    columns = tuple(tuple(column) for column in zip(*rows, strict=True))
    return Sheet(kept_names, columns, tuple(number for number, _ in body), notes)


def _different(names: list[str], width: int) -> tuple[tuple[str, ...], list[str]]:
    """A name for every column, all of them different, and what was done for that."""
    found: list[str] = []
    notes = []
    for place in range(width):
        name = " ".join(names[place].split())[:60] if place < len(names) else ""
        if not name:
            if names:
                notes.append(f"Column {place + 1} has no name: it is called “column {place + 1}”.")
            name = f"column {place + 1}"
        original, count = name, 1
        while name in found:
            count += 1
            name = f"{original} ({count})"
        if name != original:
            notes.append(f"Column {place + 1} has the name of another one: it is called “{name}”.")
        found.append(name)
    if len(notes) > 4:
        notes = [*notes[:3], f"So it is with {len(notes) - 3} more columns."]
    return tuple(found), notes


def listed(numbers: list[int], most: int = 5) -> str:
    """Rows as people name them: "Row 4", "Rows 4, 9 and 17", "Rows 4, 9, 17, 20, 21 and 30 more"."""
    if len(numbers) == 1:
        return f"Row {numbers[0]}"
    if len(numbers) > most:
        return f"Rows {', '.join(map(str, numbers[:most]))} and {len(numbers) - most:,} more"
    return f"Rows {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def _ends(numbers: list[int]) -> str:
    return "ends" if len(numbers) == 1 else "end"


def _has(numbers: list[int]) -> str:
    return "has" if len(numbers) == 1 else "have"
