"""`backprop train`: prints a run as a table, CSV or JSON."""

from __future__ import annotations

import dataclasses
import json
import math
import sys
from collections.abc import Iterator

from backprop.support import ProgressBar
from backprop.training import Trainer

Row = tuple[int, float, float]


def _rows(trainer: Trainer, iterations: int) -> Iterator[Row]:
    """(iteration, training loss, training accuracy) of iterations 0 to iterations − 1."""
    for iteration in range(iterations):
        if iteration > trainer.last:
            trainer.step()
        if iteration > trainer.last:
            return
        history = trainer.history
        yield iteration, float(history.train_loss[-1]), float(history.train_accuracy[-1])


def print_training(trainer: Trainer, iterations: int, style: str) -> None:
    """Print iterations 0 to iterations − 1; style: table, csv or json."""
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
    """Print one object with the experiment and a list of iterations. JSON has no NaN; numbers that are
    not finite become null."""
    listed: list[dict[str, float | None]] = []
    for t, *numbers in rows:
        loss, accuracy = (value if math.isfinite(value) else None for value in numbers)
        listed.append({"iteration": t, "loss": loss, "accuracy": accuracy})
        bar.draw(t + 1)
    bar.clear()
    experiment = dataclasses.asdict(trainer.experiment)
    print(json.dumps({"experiment": experiment, "iterations": listed}, indent=1))
