"""What a person has decided about a table: inputs, target, and what becomes of cells that do not fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from backprop.data.table.columns import CATEGORY, EMPTY, NUMBER, Column

CLASSES, VALUES = "classes", "values"
MAX_CLASSES, MAX_INPUTS, MIN_INPUTS = 20, 64, 2
DROP, MEAN, MOST, AS_CATEGORY = "drop", "mean", "most", "category"
_TARGETS = (
    "target",
    "class",
    "label",
    "species",
    "outcome",
    "kind",
    "type",
    "y",
)  # the first there is


@dataclass(frozen=True)
class Plan:
    """features: columns in the order of the table. target: the column to be learned, and whether as
    classes or values. remedies: (column, what becomes of its cells that do not fit). pooled: columns
    of which the 19 most frequent texts stay and the others become one."""

    features: tuple[str, ...]
    target: str
    task: str
    remedies: tuple[tuple[str, str], ...] = field(default=())
    pooled: tuple[str, ...] = ()
    standardise: bool = True

    def remedy(self, column: str) -> str | None:
        """What was decided for a column."""
        return dict(self.remedies).get(column)


def kind_of(column: Column, plan: Plan) -> str:
    """A column of numbers or of categories, as decided."""
    if plan.remedy(column.name) == AS_CATEGORY and column.kind == NUMBER:
        return CATEGORY
    return column.kind


def kept_rows(columns: Mapping[str, Column], plan: Plan) -> NDArray[np.bool_]:
    """Which rows the plan keeps, (n,)."""
    target = columns[plan.target]
    keep = np.ones(len(target.cells), dtype=bool)
    for name in {*plan.features, plan.target}:
        if plan.remedy(name) == DROP:
            keep &= ~bad_cells(columns[name], plan)
    return keep


def bad_cells(column: Column, plan: Plan) -> NDArray[np.bool_]:
    """Where a column holds nothing, or no number that can be computed with where one is needed, (n,)."""
    as_classes = column.name == plan.target and plan.task == CLASSES
    if as_classes or kind_of(column, plan) != NUMBER:
        return column.empty
    return column.empty | column.text | column.large


def first_plan(columns: Mapping[str, Column]) -> Plan:
    """What is most likely meant: the target is a column so named, the last one, or where that is constant
    the last one with classes; inputs are the numbers, and categories with few texts."""
    names = list(columns)
    useful = [name for name in names if columns[name].kind != EMPTY]
    target = _likely_target(columns, useful) if useful else names[-1]
    features = [
        name
        for name in useful
        if name != target
        and not columns[name].constant
        and (columns[name].kind == NUMBER or len(columns[name].counts) <= 10)
    ]
    return Plan(tuple(features[:MAX_INPUTS]), target, task_of(columns[target]))


def _likely_target(columns: Mapping[str, Column], names: list[str]) -> str:
    lower = {name.lower(): name for name in names}
    for name in _TARGETS:
        if name in lower and not (name == "y" and "x" in lower and len(names) > 2):
            return lower[name]  # beside x, y is a coordinate
    last = columns[names[-1]]
    if (last.kind == NUMBER and not last.constant) or len(last.counts) in range(2, MAX_CLASSES + 1):
        return names[-1]
    few = [name for name in names if len(columns[name].counts) in range(2, MAX_CLASSES + 1)]
    texts = [name for name in few if columns[name].kind != NUMBER]
    return next(iter([*reversed(texts), *reversed(few), *reversed(names)]))


def task_of(column: Column) -> str:
    """Classes where a target is text, or few whole numbers; values otherwise."""
    if column.kind != NUMBER:
        return CLASSES
    found = column.values[~np.isnan(column.values)]
    whole = bool((found == found.round()).all())
    return CLASSES if whole and len(set(found)) <= MAX_CLASSES else VALUES
