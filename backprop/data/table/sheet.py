"""A table as a person sees it in a spreadsheet: names of columns, cells of text, rows with numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from backprop.data.table.numerals import COMMA, POINT, plain_numbers

MAX_BYTES, MAX_ROWS, MAX_COLUMNS = 20 * 2**20, 50_000, 1_000
MOST_NAME = 60  # characters of a column's name
Record = tuple[int, list[str]]  # the number of a row, and its cells


@dataclass(frozen=True)
class Doubt:
    """Numbers that can be read in two ways: a sentence, and the decimal sign that they were not read with."""

    sentence: str
    decimal: str


@dataclass(frozen=True)
class Sheet:
    """names: one a column, all different. columns: the cells of each, all of one length.

    numbers: the row of each record as a spreadsheet counts it, the first of the file being 1.
    notes: a sentence about everything that was recognised or changed while it was read.
    doubt: what could be read in another way. decimal: the sign that its numbers were written with.
    """

    names: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    notes: tuple[str, ...] = field(default=())
    doubt: Doubt | None = None
    decimal: str = POINT

    @property
    def n_rows(self) -> int:
        """How many rows of data."""
        return len(self.numbers)

    def column(self, name: str) -> tuple[str, ...]:
        """The cells of a column."""
        return self.columns[self.names.index(name)]


def too_wide(columns: int) -> str:
    """What is said of a table with too many columns."""
    return (
        f"The table has {columns:,} columns; at most {MAX_COLUMNS:,} can be read. Leave columns out, "
        "or turn rows into columns."
    )


def build(
    names: Sequence[str],
    width: int,
    body: Sequence[Record],
    notes: tuple[str, ...] = (),
    decimal: str = "",
    comma_likely: bool = False,
) -> Sheet:
    """A sheet of ``width`` columns; says what it had to name, sample, fill up or cut. decimal and comma_likely
    as in plain_numbers."""
    if len(body) > MAX_ROWS:
        notes = (
            *notes,
            f"It has {len(body):,} rows: {MAX_ROWS:,} of them, drawn at random, are used.",
        )
        kept = np.sort(np.random.default_rng(0).permutation(len(body))[:MAX_ROWS])
        body = [body[k] for k in kept]
    short = [number for number, row in body if len(row) < width]
    long = [number for number, row in body if any(c.strip() for c in row[width:])]
    rows = (row if len(row) == width else (row + [""] * width)[:width] for _, row in body)
    columns = [*zip(*rows, strict=True)]
    called = [*names[:width], *[""] * (width - len(names))]
    kept_places = [
        place
        for place, cells in enumerate(columns)
        if called[place].strip() or any(cell.strip() for cell in cells)
    ]  # a separator at the end of every line makes no column
    if short and len(kept_places) == width:
        notes = (*notes, f"{listed(short)} {_ends(short)} early: what is missing there is empty.")
    if long:
        notes = (
            *notes,
            f"{listed(long)} {_has(long)} more than {width} cells: the rest is left out.",
        )
    columns = [columns[place] for place in kept_places]
    kept_names, renamed = _different([called[place] for place in kept_places], bool(names))
    written = plain_numbers(kept_names, tuple(columns), decimal, comma_likely)
    doubt = None
    if written.doubt:
        doubt = Doubt(written.doubt, COMMA if written.decimal == POINT else POINT)
    numbers = tuple(number for number, _ in body)
    said = (*notes, *renamed, *written.notes)
    return Sheet(kept_names, written.columns, numbers, said, doubt, written.decimal)


def _different(names: Sequence[str], named: bool) -> tuple[tuple[str, ...], list[str]]:
    """A name for every column, all of them different, and what was done for that."""
    found: list[str] = []
    notes = []
    for place, given in enumerate(names):
        name = shortened(" ".join(given.split()), MOST_NAME)
        if not name:
            name = f"column {place + 1}"
            if named:
                notes.append(f"Column {place + 1} has no name: it is called “{name}”.")
        original, name = name, unlike(name, found)
        if name != original:
            notes.append(f"Column {place + 1} has the name of another one: it is called “{name}”.")
        found.append(name)
    if len(notes) > 4:
        notes = [*notes[:3], f"So it is with {len(notes) - 3} more columns."]
    return tuple(found), notes


def shortened(text: str, most: int) -> str:
    """A text of at most so many characters; one that is cut ends with an ellipsis."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def unlike(name: str, taken: Sequence[str]) -> str:
    """The name, or with a number behind it, so that none of the others is the same."""
    other, count = name, 1
    while other in taken:
        count += 1
        other = f"{name} ({count})"
    return other


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
