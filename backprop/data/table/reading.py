"""Reads text as a sheet: finds the character that separates cells, and the line with the names."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from backprop.data.table.decode import decode
from backprop.data.table.foreign import refuse_markup
from backprop.data.table.numerals import is_empty, is_number, looks_numeric
from backprop.data.table.sheet import MAX_BYTES, MAX_COLUMNS, Record, Sheet, build, too_wide

SPACE = " "
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", SPACE: "space"}
_LOOK_ROWS = 50
_REGULAR = (
    0.9  # spaces separate cells only if at least this share of rows has the same number of cells
)
_NOTHING = "The table is empty: it needs a line of names and a line for each sample."
_DIRECTIVE = re.compile(r"\s*\"?sep=(.)\"?\s*?(\r\n|\r|\n)", re.IGNORECASE)  # Excel writes it


@dataclass(frozen=True)
class Reading:
    """How to read a text; "" means that it is detected.

    encoding: one of decode.ENCODINGS. separator: one of SEPARATORS. decimal: "." or ",".
    names: "yes" or "no", whether the first line has the names of the columns.
    """

    encoding: str = ""
    separator: str = ""
    decimal: str = ""
    names: str = ""


DETECT = Reading()


def read_bytes(data: bytes, reading: Reading = DETECT) -> Sheet:
    """Read the table of a text file. Raises ValueError, one sentence, if there is no table in it."""
    if len(data) > MAX_BYTES:
        raise ValueError(too_large(len(data)))
    text, encoding = decode(data, reading.encoding)
    note = () if encoding == "UTF-8" else (f"The file is encoded in {encoding}.",)
    return read_text(text, reading, note)


def too_large(size: int) -> str:
    """The sentence about a file with too many bytes."""
    return (
        f"The file has {size / 2**20:.1f} MB; at most {MAX_BYTES // 2**20} MB can be read. "
        "Leave out rows or columns."
    )


def read_text(text: str, reading: Reading = DETECT, notes: tuple[str, ...] = ()) -> Sheet:
    """Read a table whose cells are separated by commas, semicolons, tabs, bars or spaces. Raises
    ValueError, one sentence."""
    if not text.strip():
        raise ValueError(_NOTHING)
    refuse_markup(text)
    separator, skipped = reading.separator, 0
    if directive := _DIRECTIVE.match(text):
        separator, text, skipped = separator or directive[1], text[directive.end() :], 1
    separator = separator or separator_of(text)
    try:
        records = list(_records(text, separator, 1 + skipped))
    except csv.Error as error:
        raise ValueError(
            f"The table cannot be read: {error}. The usual cause is a quotation mark that is never "
            "closed, or a cell with more than 131,072 characters."
        ) from error
    if separator != ",":
        notes = (*notes, f"The cells are separated by {SEPARATORS.get(separator, separator)}s.")
    return _sheet_of(records, separator, reading, notes)


def separator_of(text: str) -> str:
    """The character that separates cells: the one that splits the first lines into the most regular rows
    and gives the most numbers."""
    best, found = (0.0, 0.0, 0), ","
    sample = "\n".join(text[:200_000].splitlines()[:_LOOK_ROWS])
    for separator in SEPARATORS:
        if (separator == SPACE and found != ",") or (separator == SPACE and best[2] > 1):
            continue  # spaces occur within cells, too
        try:
            rows = [row for _, row in _records(sample, separator)]
        except csv.Error:
            continue
        widths = [len(row) for row in rows]
        usual = max(set(widths), key=widths.count) if widths else 1
        if usual < 2:
            continue
        regular = widths.count(usual) / len(widths)
        cells = [cell for row in rows for cell in row]
        numbers = sum(looks_numeric(cell) for cell in cells) / len(cells)
        if separator == SPACE and (regular < _REGULAR or not numbers):
            continue
        score = (round(regular, 1), round(numbers, 1), usual)
        if score > best:
            best, found = score, separator
    return found


def _records(text: str, separator: str, first: int = 1) -> Iterator[Record]:
    """The rows that are not empty, with their numbers."""
    lines: Iterable[str] = io.StringIO(text, newline="")
    if separator == SPACE:
        lines = (line.rstrip() + "\n" for line in re.split(r"\r\n|\r|\n", text))
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True)
    for number, row in enumerate(reader, first):
        if row and (row[0].strip() or any(cell.strip() for cell in row)):
            yield number, row


def _sheet_of(
    records: list[Record], separator: str, reading: Reading, notes: tuple[str, ...]
) -> Sheet:
    """Split records into names and rows. Raises ValueError, one sentence."""
    records, titles = _without_titles(records)
    if not records:
        raise ValueError(_NOTHING)
    usual = _usual_width(records)
    first = [cell.strip() for cell in records[0][1]]
    below = [row for _, row in records[1 : 10 * _LOOK_ROWS]]
    named = reading.names == "yes" or (not reading.names and _holds_names(first, below))
    names, body = (first, records[1:]) if named else ([], records)
    if not body:
        raise ValueError(
            "The table has a line of names but no rows below it: add a line for each sample."
        )
    found = [*notes, *titles]
    if not named:
        found.append("There is no line of names, so the columns are numbered.")
    elif any(looks_numeric(name) for name in names) and not reading.names:
        odd = next(name for name in names if looks_numeric(name))
        found.append(
            f"Row {records[0][0]} is read as the names, although it contains a number, {odd[:20]}."
        )
    if named and len(names) == usual - 1 and names[0] and _reaches(below, usual):
        names = ["", *names]
        found.append("The line of names is one cell short; the first column is read as unnamed.")
    comma_likely = separator != ","
    return build(names, usual, body, tuple(found), reading.decimal, comma_likely)


def _without_titles(records: list[Record]) -> tuple[list[Record], list[str]]:
    """The rows without titles and remarks above the table, and a sentence about what was left out."""
    widths = [len(row) for _, row in records]
    usual = max(set(widths), key=widths.count) if widths else 1
    start = 0
    while usual > 1 and start < min(20, len(records) - 2):
        row = records[start][1]
        alone = sum(bool(cell.strip()) for cell in row) == 1
        following = records[start + 1][1]
        full = usual > 2 and len(following) == usual
        above_names = full and all(cell.strip() and not looks_numeric(cell) for cell in following)
        if not (alone and (len(row) == 1 or above_names)) and not (
            row[0].startswith("#") and len(row) != usual
        ):
            break
        start += 1
    if not start:
        return records, []
    title = records[0][1][0].strip() or next(c.strip() for c in records[0][1] if c.strip())
    rows = "Row 1 is" if start == 1 else f"The first {start} rows are"
    return records[start:], [f"{rows} not part of the table and left out: “{title[:60]}”."]


def _holds_names(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether the first row has the names of the columns, or is a row like the others."""
    numbers = [cell for cell in first if looks_numeric(cell)]
    if all(looks_numeric(cell) or is_empty(cell) for cell in first):
        return False
    if any(not (is_number(cell) and cell.isdecimal()) for cell in numbers):
        return False  # 0.5 is not a name; 2019 may be one
    repeated = [
        any(place < len(row) and row[place].strip() == cell for row in below)
        for place, cell in enumerate(first)
        if cell and not looks_numeric(cell)
    ]
    return not (any(repeated) if numbers else len(below) > 1 and all(repeated))


def _reaches(rows: Sequence[Sequence[str]], width: int) -> bool:
    filled = sum(len(row) >= width and bool(row[width - 1].strip()) for row in rows)
    return filled > len(rows) / 2


def _usual_width(records: Sequence[Record]) -> int:
    widths = [len(row) for _, row in records]
    width = max(len(records[0][1]), max(set(widths), key=widths.count))
    if width > MAX_COLUMNS:
        raise ValueError(too_wide(width))
    return width
