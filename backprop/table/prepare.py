"""A sheet and a plan as numbers to train on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from backprop.activations import Array
from backprop.own_data import Table
from backprop.table.columns import NUMBER, Column
from backprop.table.plan import (
    CLASSES,
    DROP,
    MAX_CLASSES,
    MEAN,
    MOST,
    Plan,
    kind_of,
)
from backprop.table.problems import problems_of
from backprop.table.sheet import Sheet, is_number

OTHERS, NOTHING = "(others)", "(empty)"


def prepare(sheet: Sheet, columns: Mapping[str, Column], plan: Plan) -> Table:
    """The table to train on. Raises ValueError with the sentence of the first problem that blocks."""
    for problem in problems_of(sheet, columns, plan):
        if problem.blocks:
            raise ValueError(problem.sentence)
    keep = kept_rows(columns, plan)
    if keep.sum() < 10:
        raise ValueError(f"Only {keep.sum()} rows are left; training needs at least 10.")
    inputs, names = [], []
    for name in plan.features:
        block, own_names = _inputs(columns[name], plan, keep)
        inputs.append(block)
        names += own_names
    labels, class_names = _target(columns[plan.target], plan, keep)
    return Table(
        np.column_stack(inputs), labels, tuple(names), plan.target, class_names, plan.standardise
    )


def kept_rows(columns: Mapping[str, Column], plan: Plan) -> NDArray[np.bool_]:
    """Which rows the plan keeps, (n,)."""
    target = columns[plan.target]
    keep = np.ones(len(target.cells), dtype=bool)
    for name in {*plan.features, plan.target}:
        if plan.remedy(name) == DROP:
            column = columns[name]
            keep &= ~column.empty
            if kind_of(column, plan) == NUMBER and (name != plan.target or plan.task != CLASSES):
                keep &= ~column.text
    return keep


def _inputs(column: Column, plan: Plan, keep: NDArray[np.bool_]) -> tuple[Array, list[str]]:
    """A column as inputs (n, 1), or (n, k) with a one for each category."""
    if kind_of(column, plan) == NUMBER:
        values = column.values[keep]
        if plan.remedy(column.name) == MEAN:
            known = values[~np.isnan(values)]
            values = np.where(np.isnan(values), known.mean() if len(known) else 0.0, values)
        return values[:, None], [column.name]
    cells = _categories(column, plan, keep)
    kinds = in_order(set(cells))
    ones = np.array([[float(cell == kind) for kind in kinds] for cell in cells])
    return ones.reshape(len(cells), len(kinds)), [f"{column.name} = {kind[:30]}" for kind in kinds]


def _categories(column: Column, plan: Plan, keep: NDArray[np.bool_]) -> list[str]:
    fill = NOTHING
    if plan.remedy(column.name) == MOST and column.counts:
        fill = column.counts[0][0]
    cells = [fill if column.empty[k] else column.cells[k] for k in np.flatnonzero(keep)]
    if column.name not in plan.pooled:
        return cells
    largest = {cell for cell, _ in Counter(cells).most_common(MAX_CLASSES - 1)}
    return [cell if cell in largest else OTHERS for cell in cells]


def _target(
    column: Column, plan: Plan, keep: NDArray[np.bool_]
) -> tuple[NDArray[np.int64] | Array, tuple[str, ...]]:
    """Labels (n,) with the names of the classes, or values (n,) with none."""
    if plan.task != CLASSES:
        return column.values[keep], ()
    cells = _categories(column, plan, keep)
    kinds = in_order(set(cells))
    if len(kinds) < 2:
        raise ValueError(
            f"Only one class of {column.name} is left: there is nothing to learn. "
            "Drop fewer rows, or choose another target."
        )
    place = {kind: index for index, kind in enumerate(kinds)}
    return np.array([place[cell] for cell in cells], dtype=np.int64), tuple(
        kind[:40] for kind in kinds
    )


def in_order(kinds: set[str]) -> list[str]:
    """Numbers by size, then texts by the alphabet, then what is pooled or empty."""
    last = (OTHERS, NOTHING)
    return sorted(
        kinds,
        key=lambda k: (k in last, not is_number(k), float(k) if is_number(k) else 0.0, k),
    )
