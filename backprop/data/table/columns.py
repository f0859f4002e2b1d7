"""Describes columns: whether they hold numbers or categories, and which of their cells cannot be used."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.arrays import Array
from backprop.data.table.numerals import MOSTLY, is_empty, is_number
from backprop.data.table.sheet import Sheet

LARGEST = 1e100  # beyond this, squares and standard deviations overflow
NUMBER, CATEGORY, EMPTY = "number", "category", "empty"


@dataclass(frozen=True, eq=False)
class Column:
    """A column of a sheet.

    kind: number, category or empty. values (n,): the numbers, NaN where a cell has none.
    empty, text, large (n,): whether a cell is empty; whether it has text although the column holds
    numbers; whether its number is too large to compute with. formula (n,): whether it is a formula of a
    spreadsheet. counts: how often each value occurs, the most frequent first; equal numbers count as
    one value however they are written.
    """

    name: str
    kind: str
    cells: tuple[str, ...]
    values: Array
    empty: NDArray[np.bool_]
    text: NDArray[np.bool_]
    large: NDArray[np.bool_]
    formula: NDArray[np.bool_]
    counts: tuple[tuple[str, int], ...]

    @property
    def constant(self) -> bool:
        """Whether all filled cells are the same."""
        return len(self.counts) == 1

    def of_rows(self, keep: NDArray[np.bool_]) -> Column:
        """The column with only the rows to keep (n,); its kind does not change."""
        cells = tuple(cell for cell, kept in zip(self.cells, keep.tolist(), strict=True) if kept)
        empty = self.empty[keep]
        return dataclasses.replace(
            self,
            cells=cells,
            values=self.values[keep],
            empty=empty,
            text=self.text[keep],
            large=self.large[keep],
            formula=self.formula[keep],
            counts=_counts(cells, empty),
        )


def describe(sheet: Sheet) -> dict[str, Column]:
    """All columns of a sheet by name."""
    return {
        name: column_of(name, cells) for name, cells in zip(sheet.names, sheet.columns, strict=True)
    }


def column_of(name: str, cells: tuple[str, ...]) -> Column:
    """Describe one column."""
    cells = tuple(cell.strip() for cell in cells)
    empty = np.array([is_empty(cell) for cell in cells], dtype=bool)
    values = np.array([float(cell) if is_number(cell) else np.nan for cell in cells], dtype=float)
    filled, numeric = int((~empty).sum()), int((~np.isnan(values)).sum())
    kind = NUMBER if numeric and numeric >= MOSTLY * filled else CATEGORY if filled else EMPTY
    large = (np.abs(values) > LARGEST) & (kind == NUMBER)
    values[np.abs(values) > LARGEST] = np.nan
    text = ~empty & ~large & np.isnan(values) & (kind == NUMBER)
    if kind == NUMBER:
        cells = _one_text_a_number(cells, values)
    formula = np.array([cell[:1] in ("=", "@") and len(cell) > 1 for cell in cells], dtype=bool)
    return Column(name, kind, cells, values, empty, text, large, formula, _counts(cells, empty))


def _one_text_a_number(cells: tuple[str, ...], values: Array) -> tuple[str, ...]:
    """Write equal numbers the same way, as the first of them: 1, 1.0 and +1 are one class."""
    names: dict[float, str] = {}
    return tuple(
        cell if math.isnan(value) else names.setdefault(value, cell)
        for cell, value in zip(cells, values.tolist(), strict=True)
    )


def _counts(cells: tuple[str, ...], empty: NDArray[np.bool_]) -> tuple[tuple[str, int], ...]:
    counted = Counter(
        cell for cell, nothing in zip(cells, empty.tolist(), strict=True) if not nothing
    )
    return tuple(counted.most_common())
