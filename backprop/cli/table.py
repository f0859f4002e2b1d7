"""A person's own table on the command line: the file, the target, the inputs and the remedies."""

from __future__ import annotations

import argparse
import csv
import dataclasses
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from backprop.data.table import (
    DECIMALS,
    ENCODINGS,
    MAX_BYTES,
    SEPARATORS,
    Column,
    Plan,
    Problem,
    Reading,
    Table,
    first_plan,
    plan_of,
    problems_of,
    reading_of,
)
from backprop.data.table.column_problems import with_remedy
from backprop.data.table.columns import describe
from backprop.data.table.parquet import read_file
from backprop.data.table.plan import AS_CATEGORY, CLASSES, DROP, MEAN, MOST, VALUES, task_of
from backprop.data.table.prepare import prepare
from backprop.data.table.reading import too_large

_OF_PLAN = ("target", "inputs", "learn", "standardise", "fix")
_OF_READING = ("separator", "decimal", "names", "encoding")
LEAVE_OUT, POOL = "leave-out", "pool"
FIXES = (DROP, MEAN, MOST, AS_CATEGORY, LEAVE_OUT, POOL)


def add_table(parser: argparse.ArgumentParser) -> None:
    """Add the options for a table, which are the same for every command."""
    group = parser.add_argument_group("your own table")
    group.add_argument(
        "--table",
        metavar="FILE",
        help="CSV, TSV or Parquet, up to 20 MB; replaces --dataset",
    )
    group.add_argument(
        "--target", metavar="COLUMN", help="the column to learn (detected by its name, or the last)"
    )
    group.add_argument(
        "--inputs",
        metavar="COLUMNS",
        help="the input columns, separated by commas (numbers, and text with few different values)",
    )
    group.add_argument(
        "--learn",
        choices=(CLASSES, VALUES),
        help="whether to learn the target's classes or its values (detected)",
    )
    group.add_argument(
        "--standardise",
        choices=("true", "false"),
        help="measure inputs in standard deviations from their mean (true)",
    )
    group.add_argument(
        "--separator", choices=[*SEPARATORS.values()], help="separates the cells (detected)"
    )
    group.add_argument(
        "--decimal", choices=[*DECIMALS.values()], help="decimal sign of the numbers (detected)"
    )
    group.add_argument(
        "--names", choices=("yes", "no"), help="whether the first row has column names (detected)"
    )
    group.add_argument("--encoding", choices=[*ENCODINGS], help="encoding of the file (detected)")
    group.add_argument(
        "--fix",
        metavar="COLUMN=REMEDY",
        action="append",
        default=[],
        help="how to handle a column that cannot be used as it is: "
        f"{', '.join(FIXES)}; may be repeated",
    )


def table_of(options: argparse.Namespace, carried: Mapping[str, Any]) -> Table | None:
    """The table that the options describe, completed by the choices in the file of an experiment; None
    without a table. What was detected in the file is printed to standard error. Raises ValueError, one
    or more sentences that name the options to give, and OSError."""
    if options.table is None:
        for name in (*_OF_PLAN, *_OF_READING):
            if getattr(options, name):
                raise ValueError(f"--{name} applies to a table: give the table with --table FILE.")
        return None
    path = Path(options.table)
    if path.stat().st_size > MAX_BYTES:  # before it is read
        raise ValueError(too_large(path.stat().st_size))
    reading = _reading(options, reading_of(carried))
    sheet = read_file(path.read_bytes(), reading)
    columns = describe(sheet)
    plan = _planned(options, columns, plan_of(carried, columns) if carried else first_plan(columns))
    found = problems_of(sheet, columns, plan)
    blocking = [problem for problem in found if problem.blocks]
    if blocking:
        raise ValueError(_with_options(blocking, plan))
    table = prepare(sheet, columns, plan, reading)
    for note in (*sheet.notes, *(problem.sentence for problem in found)):
        print(note, file=sys.stderr)
    if sheet.doubt is not None:
        print(
            f"{sheet.doubt.sentence} For that, give --decimal {DECIMALS[sheet.doubt.decimal]}.",
            file=sys.stderr,
        )
    return table


