"""The command-line options that describe an experiment, and the run they stand for."""

from __future__ import annotations

import argparse
import dataclasses
from functools import partial
from pathlib import Path
from typing import NoReturn

from backprop.cli.table import add_table, table_of
from backprop.data import OWN
from backprop.data.table import Table
from backprop.training import PRESETS, Experiment, Trainer, experiment_on
from backprop.training.choices import BOUNDS, CHOICES, TUPLES
from backprop.training.file import Picture, as_refusal, read, read_file


class Parser(argparse.ArgumentParser):
    """A parser that reports an error in one line and exits with status 2."""

    def error(self, message: str) -> NoReturn:
        """Print one line and exit with status 2."""
        self.exit(2, f"{self.prog}: {' '.join(message.split())}\n")


def add_experiment(parser: argparse.ArgumentParser) -> None:
    """Add the options for the starting point and for every field."""
    start = parser.add_mutually_exclusive_group()
    start.add_argument("--preset", metavar="NAME", help=f"one of {', '.join(PRESETS)}")
    start.add_argument("--experiment", metavar="FILE", help="an experiment's JSON file")
    start.add_argument("--query", metavar="TEXT", help="a link, or the part of it after the ?")
    add_table(parser)
    fields = parser.add_argument_group("fields of the experiment")
    for field in dataclasses.fields(Experiment):
        fields.add_argument(
            f"--{field.name.replace('_', '-')}",
            dest=f"field_{field.name}",
            metavar="VALUE",
            help=_field_help(field.name),
        )


def whole(low: int, high: int, text: str) -> int:
    """Parse a whole number within bounds. Raises ArgumentTypeError."""
    if not (text.isascii() and text.isdecimal() and len(text) < 20) or not low <= int(text) <= high:
        raise argparse.ArgumentTypeError(
            f"expected a whole number from {low:,} to {high:,}, got {text[:40]!r}"
        )
    return int(text)


def add_whole(
    parser: argparse.ArgumentParser,
    flag: str,
    low: int,
    high: int,
    about: str,
    default: int | None = None,
) -> None:
    """Add an option that takes a whole number within bounds."""
    letter = "T" if flag == "--iteration" else "N"
    parser.add_argument(
        flag, type=partial(whole, low, high), default=default, metavar=letter, help=about
    )


def start_run(parser: argparse.ArgumentParser, options: argparse.Namespace) -> tuple[Trainer, int]:
    """The run that the options describe, at iteration 0, and the iteration that a link or a file
    contains. Exits with status 2 if they do not describe a run."""
    try:
        start = _start(options)
        table = table_of(options, start.table)
        picture = _picture(options, start, table)
        dataset = table.draw(picture.experiment) if table else None
        return Trainer(picture.experiment, dataset), picture.iteration
    except OSError as error:
        parser.error(f"{error.filename}: {error.strerror}")
    except UnicodeDecodeError:
        parser.error(f"{options.experiment}: not a text file")
    except ValueError as error:
        parser.error(str(error))


def _start(options: argparse.Namespace) -> Picture:
    """The starting point that the options choose."""
    if options.preset is not None:
        return Picture(Experiment.preset(options.preset))
    if options.experiment is not None:
        return read_file(Path(options.experiment).read_text(encoding="utf-8"))
    return read(options.query) if options.query is not None else Picture(Experiment())


def _picture(options: argparse.Namespace, start: Picture, table: Table | None) -> Picture:
    """The starting point with the table and with the fields that the options change."""
    changes = {
        field.name: getattr(options, f"field_{field.name}")
        for field in dataclasses.fields(Experiment)
        if getattr(options, f"field_{field.name}") is not None
    }
    start = dataclasses.replace(start, experiment=_on(table, start.experiment, changes))
    if not changes:
        return start
    experiment, sentences = Experiment.from_query(start.experiment.to_query() | changes)
    if sentences:
        raise ValueError(as_refusal(sentences[0]))
    return dataclasses.replace(start, experiment=experiment)


def _on(table: Table | None, experiment: Experiment, changes: dict[str, str]) -> Experiment:
    """The experiment on the table. An experiment from a file or a link that already uses a table must
    use this one."""
    own = experiment.dataset == OWN or changes.get("dataset") == OWN
    if table is None:
        if own:
            raise ValueError(
                "dataset: this run uses somebody's own table, which is not part of the experiment. "
                "Give the table with --table FILE, and the choices made for it."
            )
        return experiment
    if changes.get("dataset", OWN) != OWN:
        raise ValueError(
            "--dataset: a run uses either a table or a named set. Leave out one of them."
        )
    wanted = changes.get("own_data", experiment.own_data)
    if wanted and wanted != table.fingerprint:
        raise ValueError(
            f"The run uses another table: its fingerprint is {wanted}, but this table's is {table.fingerprint}. "
            "A link needs the same --target, --inputs, --learn, --standardise and --fix. The run's file "
            "contains them, but not the changes made in the grid."
        )
    return (
        experiment
        if experiment.own_data
        else experiment_on(table, experiment, experiment.test_fraction)
    )


def _field_help(name: str) -> str:
    if name == "interventions":
        return 'changes during the run, such as "40 learning_rate 0.1,60 freeze 2" (none)'
    if name in CHOICES:
        allowed = f"one of {', '.join(CHOICES[name])}"
    elif name in BOUNDS:
        allowed = BOUNDS[name].span.replace("−", "-")  # Windows consoles may not print "−"
    else:
        allowed = "true or false" if name == "shuffle" else "fingerprint of your own table"
    if name == "features":
        allowed = f"inputs, separated by commas: {allowed}"
    if name in TUPLES:
        allowed = f"for each hidden layer, separated by commas: {allowed}"
    if name == "batch_size":
        allowed += ", or full"
    return f"{allowed} ({_default(name)})"


def _default(name: str) -> str:
    value = getattr(Experiment(), name)
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return "full" if value is None else str(value).lower() or "none"
