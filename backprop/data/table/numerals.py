"""Reads numbers in the notations that tables use, and rewrites them as Python reads them.

A table has one decimal sign. It is found from the cells that can be read in only one way: 1.234,5 and
0,5 have a decimal comma, 1,234.5 and 1,234,567 a decimal point. 1,234 could be either.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

POINT, COMMA = ".", ","
DECIMALS = {POINT: "point", COMMA: "comma"}
MOSTLY = 0.8  # a column with at least this share of numbers among its filled cells is numeric
_LOOK_ROWS = 500
_EMPTY = {
    *("", "na", "n/a", "n.a.", "nan", "<na>", "nat", "null", "none", "missing"),
    *("?", ".", "-", "–", "—", "--"),
    *("#n/a", "#na", "#div/0!", "#value!", "#ref!", "#num!", "#null!", "#name?"),
}
_NUMBER = re.compile(
    r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?|[+-]?inf(inity)?", re.ASCII | re.IGNORECASE
)
_SPACES = "\u00a0\u2007\u2009\u202f"  # spaces that group digits
_QUOTES = "'’"
_CURRENCY = "$€£¥₹"
_WRITTEN = re.compile(
    rf"(?P<sign>[+\-−－]?)(?P<before>[{_CURRENCY}]?) ?(?P<sign2>[+\-−－]?)"
    rf"(?P<digits>\d[\d.,{_QUOTES}{_SPACES} ]*|[.,]\d+)(?P<power>[eE][+\-−]?\d{{1,3}})?"
    rf"[ {_SPACES}]?(?P<after>[^\d\s.,+\-/:;=()]{{0,12}}[²³]?(?:/[^\W\d]{{1,4}}[²³]?)?)",
    re.ASCII,
)
_GROUPS = {
    POINT: re.compile(
        rf"[1-9]\d{{0,2}}(?:([,{_QUOTES}{_SPACES} ])\d{{3}})(?:\1\d{{3}})*(\.\d*)?|\d*(\.\d*)?",
        re.ASCII,
    ),
    COMMA: re.compile(
        rf"[1-9]\d{{0,2}}(?:([.{_QUOTES}{_SPACES} ])\d{{3}})(?:\1\d{{3}})*(,\d*)?|\d*(,\d*)?",
        re.ASCII,
    ),
}
_EITHER = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)  # 1,234: thousands or decimals
_PLAIN = frozenset("0123456789.+-eE\n\t")
_ODD = re.compile(rf"[,{_QUOTES}{_SPACES}{_CURRENCY}%‰°−－]|\d [\d]|\d ?[^\W\d_eE]")


@dataclass(frozen=True)
class Numerals:
    """columns: the cells, with numbers as Python writes them. decimal: the decimal sign, found or chosen.
    notes: sentences about how numbers were read. doubt: a sentence if the other decimal sign would have
    given other numbers, else ""."""

    columns: tuple[tuple[str, ...], ...]
    decimal: str
    notes: tuple[str, ...] = ()
    doubt: str = ""


def is_empty(cell: str) -> bool:
    """Whether a cell is empty or has a word for it: NA, n/a, NaN, null, none, ?, -, #N/A."""
    return cell.strip().lower() in _EMPTY


def is_number(cell: str) -> bool:
    """Whether a cell is a number as Python reads it: 12, -0.5, 1e-3, or an infinite one."""
    return _NUMBER.fullmatch(cell.strip()) is not None


def looks_numeric(cell: str) -> bool:
    """Whether a cell is a number in any notation: 1.234,5, −3, 12 %, $4."""
    cell = cell.strip()
    return is_number(cell) or _read(cell, POINT) is not None or _read(cell, COMMA) is not None


def typed_number(cell: str, decimal: str) -> str | None:
    """A number that a person types into a column of numbers, as Python writes it; only digits, signs and
    digit groups are allowed. None for anything else."""
    parts = _WRITTEN.fullmatch(cell.strip())
    if not parts or parts["before"] or parts["after"]:
        return None
    return _read(cell.strip(), decimal)


def plain_numbers(
    names: Sequence[str],
    columns: tuple[tuple[str, ...], ...],
    decimal: str = "",
    comma_likely: bool = False,
) -> Numerals:
    """Rewrite columns of numbers, in any notation, as Python reads them; other columns do not change.

    decimal: the decimal sign, if a person has chosen it. comma_likely: whether to assume a decimal comma
    if nothing in the table decides it.
    """
    suspects = [place for place, cells in enumerate(columns) if _suspect(cells, decimal)]
    found, doubt = decimal or POINT, ""
    if not decimal and suspects:
        found, doubt = _decimal_of([columns[place] for place in suspects], comma_likely)
    changed, notes = list(columns), []
    for place in suspects:
        cells, example = _plain(columns[place], found)
        changed[place] = cells
        if example is not None:
            notes.append(f"{names[place]}: “{example[0]}” is read as {example[1]}.")
    if len(notes) > 3:
        notes = [*notes[:2], f"The same applies to {len(notes) - 2} more columns."]
    if found == COMMA:
        notes = ["The numbers have a decimal comma.", *notes]
    return Numerals(tuple(changed), found, tuple(notes), doubt)


