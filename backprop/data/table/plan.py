"""A person's decisions about a table: its inputs, its target, and what happens to cells that cannot be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from backprop.data.table.columns import CATEGORY, EMPTY, NUMBER, Column

CLASSES, VALUES = "classes", "values"
MAX_CLASSES, MAX_INPUTS, MIN_INPUTS = 20, 64, 2
DROP, MEAN, MOST, AS_CATEGORY = "drop", "mean", "most", "category"
# Likely names of a target; the first one found is used.
_TARGETS = ("target", "class", "label", "species", "outcome", "kind", "type", "y")


@dataclass(frozen=True)
class Plan:
    """features: the input columns, in the order of the table. target, task: the column to learn, and
    whether to learn its classes or its values. remedies: (column, what happens to its unusable cells).
    pooled: columns whose 19 most frequent texts are kept while all others become one."""

    features: tuple[str, ...]
    target: str
    task: str
    remedies: tuple[tuple[str, str], ...] = field(default=())
    pooled: tuple[str, ...] = ()
    standardise: bool = True

    def remedy(self, column: str) -> str | None:
        """The remedy chosen for a column, or None."""
        return dict(self.remedies).get(column)


def kind_of(column: Column, plan: Plan) -> str:
    """The kind of a column, taking into account that the plan may treat numbers as categories."""
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
    """(n,): the cells that cannot be used: empty ones, and where a number is needed those without a
    usable number."""
    as_classes = column.name == plan.target and plan.task == CLASSES
    if as_classes or kind_of(column, plan) != NUMBER:
        return column.empty
    return column.empty | column.text | column.large


def first_plan(columns: Mapping[str, Column]) -> Plan:
    """The most likely plan. The target is a column with a typical name, or else the last column, or if
    that is not suitable the last one with classes. The inputs are the numbers and the categories with
    few texts."""
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
            return lower[name]  # y is not taken where there is an x: then it is a coordinate
    last = columns[names[-1]]
    if (last.kind == NUMBER and not last.constant) or len(last.counts) in range(2, MAX_CLASSES + 1):
        return names[-1]
    few = [name for name in names if len(columns[name].counts) in range(2, MAX_CLASSES + 1)]
    texts = [name for name in few if columns[name].kind != NUMBER]
    return next(iter([*reversed(texts), *reversed(few), *reversed(names)]))


def task_of(column: Column) -> str:
    """Classes if a target has text or few different whole numbers; values otherwise."""
    if column.kind != NUMBER:
        return CLASSES
    found = column.values[~np.isnan(column.values)]
    whole = bool((found == found.round()).all())
    return CLASSES if whole and len(set(found)) <= MAX_CLASSES else VALUES
