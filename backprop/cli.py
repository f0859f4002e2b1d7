"""The command line: `python -m backprop train …` prints a training as a table, CSV or JSON."""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn
from urllib.parse import parse_qsl

from backprop.choices import BOUNDS, CHOICES, TUPLES
from backprop.experiment import Experiment
from backprop.experiment_file import as_refusal
from backprop.presets import PRESETS
from backprop.progress import ProgressBar
from backprop.trainer import Trainer

MAX_ITERATIONS = 10_000_000
INTERRUPTED = 130  # what a shell calls a command that Ctrl-C has ended
Row = tuple[int, float, float]


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line and exits with 2."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {' '.join(message.split())}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status. Exits with 2 on bad arguments."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        trainer = Trainer(_experiment(options))
    except OSError as error:
        parser.error(f"{options.experiment}: {error.strerror}")
    except UnicodeDecodeError:
        parser.error(f"{options.experiment}: not a text file")
    except ValueError as error:
        parser.error(str(error))
    try:
        _print_training(trainer, options.iterations, options.format)
    except BrokenPipeError:  # the reader has seen enough
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    if trainer.diverged is not None:
        print(trainer.diverged, file=sys.stderr)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="backprop", description="Back-propagation, step by step.", allow_abbrev=False
    )
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="command", parser_class=_Parser
    )
    train = commands.add_parser(
        "train",
        help="print a training, iteration by iteration",
        allow_abbrev=False,
        description="Train an experiment and print each iteration's loss and accuracy on the "
        "training set. Start from a preset, a file or a link's query, and change any field.",
    )
    train.add_argument(
        "--iterations", type=_iterations, default=150, metavar="N", help="print rows 0 to N-1 (150)"
    )
    train.add_argument(
        "--format", choices=("table", "csv", "json"), default="table", help="how to print (table)"
    )
    start = train.add_mutually_exclusive_group()
    start.add_argument("--preset", metavar="NAME", help=f"one of {', '.join(PRESETS)}")
    start.add_argument("--experiment", metavar="FILE", help="a JSON file of an experiment")
    start.add_argument("--query", metavar="TEXT", help="what follows the ? in a link")
    fields = train.add_argument_group("fields of the experiment")
    for field in dataclasses.fields(Experiment):
        fields.add_argument(
            f"--{field.name.replace('_', '-')}",
            dest=f"field_{field.name}",
            metavar="VALUE",
            help=_field_help(field.name),
        )
    return parser


def _field_help(name: str) -> str:
    if name == "interventions":
        return 'changes on the way, such as "40 learning_rate 0.1,60 freeze 2" (none)'
    if name in CHOICES:
        allowed = f"one of {', '.join(CHOICES[name])}"
    elif name in BOUNDS:
        bound = BOUNDS[name]
        low, high = (f"{int(v):,}" if bound.whole else f"{v:,g}" for v in (bound.low, bound.high))
        allowed = f"{low} to {high}"
    else:
        allowed = "true or false" if name == "shuffle" else "fingerprint of an own table"
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


def _iterations(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MAX_ITERATIONS:
        raise argparse.ArgumentTypeError(
            f"expected a whole number from 1 to {MAX_ITERATIONS:,}, got {text[:40]!r}"
        )
    return int(text)


def _experiment(options: argparse.Namespace) -> Experiment:
    """The experiment that the options describe. Raises ValueError or OSError."""
    start = Experiment()
    if options.preset is not None:
        start = Experiment.preset(options.preset)
    elif options.experiment is not None:
        start = Experiment.from_json(Path(options.experiment).read_text(encoding="utf-8"))
    elif options.query is not None:
        start = _from_query(dict(parse_qsl(options.query.lstrip("?"), keep_blank_values=True)))
    changes = {
        field.name: getattr(options, f"field_{field.name}")
        for field in dataclasses.fields(Experiment)
        if getattr(options, f"field_{field.name}") is not None
    }
    return _from_query(start.to_query() | changes) if changes else start


def _from_query(query: dict[str, str]) -> Experiment:
    experiment, sentences = Experiment.from_query(query)
    if sentences:
        raise ValueError(as_refusal(sentences[0]))
    return experiment


def _rows(trainer: Trainer, iterations: int) -> Iterator[Row]:
    """(iteration, training loss, training accuracy) of iterations 0 to iterations − 1."""
    for iteration in range(iterations):
        if iteration > trainer.last:
            trainer.step()
        if iteration > trainer.last:
            return
        history = trainer.history
        yield iteration, float(history.train_loss[-1]), float(history.train_accuracy[-1])


def _print_training(trainer: Trainer, iterations: int, style: str) -> None:
    rows = _rows(trainer, iterations)
    if style == "json":
        _print_json(trainer, rows, ProgressBar(iterations))
        return
    if style == "csv":
        print("iteration,loss,accuracy")
        line = "{},{:.8f},{:.8f}"
    else:
        print(f"{'iteration':>9}  {'loss':>16}  {'accuracy':>10}")
        line = "{:>9}  {:>16.8f}  {:>10.8f}"
    bar = ProgressBar(iterations)
    on_one_terminal = sys.stdout.isatty()
    for row in rows:
        if on_one_terminal:
            bar.clear()
        print(line.format(*row))
        bar.draw(row[0] + 1)
    bar.clear()


def _print_json(trainer: Trainer, rows: Iterator[Row], bar: ProgressBar) -> None:
    """One object: the experiment, and a list with an object for each iteration. JSON has no NaN:
    what is not a number is null."""
    listed: list[dict[str, float | None]] = []
    for t, *numbers in rows:
        loss, accuracy = (value if math.isfinite(value) else None for value in numbers)
        listed.append({"iteration": t, "loss": loss, "accuracy": accuracy})
        bar.draw(t + 1)
    bar.clear()
    experiment = dataclasses.asdict(trainer.experiment)
    print(json.dumps({"experiment": experiment, "iterations": listed}, indent=1))