def _reading(options: argparse.Namespace, carried: Reading) -> Reading:
    """How to read the text: as the options say, or else as the file of the experiment says."""
    signs = {name: sign for sign, name in (*SEPARATORS.items(), *DECIMALS.items())}
    return Reading(
        encoding=options.encoding or carried.encoding,
        separator=signs.get(options.separator, carried.separator),
        decimal=signs.get(options.decimal, carried.decimal),
        names=options.names or carried.names,
    )


def _planned(options: argparse.Namespace, columns: dict[str, Column], plan: Plan) -> Plan:
    if options.target is not None:
        _known(options.target, columns, "--target")
        inputs = tuple(n for n in columns if n in {*plan.features, plan.target} - {options.target})
        plan = dataclasses.replace(
            plan, target=options.target, features=inputs, task=task_of(columns[options.target])
        )
    if options.inputs is not None:
        (wanted,) = csv.reader([options.inputs], skipinitialspace=True)
        for name in wanted:
            _known(name, columns, "--inputs")
            if name == plan.target:
                raise ValueError(f"--inputs: {name} is the target; choose another with --target.")
        plan = dataclasses.replace(plan, features=tuple(n for n in columns if n in wanted))
    if options.learn is not None:
        plan = dataclasses.replace(plan, task=options.learn)
    if options.standardise is not None:
        plan = dataclasses.replace(plan, standardise=options.standardise == "true")
    for text in options.fix:
        plan = _fixed(plan, text, columns)
    return plan


def _fixed(plan: Plan, text: str, columns: dict[str, Column]) -> Plan:
    name, _, remedy = text.rpartition("=")
    if remedy not in FIXES:
        raise ValueError(
            f"--fix: expected COLUMN=REMEDY, where REMEDY is one of {', '.join(FIXES)}, got {text[:60]!r}."
        )
    _known(name, columns, "--fix")
    if remedy == LEAVE_OUT:
        return dataclasses.replace(plan, features=tuple(n for n in plan.features if n != name))
    if remedy == POOL:
        return dataclasses.replace(plan, pooled=(*plan.pooled, name))
    return with_remedy(plan, name, remedy)


def _known(name: str, columns: dict[str, Column], option: str) -> None:
    if name not in columns:
        some = ", ".join([*columns][:12])
        raise ValueError(f"{option}: the table has no column {name[:60]!r}; it has {some}.")


def _with_options(problems: list[Problem], plan: Plan) -> str:
    """The sentence of the first problem, as on the page, with the options that solve it."""
    first, *others = problems
    ways = [f"{_option(plan, remedy.plan)} ({remedy.label})" for remedy in first.remedies]
    text = first.sentence
    if ways:
        text += f" To solve this, give {' or '.join(ways)}."
    if others:
        more = "1 more problem" if len(others) == 1 else f"{len(others)} more problems"
        text += f" {more}: " + " ".join(p.sentence for p in others[:3])
    return text


def _option(before: Plan, after: Plan) -> str:
    """The option that changes one plan into another."""
    if after.target != before.target:
        return f"--target {_quoted(after.target)}"
    if after.task != before.task:
        return f"--learn {after.task}"
    if new := [pair for pair in after.remedies if pair not in before.remedies]:
        return f"--fix {_quoted('='.join(new[0]))}"
    if new := [name for name in after.pooled if name not in before.pooled]:
        return f"--fix {_quoted(f'{new[0]}={POOL}')}"
    gone = [name for name in before.features if name not in after.features]
    if len(gone) == 1:
        return f"--fix {_quoted(f'{gone[0]}={LEAVE_OUT}')}"
    return f"--inputs {_quoted(','.join(after.features))}"


def _quoted(text: str) -> str:
    """A text quoted for a shell, if necessary."""
    return f'"{text}"' if any(c in text for c in " ()&|;<>*?'$`") else text
