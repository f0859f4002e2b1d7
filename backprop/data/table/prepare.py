"""Turns a sheet and a plan into numbers to train on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from backprop.arrays import Array
from backprop.data.table.choices import to_json
from backprop.data.table.columns import NUMBER, Column
from backprop.data.table.numerals import is_number
from backprop.data.table.plan import (
    AS_CATEGORY,
    CLASSES,
    MAX_CLASSES,
    MEAN,
    MOST,
    Plan,
    kept_rows,
    kind_of,
)
from backprop.data.table.problems import problems_of
from backprop.data.table.reading import DETECT, Reading
from backprop.data.table.sheet import Sheet, shortened, unlike
from backprop.data.table.table import Table

OTHERS, NOTHING = "(others)", "(empty)"


def prepare(
    sheet: Sheet, columns: Mapping[str, Column], plan: Plan, reading: Reading = DETECT
) -> Table:
    """The table to train on. reading: how the sheet was read, which is stored so that the table can be
    made again. Raises ValueError with the sentence of the first blocking problem."""
    for problem in problems_of(sheet, columns, plan):
        if problem.blocks:
            raise ValueError(problem.sentence)
    keep = kept_rows(columns, plan)
    inputs, names = [], []
    for name in plan.features:
        block, own_names = _inputs(columns[name], plan, keep)
        inputs.append(block)
        names += own_names
    labels, class_names = _target(columns[plan.target], plan, keep)
    return Table(
        np.column_stack(inputs),
        labels,
        feature_names=tuple(names),
        target_name=plan.target,
        class_names=class_names,
        standardise=plan.standardise,
        choices=to_json(plan, reading),
    )


def _inputs(column: Column, plan: Plan, keep: NDArray[np.bool_]) -> tuple[Array, list[str]]:
    """A column as inputs and their names: (n, 1) for numbers, one-hot (n, k) for categories."""
    if kind_of(column, plan) == NUMBER:
        values = column.values[keep]
        if plan.remedy(column.name) == MEAN:
            known = values[~np.isnan(values)]
            values = np.where(np.isnan(values), known.mean() if len(known) else 0.0, values)
        return values[:, None], [column.name]
    cells = _categories(column, plan, keep)
    kinds = in_order(set(cells))
    ones = np.array([[float(cell == kind) for kind in kinds] for cell in cells])
    names = _different([shortened(kind, 30) for kind in kinds])
    return ones.reshape(len(cells), len(kinds)), [f"{column.name} = {name}" for name in names]


def _categories(column: Column, plan: Plan, keep: NDArray[np.bool_]) -> list[str]:
    remedy = plan.remedy(column.name)
    kept = np.flatnonzero(keep)
    if remedy == MOST and column.counts:
        most = Counter(column.cells[k] for k in kept if not column.empty[k]).most_common(1)
        cells = [most[0][0] if column.empty[k] else column.cells[k] for k in kept]
    elif remedy == AS_CATEGORY:  # words such as "none" or "?" may be meant as categories
        cells = [column.cells[k] or NOTHING for k in kept]
    else:
        cells = [NOTHING if column.empty[k] else column.cells[k] for k in kept]
    if column.name not in plan.pooled:
        return cells
    largest = {cell for cell, _ in Counter(cells).most_common(MAX_CLASSES - 1)}
    return [cell if cell in largest else OTHERS for cell in cells]


def _target(
    column: Column, plan: Plan, keep: NDArray[np.bool_]
) -> tuple[NDArray[np.int64] | Array, tuple[str, ...]]:
    """Class labels (n,) and the names of the classes, or values (n,) and no names."""
    if plan.task != CLASSES:
        return column.values[keep], ()
    cells = _categories(column, plan, keep)
    kinds = in_order(set(cells))
    place = {kind: index for index, kind in enumerate(kinds)}
    labels = np.array([place[cell] for cell in cells], dtype=np.int64)
    return labels, tuple(_different([shortened(kind, 40) for kind in kinds]))


def _different(names: list[str]) -> list[str]:
    """The names made different from each other, since shortened names may be equal."""
    found: list[str] = []
    for name in names:
        found.append(unlike(name, found))
    return found


def in_order(kinds: set[str]) -> list[str]:
    """Numbers by size, then texts in alphabetical order, then pooled and empty ones."""
    last = (OTHERS, NOTHING)
    return sorted(
        kinds,
        key=lambda k: (k in last, not is_number(k), float(k) if is_number(k) else 0.0, _natural(k)),
    )


def _natural(text: str) -> list[tuple[bool, int, str]]:
    """A sort key that puts class 2 before class 10."""
    parts = re.split(r"([0-9]+)", text)
    return [(part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts]
