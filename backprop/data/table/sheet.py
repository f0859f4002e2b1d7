"""A table as a person sees it in a spreadsheet: columns with names, text cells, numbered rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from backprop.data.table.numerals import COMMA, POINT, plain_numbers

MAX_BYTES, MAX_ROWS, MAX_COLUMNS = 20 * 2**20, 50_000, 1_000
MOST_NAME = 60  # characters in a column's name
Record = tuple[int, list[str]]  # the number of a row and its cells


@dataclass(frozen=True)
class Doubt:
    """A doubt about numbers that can be read in two ways: a sentence, and the decimal sign not used."""

    sentence: str
    decimal: str


@dataclass(frozen=True)
class Sheet:
    """names: one for each column, all different. columns: the cells of each column, all equally many.

    numbers: each row's number as a spreadsheet counts it, where the first row of the file is 1.
    notes: sentences about everything that was detected or changed while reading. doubt: numbers that
    could be read in another way. decimal: the decimal sign of the numbers in the file.
    """

    names: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    notes: tuple[str, ...] = field(default=())
    doubt: Doubt | None = None
    decimal: str = POINT

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return len(self.numbers)

    def column(self, name: str) -> tuple[str, ...]:
        """The cells of a column."""
        return self.columns[self.names.index(name)]


def too_wide(columns: int) -> str:
    """The sentence about a table with too many columns."""
    return (
        f"The table has {columns:,} columns; at most {MAX_COLUMNS:,} can be read. Leave out columns, or "
        "swap rows and columns."
    )


def build(
    names: Sequence[str],
    width: int,
    body: Sequence[Record],
    notes: tuple[str, ...] = (),
    decimal: str = "",
    comma_likely: bool = False,
) -> Sheet:
    """A sheet with ``width`` columns; its notes say what was named, sampled, filled up or cut. decimal
    and comma_likely as in plain_numbers."""
    if len(body) > MAX_ROWS:
        notes = (
            *notes,
            f"The table has {len(body):,} rows; a random {MAX_ROWS:,} of them are used.",
        )
        kept = np.sort(np.random.default_rng(0).permutation(len(body))[:MAX_ROWS])
        body = [body[k] for k in kept]
    short = [number for number, row in body if len(row) < width]
    long = [number for number, row in body if any(c.strip() for c in row[width:])]
    rows = (row if len(row) == width else (row + [""] * width)[:width] for _, row in body)
    columns = [*zip(*rows, strict=True)]
    titles = [*names[:width], *[""] * (width - len(names))]
    kept_places = [
        place
        for place, cells in enumerate(columns)
        if titles[place].strip() or any(cell.strip() for cell in cells)
    ]  # a separator at the end of every line does not make a column
    if short and len(kept_places) == width:
        notes = (*notes, f"{listed(short)} {_ends(short)} early; the missing cells are empty.")
    if long:
        notes = (
            *notes,
            f"{listed(long)} {_has(long)} more than {width} cells; the rest is left out.",
        )
    columns = [columns[place] for place in kept_places]
    kept_names, renamed = _different([titles[place] for place in kept_places], bool(names))
    plain = plain_numbers(kept_names, tuple(columns), decimal, comma_likely)
    doubt = None
    if plain.doubt:
        doubt = Doubt(plain.doubt, COMMA if plain.decimal == POINT else POINT)
    numbers = tuple(number for number, _ in body)
    notes = (*notes, *renamed, *plain.notes)
    return Sheet(kept_names, plain.columns, numbers, notes, doubt, plain.decimal)


def _different(names: Sequence[str], named: bool) -> tuple[tuple[str, ...], list[str]]:
    """A different name for every column, and notes about the names that were changed."""
    found: list[str] = []
    notes = []
    for place, title in enumerate(names):
        name = shortened(" ".join(title.split()), MOST_NAME)
        if not name:
            name = f"column {place + 1}"
            if named:
                notes.append(f"Column {place + 1} has no name; it is called “{name}”.")
        original, name = name, unlike(name, found)
        if name != original:
            notes.append(
                f"Column {place + 1} has the same name as another one; it is called “{name}”."
            )
        found.append(name)
    if len(notes) > 4:
        notes = [*notes[:3], f"The same applies to {len(notes) - 3} more columns."]
    return tuple(found), notes


def shortened(text: str, most: int) -> str:
    """A text cut to at most that many characters; a cut text ends with an ellipsis."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def unlike(name: str, taken: Sequence[str]) -> str:
    """The name, with a number appended if it is already taken."""
    other, count = name, 1
    while other in taken:
        count += 1
        other = f"{name} ({count})"
    return other


def listed(numbers: list[int], most: int = 5) -> str:
    """Row numbers in words: "Row 4", "Rows 4, 9 and 17", "Rows 4, 9, 17, 20, 21 and 30 more"."""
    if len(numbers) == 1:
        return f"Row {numbers[0]}"
    if len(numbers) > most:
        return f"Rows {', '.join(map(str, numbers[:most]))} and {len(numbers) - most:,} more"
    return f"Rows {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def _ends(numbers: list[int]) -> str:
    return "ends" if len(numbers) == 1 else "end"


def _has(numbers: list[int]) -> str:
    return "has" if len(numbers) == 1 else "have"
