"""A person's own table on the command line: which file, what is learned from what, and the remedies."""

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
    """The options of a table; the same for every command."""
    group = parser.add_argument_group("a table of your own")
    group.add_argument(
        "--table",
        metavar="FILE",
        help="CSV, TSV or Parquet, up to 20 MB; it takes the place of --dataset",
    )
    group.add_argument(
        "--target", metavar="COLUMN", help="what is learned (found by its name, or the last)"
    )
    group.add_argument(
        "--inputs",
        metavar="COLUMNS",
        help="from what, separated by commas (all that are numbers, or few texts)",
    )
    group.add_argument(
        "--learn",
        choices=(CLASSES, VALUES),
        help="the target's classes or its values (what it looks like)",
    )
    group.add_argument(
        "--standardise",
        choices=("true", "false"),
        help="inputs in standard deviations from their mean (true)",
    )
    group.add_argument(
        "--separator", choices=[*SEPARATORS.values()], help="between the cells (found by itself)"
    )
    group.add_argument(
        "--decimal", choices=[*DECIMALS.values()], help="sign of its numbers (found by itself)"
    )
    group.add_argument(
        "--names", choices=("yes", "no"), help="whether the first row holds them (found by itself)"
    )
    group.add_argument("--encoding", choices=[*ENCODINGS], help="of the text (found by itself)")
    group.add_argument(
        "--fix", metavar="COLUMN=REMEDY", action="append", default=[],
        help=f"what becomes of a column that does not fit: {', '.join(FIXES)}; may be given again",
    )  # fmt: skip


def table_of(options: argparse.Namespace, carried: Mapping[str, Any]) -> Table | None:
    """The table that the options describe, and where these are silent what the file of an experiment carries;
    None without one. What was recognised in the file is said on
    standard error. Raises ValueError, one sentence that names the option to give; OSError."""
    if options.table is None:
        for name in (*_OF_PLAN, *_OF_READING):
            if getattr(options, name):
                raise ValueError(f"--{name} says something of a table: give it with --table FILE.")
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
            f"{sheet.doubt.sentence} Say --decimal {DECIMALS[sheet.doubt.decimal]} for that.",
            file=sys.stderr,
        )
    return table


def _reading(options: argparse.Namespace, carried: Reading) -> Reading:
    """How the text is to be read: as the options say, else as it was."""
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
                raise ValueError(f"--inputs: {name} is the target; choose another one by --target.")
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
            f"--fix: expected COLUMN=REMEDY, the remedy one of {', '.join(FIXES)}, got {text[:60]!r}."
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
    """The first problem's sentence, as the page has it, and the options that are its remedies."""
    first, *others = problems
    ways = [f"{_option(plan, remedy.plan)} ({remedy.label})" for remedy in first.remedies]
    text = first.sentence
    if ways:
        text += f" What helps: {'; '.join(ways)}."
    if others:
        text += f" {len(others)} more like it: " + " ".join(p.sentence for p in others[:3])
    return text


def _option(before: Plan, after: Plan) -> str:
    """The option that makes one plan of another."""
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
    """For a shell, where it has to be."""
    return f'"{text}"' if any(c in text for c in " ()&|;<>*?'$`") else text
