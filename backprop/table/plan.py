"""What a person has decided about a table: inputs, target, and what becomes of cells that do not fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from backprop.table.columns import CATEGORY, EMPTY, NUMBER, Column

CLASSES, VALUES = "classes", "values"
MAX_CLASSES, MAX_INPUTS, MIN_INPUTS = 20, 64, 2
DROP, MEAN, MOST, AS_CATEGORY = "drop", "mean", "most", "category"
_TARGETS = ("target", "class", "label", "species", "y", "kind", "type", "outcome")


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


def first_plan(columns: Mapping[str, Column]) -> Plan:
    """What is most likely meant: the target is a column so named, or the last one with a few
    different values; inputs are the numbers, and categories with few texts."""
    names = list(columns)
    useful = [name for name in names if columns[name].kind != EMPTY]
    named = [name for name in useful if name.lower() in _TARGETS]
    few = [name for name in reversed(useful) if 2 <= len(columns[name].counts) <= MAX_CLASSES]
    target = next(
        iter([*named, *(n for n in few if n == useful[-1]), *few, *useful[-1:]]), names[-1]
    )
    features = [
        name
        for name in useful
        if name != target
        and not columns[name].constant
        and (columns[name].kind == NUMBER or len(columns[name].counts) <= 10)
    ]
    return Plan(tuple(features[:MAX_INPUTS]), target, task_of(columns[target]))


def task_of(column: Column) -> str:
    """Classes where a target is text, or few whole numbers; values otherwise."""
    if column.kind != NUMBER:
        return CLASSES
    found = column.values[~(column.empty | column.text)]
    whole = bool((found == found.round()).all())
    return CLASSES if whole and len(set(found)) <= MAX_CLASSES else VALUES