def _suspect(cells: Sequence[str], decimal: str) -> bool:
    """Whether a column may have numbers that are not written as in Python."""
    head = [*islice((cell.strip() for cell in cells if not is_empty(cell)), _LOOK_ROWS)]
    if not head or sum(looks_numeric(cell) for cell in head) < MOSTLY * len(head):
        return False
    if decimal == COMMA:
        return True
    text = "\n".join(cells)
    if not _PLAIN.issuperset(text) and _ODD.search(text):
        return True
    pointed = [cell for cell in head if "." in cell]  # 1.234 in every cell
    return any(cell.count(".") > 1 for cell in head) or (
        bool(pointed) and all(_EITHER.fullmatch(cell.lstrip("+-")) for cell in pointed)
    )


def _decimal_of(columns: Sequence[Sequence[str]], comma_likely: bool) -> tuple[str, str]:
    """The decimal sign of a table, and a sentence if the cells do not decide it, else ""."""
    sure = {POINT: 0, COMMA: 0}
    open_cells: dict[str, str] = {}
    for cells in columns:
        for cell in cells[:_LOOK_ROWS]:
            parts = _WRITTEN.fullmatch(cell.strip())
            digits = parts["digits"].strip() if parts else ""
            readings = [sign for sign in sure if _GROUPS[sign].fullmatch(digits)]
            if _EITHER.fullmatch(digits):
                open_cells.setdefault(COMMA if COMMA in digits else POINT, cell.strip())
            elif len(readings) == 1 and (POINT in digits or COMMA in digits):
                sure[readings[0]] += 1
    if sure[POINT] or sure[COMMA] or not open_cells:
        return (COMMA if sure[COMMA] > sure[POINT] else POINT), ""
    sign = COMMA if comma_likely and COMMA in open_cells else POINT
    if COMMA not in open_cells and not comma_likely:
        return POINT, ""  # in a table with commas between its cells a point is a decimal point
    cell = open_cells.get(COMMA) or open_cells[POINT]
    other = POINT if sign == COMMA else COMMA
    return sign, (
        f"“{cell}” can be read in two ways: it is read as {_read(cell, sign)}, with a decimal "
        f"{DECIMALS[sign]}. With a decimal {DECIMALS[other]} it would be {_read(cell, other)}."
    )


def _plain(cells: tuple[str, ...], decimal: str) -> tuple[tuple[str, ...], tuple[str, str] | None]:
    """The cells with numbers as Python writes them, and one example (cell, number) of a notation that
    differs in more than the decimal sign, or None."""
    read = [_read(cell.strip(), decimal) for cell in cells]
    afters = {
        parts["after"]
        for cell, number in zip(cells, read, strict=True)
        if number is not None and (parts := _WRITTEN.fullmatch(cell.strip())) and parts["after"]
    }
    filled = sum(not is_empty(cell) for cell in cells)
    if len(afters) > 1 or sum(number is not None for number in read) < MOSTLY * filled:
        return cells, None
    example = None
    for cell, number in zip(cells, read, strict=True):
        grouped = decimal == COMMA and POINT in cell
        if number is not None and (grouped or not is_number(cell.replace(decimal, POINT))):
            example = cell.strip(), number
            break
    pairs = zip(cells, read, strict=True)
    return tuple(cell if number is None else number for cell, number in pairs), example


def _read(cell: str, decimal: str) -> str | None:
    """The number in a cell, read with a decimal sign and written as in Python; None if it is not one."""
    parts = _WRITTEN.fullmatch(cell)
    if not parts or (parts["sign"] and parts["sign2"]):
        return None
    digits = parts["digits"].strip()
    if not _GROUPS[decimal].fullmatch(digits):
        return None
    whole, _, fraction = digits.partition(decimal)
    whole = re.sub(r"\D", "", whole)
    sign = "-" if (parts["sign"] or parts["sign2"]) in ("-", "−", "－") else ""
    power = (parts["power"] or "").replace("−", "-")
    if not whole and not fraction:
        return None
    return f"{sign}{whole or '0'}{'.' + fraction if fraction else ''}{power}"
