"""Finds the problems that stand between a table and training; each names rows and columns and has remedies."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from backprop.data.table.column_problems import (
    Problem,
    Remedy,
    of_cells,
    of_input,
    pooled,
    rows_of,
    with_remedy,
)
from backprop.data.table.columns import NUMBER, Column
from backprop.data.table.plan import (
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
    kept_rows,
    kind_of,
    task_of,
)
from backprop.data.table.sheet import Sheet

MIN_ROWS = 10  # rows needed to train and test on


def problems_of(sheet: Sheet, columns: Mapping[str, Column], plan: Plan) -> list[Problem]:
    """All problems of a table under a plan, blocking ones first. Rows that the plan drops are ignored."""
    if sheet.n_rows < MIN_ROWS:
        rows = "1 row" if sheet.n_rows == 1 else f"{sheet.n_rows} rows"
        sentence = f"The table has {rows}; training needs at least {MIN_ROWS}."
        return [Problem(sentence, True, ())]
    keep = kept_rows(columns, plan)
    left = [number for number, kept in zip(sheet.numbers, keep, strict=True) if kept]
    if not keep.all():
        used = (*plan.features, plan.target)
        columns = {n: c.of_rows(keep) if n in used else c for n, c in columns.items()}
    found: list[Problem] = []
    if len(left) < MIN_ROWS:
        remaining = "1 row is" if len(left) == 1 else f"{len(left) or 'No'} rows are"
        sentence = f"{remaining} left; training needs at least {MIN_ROWS}."
        found = [Problem(sentence, True, ())]
    elif len(columns) > MIN_INPUTS or not _too_narrow(columns, plan):  # else only the width matters
        for name in plan.features:
            found += of_input(left, columns[name], plan)
        found += _of_target(left, columns, plan)
    found += _of_width(columns, plan)
    found += _formulas(left, columns, plan)
    return sorted(found, key=lambda problem: not problem.blocks)


def all_at_once(
    columns: Mapping[str, Column], plan: Plan, problems: Sequence[Problem]
) -> tuple[Remedy, ...]:
    """Remedies for the unusable cells of all columns together; none if only one column has any."""
    names = [problem.column for problem in problems if problem.column]
    if len(names) < 2:
        return ()
    dropped = filled = plan
    for name in names:
        dropped = with_remedy(dropped, name, DROP)
        fill = MEAN if kind_of(columns[name], plan) == NUMBER else MOST
        filled = with_remedy(filled, name, DROP if name == plan.target else fill)
    before = kept_rows(columns, plan)
    gone, without = (
        int((before & ~kept_rows(columns, after)).sum()) for after in (dropped, filled)
    )
    label = "Fill them all"
    if without:  # a target is never filled in
        rows = "1 row" if without == 1 else f"{without:,} rows"
        label = f"Fill the inputs, drop {rows} without a target"
    return Remedy(f"Drop all {gone:,} rows", dropped), Remedy(label, filled)


def _of_target(rows: Sequence[int], columns: Mapping[str, Column], plan: Plan) -> list[Problem]:
    column = columns[plan.target]
    possible = [
        (len(other.counts) > MAX_CLASSES, name)
        for name, other in columns.items()
        if name != plan.target
        and not other.constant
        and (other.kind == NUMBER or 2 <= len(other.counts) <= MAX_CLASSES)
    ]
    others = tuple(
        Remedy(f"Learn {name} instead", _aimed_at(plan, columns, name))
        for _, name in sorted(possible, key=lambda pair: pair[0])
    )[:3]
    if not column.counts:
        return [Problem(f"{plan.target}, the target, is empty in every row.", True, others)]
    if len(column.counts) == 1:
        cell = column.counts[0][0][:40]
        sentence = f"{plan.target}, the target, is {cell} in every row: there is nothing to learn."
        return [Problem(sentence, True, others)]
    found = []
    if plan.task == VALUES and column.kind != NUMBER:
        as_classes = Remedy("Learn its classes", dataclasses.replace(plan, task=CLASSES))
        found.append(Problem(f"{plan.target} has text, not values.", True, (as_classes, *others)))
    elif (
        plan.task == CLASSES and len(column.counts) > MAX_CLASSES and plan.target not in plan.pooled
    ):
        remedies = (pooled(plan, plan.target), *others)
        if column.kind == NUMBER:
            values = Remedy("Learn its values", dataclasses.replace(plan, task=VALUES))
            remedies = (values, *remedies)
        count = len(column.counts)
        sentence = f"{plan.target} has {count:,} classes; at most {MAX_CLASSES} can be told apart."
        found.append(Problem(sentence, True, remedies))
    rare = [name for name, count in column.counts if count == 1]
    if plan.task == CLASSES and rare and not found:
        others_too = f" and {len(rare) - 1} more" if len(rare) > 1 else ""
        sentence = (
            f"Only one row has the class {rare[0][:40]}{others_too}: what is learned about it cannot "
            "be tested, and the split cannot preserve the classes' shares."
        )
        found.append(Problem(sentence, False, ()))
    if plan.remedy(plan.target) is None and not any(problem.blocks for problem in found):
        own = Remedy("Make it a class", with_remedy(plan, plan.target, AS_CATEGORY))
        enough = plan.task == CLASSES and len(set(column.cells)) <= MAX_CLASSES
        found += of_cells(rows, column, plan, (own,) if enough else ())
    return found


def _too_narrow(columns: Mapping[str, Column], plan: Plan) -> bool:
    """Whether there would be too few inputs even if all columns were used."""
    useful = [name for name, column in columns.items() if column.counts and name != plan.target]
    return sum(width_of(columns[name], plan) for name in useful) < MIN_INPUTS


def _of_width(columns: Mapping[str, Column], plan: Plan) -> list[Problem]:
    widths = [width_of(columns[name], plan) for name in plan.features]
    total = sum(widths)
    if total < MIN_INPUTS and _too_narrow(columns, plan):
        there = "one column" if len(columns) == 1 else f"{len(columns)} columns"
        sentence = (
            f"A target and {MIN_INPUTS} inputs are needed, but there {_are(len(columns), there)}. If the "
            "table has more columns, it was read with the wrong separator."
        )
        return [Problem(sentence, True, ())]
    if total < MIN_INPUTS:
        more = [
            name
            for name, column in columns.items()
            if name not in (*plan.features, plan.target)
            and (column.kind == NUMBER or 2 <= len(column.counts) <= MAX_CLASSES)
        ]
        remedies = tuple(
            Remedy(f"Use {name}, too", _with_input(plan, columns, name)) for name in more[:3]
        )
        there = _are(total, "one" if total else "none")
        sentence = f"At least {MIN_INPUTS} inputs are needed, but there {there}."
        return [Problem(sentence, True, remedies)]
    if total > MAX_INPUTS:
        kept, sum_ = [], 0
        for name, width in zip(plan.features, widths, strict=True):
            if sum_ + width <= MAX_INPUTS:
                kept, sum_ = [*kept, name], sum_ + width
        first = Remedy(
            f"Use the first {len(kept)} columns", dataclasses.replace(plan, features=tuple(kept))
        )
        sentence = f"These columns make {total:,} inputs; at most {MAX_INPUTS} can be shown."
        return [Problem(sentence, True, (first,))]
    return []


def _formulas(rows: Sequence[int], columns: Mapping[str, Column], plan: Plan) -> list[Problem]:
    for name in (*plan.features, plan.target):
        column = columns[name]
        found = column.formula
        if found.any():
            has = "has" if found.sum() == 1 else "have"
            sentence = (
                f"{rows_of(rows, found)} {has} a spreadsheet formula in {name}. It is treated as text "
                "and not computed. Save the table with values instead of formulas to use the results."
            )
            return [Problem(sentence, False, ())]
    return []


def width_of(column: Column, plan: Plan) -> int:
    """How many inputs a column becomes."""
    if kind_of(column, plan) == NUMBER:
        return 1
    count = len(column.counts)
    if plan.remedy(column.name) == AS_CATEGORY and column.empty.any():
        count += 1
    return min(count, MAX_CLASSES) if column.name in plan.pooled else count


def _are(count: int, there: str) -> str:
    return f"are {there}" if count > 1 else f"is {there}"


def _aimed_at(plan: Plan, columns: Mapping[str, Column], target: str) -> Plan:
    features = tuple(name for name in plan.features if name != target)
    return dataclasses.replace(
        plan, target=target, features=features, task=task_of(columns[target])
    )


def _with_input(plan: Plan, columns: Mapping[str, Column], added: str) -> Plan:
    """The plan with one more input, in the order of the table."""
    names = {*plan.features, added}
    return dataclasses.replace(plan, features=tuple(name for name in columns if name in names))
