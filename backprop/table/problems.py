"""What stands between a table and training, each with row, column and what can be done about it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.table.columns import CATEGORY, EMPTY, NUMBER, Column
from backprop.table.plan import (
    AS_CATEGORY,
    CLASSES,
    DROP,
    MAX_CLASSES,
    MAX_INPUTS,
    MEAN,
    MIN_INPUTS,
    MOST,
    VALUES,
    Plan,
    kind_of,
    task_of,
)
from backprop.table.sheet import Sheet, listed


@dataclass(frozen=True)
class Remedy:
    """What can be done: a label of a button, and the plan after it."""

    label: str
    plan: Plan


@dataclass(frozen=True)
class Problem:
    """A sentence, whether it has to be solved before training, and the remedies."""

    sentence: str
    blocks: bool
    remedies: tuple[Remedy, ...]


def problems_of(sheet: Sheet, columns: Mapping[str, Column], plan: Plan) -> list[Problem]:
    """All problems of a table under a plan, those that block first."""
    found: list[Problem] = []
    for name in plan.features:
        found += _of_input(sheet, columns[name], plan)
    found += _of_target(sheet, columns, plan)
    found += _of_width(columns, plan)
    found += _formulas(sheet, columns, plan)
    return sorted(found, key=lambda problem: not problem.blocks)


def _of_input(sheet: Sheet, column: Column, plan: Plan) -> list[Problem]:
    found, without = [], Remedy("Leave the column out", _without(plan, column.name))
    if column.kind == EMPTY:
        return [Problem(f"{column.name} is empty in every row.", True, (without,))]
    if column.constant and not column.empty.any():
        cell = column.counts[0][0][:40]
        found.append(
            Problem(f"{column.name} is {cell} in every row: it tells nothing.", False, (without,))
        )
    kind = kind_of(column, plan)
    if kind == CATEGORY and len(column.counts) > MAX_CLASSES and column.name not in plan.pooled:
        found.append(
            Problem(
                f"{column.name} holds {len(column.counts):,} different texts, and each would become "
                "an input.", True, (without, _pool(plan, column.name)),
            )
        )  # fmt: skip
    if plan.remedy(column.name) is None:
        fill = Remedy("Fill with the mean", _with(plan, column.name, MEAN))
        if kind == CATEGORY:
            fill = Remedy("Fill with the most frequent", _with(plan, column.name, MOST))
        others = (
            fill,
            Remedy("Treat as a category", _with(plan, column.name, AS_CATEGORY)),
            without,
        )
        found += _bad_cells(sheet, column, plan, others)
    return found


def _bad_cells(
    sheet: Sheet, column: Column, plan: Plan, others: tuple[Remedy, ...]
) -> list[Problem]:
    parts = []
    if column.empty.any():
        many = int(column.empty.sum()) > 1
        rows = rows_of(sheet, column.empty)
        parts.append(f"{rows} {'have' if many else 'has'} no value in {column.name}.")
    if column.text.any():
        first = column.cells[int(np.argmax(column.text))][:30]
        many = int(column.text.sum()) > 1
        rows = rows_of(sheet, column.text)
        parts.append(
            f"{rows} {'have' if many else 'has'} a text in {column.name}, such as “{first}”, "
            "where the others are numbers."
        )
    if not parts:
        return []
    bad = int((column.empty | column.text).sum())
    label = "Drop this row" if bad == 1 else f"Drop these {bad:,} rows"
    drop = Remedy(label, _with(plan, column.name, DROP))
    return [Problem(" ".join(parts), True, (drop, *others))]


def _of_target(sheet: Sheet, columns: Mapping[str, Column], plan: Plan) -> list[Problem]:
    column = columns[plan.target]
    others = tuple(
        Remedy(f"Learn {name} instead", _aimed_at(plan, columns, name))
        for name, other in columns.items()
        if name != plan.target and 2 <= len(other.counts) <= MAX_CLASSES
    )[:3]
    if column.kind == EMPTY:
        return [Problem(f"{plan.target}, the target, is empty in every row.", True, others)]
    if len(column.counts) == 1:
        cell = column.counts[0][0][:40]
        return [
            Problem(f"{plan.target}, the target, is {cell} in every row: there is nothing to learn.",
                    True, others)
        ]  # fmt: skip
    found = []
    if plan.task == VALUES and column.kind != NUMBER:
        as_classes = Remedy("Learn its classes", dataclasses.replace(plan, task=CLASSES))
        found.append(
            Problem(f"{plan.target} holds texts, not values.", True, (as_classes, *others))
        )
    elif (
        plan.task == CLASSES and len(column.counts) > MAX_CLASSES and plan.target not in plan.pooled
    ):
        remedies = (_pool(plan, plan.target), *others)
        if column.kind == NUMBER:
            values = Remedy("Learn its values", dataclasses.replace(plan, task=VALUES))
            remedies = (values, *remedies)
        found.append(
            Problem(
                f"{plan.target} has {len(column.counts):,} classes; at most {MAX_CLASSES} can be "
                "told apart.", True, remedies,
            )
        )  # fmt: skip
    bad = column.empty | column.text if plan.task == VALUES else column.empty
    if bad.any() and plan.remedy(plan.target) is None and not found:
        only = dataclasses.replace(column, text=column.text & bad)
        found += _bad_cells(sheet, only, plan, ())
    return found


def _of_width(columns: Mapping[str, Column], plan: Plan) -> list[Problem]:
    widths = [width_of(columns[name], plan) for name in plan.features]
    total = sum(widths)
    if total < MIN_INPUTS:
        more = [
            name
            for name, column in columns.items()
            if name not in (*plan.features, plan.target) and column.kind == NUMBER
        ]
        remedies = tuple(
            Remedy(f"Take {name} too", dataclasses.replace(plan, features=_ordered(columns, {*plan.features, name})))
            for name in more[:3]
        )  # fmt: skip
        return [
            Problem(
                f"At least {MIN_INPUTS} inputs are needed, there {_are(total)}.", True, remedies
            )
        ]
    if total > MAX_INPUTS:
        kept, sum_ = [], 0
        for name, width in zip(plan.features, widths, strict=True):
            if sum_ + width <= MAX_INPUTS:
                kept, sum_ = [*kept, name], sum_ + width
        first = Remedy(
            f"Take the first {len(kept)} columns", dataclasses.replace(plan, features=tuple(kept))
        )
        return [
            Problem(f"These columns make {total:,} inputs; at most {MAX_INPUTS} can be seen.", True, (first,))
        ]  # fmt: skip
    return []


def _formulas(sheet: Sheet, columns: Mapping[str, Column], plan: Plan) -> list[Problem]:
    for name in (*plan.features, plan.target):
        column = columns[name]
        found = column.formula
        if found.any():
            return [
                Problem(
                    f"{rows_of(sheet, found)} of {name} holds a spreadsheet's formula. Here it is a "
                    "text, nothing is computed. Save the table with values to have its result.",
                    False, (),
                )
            ]  # fmt: skip
    return []


def width_of(column: Column, plan: Plan) -> int:
    """How many inputs a column becomes."""
    if kind_of(column, plan) == NUMBER:
        return 1
    count = len(column.counts)
    if plan.remedy(column.name) == AS_CATEGORY and column.empty.any():
        count += 1
    return min(count, MAX_CLASSES) if column.name in plan.pooled else count


def rows_of(sheet: Sheet, where: NDArray[np.bool_]) -> str:
    """The rows where something is, as people name them."""
    return listed([sheet.numbers[k] for k in np.flatnonzero(where)])


def _are(total: int) -> str:
    return "is one" if total == 1 else "is none"


def _with(plan: Plan, column: str, remedy: str) -> Plan:
    others = tuple(pair for pair in plan.remedies if pair[0] != column)
    return dataclasses.replace(plan, remedies=(*others, (column, remedy)))


def _without(plan: Plan, column: str) -> Plan:
    return dataclasses.replace(
        plan, features=tuple(name for name in plan.features if name != column)
    )


def _pool(plan: Plan, column: str) -> Remedy:
    label = f"Keep the {MAX_CLASSES - 1} largest, pool the rest"
    return Remedy(label, dataclasses.replace(plan, pooled=(*plan.pooled, column)))


def _aimed_at(plan: Plan, columns: Mapping[str, Column], target: str) -> Plan:
    features = tuple(name for name in plan.features if name != target)
    return dataclasses.replace(
        plan, target=target, features=features, task=task_of(columns[target])
    )


def _ordered(columns: Mapping[str, Column], names: set[str]) -> tuple[str, ...]:
    return tuple(name for name in columns if name in names)
