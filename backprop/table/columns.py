"""What the cells of a column are: numbers, categories, nothing; and which of them do not fit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.activations import Array
from backprop.table.sheet import Sheet, is_empty, is_number

LARGEST = 1e100  # beyond it squares and deviations are no finite numbers any more
MOSTLY = 0.8  # share of numbers among the filled cells from which a column is one of numbers
NUMBER, CATEGORY, EMPTY = "number", "category", "empty"


@dataclass(frozen=True, eq=False)
class Column:
    """A column of a sheet.

    kind: number, category or empty. values (n,): the numbers, NaN where a cell holds none.
    empty, text (n,): whether a cell holds nothing, or a text where the others are numbers.
    formula (n,): whether it is text that a spreadsheet would compute. counts: how often each text occurs, the most frequent first.
    """

    name: str
    kind: str
    cells: tuple[str, ...]
    values: Array
    empty: NDArray[np.bool_]
    text: NDArray[np.bool_]
    formula: NDArray[np.bool_]
    counts: tuple[tuple[str, int], ...]

    @property
    def constant(self) -> bool:
        """Whether all filled cells are the same."""
        return len(self.counts) == 1


def describe(sheet: Sheet) -> dict[str, Column]:
    """All columns of a sheet by name."""
    return {
        name: column_of(name, cells) for name, cells in zip(sheet.names, sheet.columns, strict=True)
    }


def column_of(name: str, cells: tuple[str, ...]) -> Column:
    """What the cells of one column are."""
    cells = tuple(cell.strip() for cell in cells)
    empty = np.array([is_empty(cell) for cell in cells], dtype=bool)
    values = np.array([_value(cell) for cell in cells], dtype=float)
    filled = int((~empty).sum())
    numeric = int(np.isfinite(values).sum())
    kind = NUMBER if numeric and numeric >= MOSTLY * filled else CATEGORY if filled else EMPTY
    text = ~empty & np.isnan(values) if kind == NUMBER else np.zeros(len(cells), dtype=bool)
    counts = Counter(cell for cell, nothing in zip(cells, empty, strict=True) if not nothing)
    formula = np.array([cell[:1] in ("=", "@") and len(cell) > 1 for cell in cells], dtype=bool)
    return Column(name, kind, cells, values, empty, text, formula, tuple(counts.most_common()))


def _value(cell: str) -> float:
    if not is_number(cell):
        return np.nan
    value = float(cell)
    return value if abs(value) <= LARGEST else np.nan
