"""Finds the cells of a column that cannot be used, row by row, and offers remedies."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.data.table.columns import CATEGORY, NUMBER, Column
from backprop.data.table.plan import (
    AS_CATEGORY,
    DROP,
    MAX_CLASSES,
    MEAN,
    MOST,
    Plan,
    bad_cells,
    kind_of,
)
from backprop.data.table.sheet import listed

_ROW_NAMES = ("id", "index", "nr", "no", "no.", "row", "#", "number", "rowid", "row_id")


@dataclass(frozen=True)
class Remedy:
    """A remedy for a problem: the label of a button, and the plan that results."""

    label: str
    plan: Plan


@dataclass(frozen=True)
class Problem:
    """A sentence, whether the problem blocks training, and its remedies. column: the column whose cells
    cannot be used, "" if the problem is about something else."""

    sentence: str
    blocks: bool
    remedies: tuple[Remedy, ...]
    column: str = ""


def of_input(rows: Sequence[int], column: Column, plan: Plan) -> list[Problem]:
    """The problems with a column as an input; rows: the numbers of its rows."""
    found, without = [], Remedy("Leave the column out", _without(plan, column.name))
    if not column.counts:
        return [Problem(f"{column.name} is empty in every row.", True, (without,))]
    kind = kind_of(column, plan)
    if column.constant and not column.empty.any():
        cell = column.counts[0][0][:40]
        found.append(
            Problem(
                f"{column.name} is {cell} in every row, so it tells nothing.", False, (without,)
            )
        )
    elif kind == NUMBER and _counts_rows(column):
        sentence = f"{column.name} numbers the rows, so it tells nothing about a new sample."
        found.append(Problem(sentence, False, (without,)))
    if kind == CATEGORY and len(column.counts) > MAX_CLASSES and column.name not in plan.pooled:
        sentence = f"{column.name} has {len(column.counts):,} different texts, and each would become an input."
        found.append(Problem(sentence, True, (without, pooled(plan, column.name))))
    if plan.remedy(column.name) is None:
        fill = Remedy("Fill with the mean", with_remedy(plan, column.name, MEAN))
        if kind == CATEGORY:
            fill = Remedy("Fill with the most frequent", with_remedy(plan, column.name, MOST))
        others = [fill, without]
        if len(set(column.cells)) <= MAX_CLASSES:
            label = "Treat as a category" if kind == NUMBER else "Make it a category"
            others.insert(1, Remedy(label, with_remedy(plan, column.name, AS_CATEGORY)))
        found += of_cells(rows, column, plan, others)
    return found


def _counts_rows(column: Column) -> bool:
    """Whether a column, by its name and its values, only numbers the rows."""
    name = column.name.lower()
    named = name in _ROW_NAMES or name.startswith("unnamed") or name == "column 1"
    return named and bool(np.all(np.diff(column.values) == 1))


def of_cells(
    rows: Sequence[int], column: Column, plan: Plan, others: Sequence[Remedy]
) -> list[Problem]:
    """The problem of a column's unusable cells, which names their rows; the first remedy drops these rows."""
    bad = bad_cells(column, plan)
    parts = []
    if (where := column.empty & bad).any():
        parts.append(
            f"{rows_of(rows, where)} {_have(where)} no value in {column.name}{_words(column)}."
        )
    if (where := column.text & bad).any():
        first = column.cells[int(np.argmax(where))][:30]
        parts.append(
            f"{rows_of(rows, where)} {_have(where)} text in {column.name}, such as “{first}”, where "
            "other rows have numbers."
        )
    if (where := column.large & bad).any():
        first = column.cells[int(np.argmax(where))][:30]
        parts.append(
            f"{rows_of(rows, where)} {_have(where)} a number in {column.name} that is too large to "
            f"compute with, such as {first}."
        )
    if not parts:
        return []
    count = int(bad.sum())
    label = "Drop this row" if count == 1 else f"Drop these {count:,} rows"
    drop = Remedy(label, with_remedy(plan, column.name, DROP))
    return [Problem(" ".join(parts), True, (drop, *others), column.name)]


def _words(column: Column) -> str:
    """The words in cells that are treated as empty, since a person may have meant them."""
    cells = zip(column.cells, column.empty, strict=True)
    words = dict.fromkeys(cell for cell, empty in cells if empty)
    quoted = ", ".join(f"“{word}”" for word in [*filter(None, words)][:3])
    return f" ({'nothing, or ' if '' in words else ''}{quoted})" if quoted else ""


def _have(where: NDArray[np.bool_]) -> str:
    return "has" if where.sum() == 1 else "have"


def rows_of(rows: Sequence[int], where: NDArray[np.bool_]) -> str:
    """The rows marked in ``where`` (n,), in words."""
    return listed([rows[k] for k in np.flatnonzero(where).tolist()])


def with_remedy(plan: Plan, column: str, remedy: str) -> Plan:
    """The plan with a remedy for a column's unusable cells."""
    others = tuple(pair for pair in plan.remedies if pair[0] != column)
    return dataclasses.replace(plan, remedies=(*others, (column, remedy)))


def _without(plan: Plan, column: str) -> Plan:
    return dataclasses.replace(
        plan, features=tuple(name for name in plan.features if name != column)
    )


def pooled(plan: Plan, column: str) -> Remedy:
    """The remedy for a column with too many different texts."""
    label = f"Keep the {MAX_CLASSES - 1} most frequent, pool the rest"
    return Remedy(label, dataclasses.replace(plan, pooled=(*plan.pooled, column)))
