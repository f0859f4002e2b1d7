"""What came of a sweep: a row a run, as data and as CSV, and curves of several seeds as a band."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from backprop.arrays import Array
from backprop.compare.sweep import Result
from backprop.compare.sweep_choices import Value, Variant

Found = Sequence[tuple[Variant, Result]]


@dataclass(frozen=True)
class Band:
    """The losses of the seeds of one value. median, low, high: (T,), over the seeds that have come so
    far at each iteration; of a single seed all three are its curve."""

    value: Value
    seeds: int
    median: Array
    low: Array
    high: Array


def rows(name: str, found: Found) -> list[dict[str, Any]]:
    """A row a run: its value of the choice ``name``, its seed, and what it reached. Losses and
    accuracies are those of the test set, where there is one; None where there is nothing to say."""
    table = []
    for variant, result in found:
        best, last = result.best, result.iterations
        row: dict[str, Any] = {} if name == "seed" else {name: variant.value}
        row |= {
            "weight seed": variant.seed,
            "final loss": float(result.losses[last]),
            "best loss": float(result.losses[best]),
            "best at": best,
            "training loss": float(result.history[last, 0]),
            "accuracy": _number(result.accuracies[last]),
            "best accuracy": _number(_highest(result.accuracies)),
            "iterations": last,
            "ended": _ended(result),
        }
        table.append(row)
    return table


def to_csv(table: Sequence[dict[str, Any]]) -> str:
    """The rows as CSV with a heading; numbers in full."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(table[0]) if table else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    return text.getvalue()


def bands(name: str, found: Found) -> list[Band]:
    """A band a value, in the order of the values; where the seed itself is varied, one of all."""
    groups: dict[Value, list[Array]] = {}
    for variant, result in found:
        value: Value = "all seeds" if name == "seed" else variant.value
        groups.setdefault(value, []).append(result.losses)
    return [_band(value, curves) for value, curves in groups.items()]


def _band(value: Value, curves: list[Array]) -> Band:
    longest = max(map(len, curves))
    stacked = np.full((len(curves), longest), np.nan)
    for row, curve in zip(stacked, curves, strict=True):
        row[: len(curve)] = curve
    median = np.nanmedian(stacked, axis=0)
    return Band(value, len(curves), median, np.nanmin(stacked, axis=0), np.nanmax(stacked, axis=0))


def _highest(values: Array) -> float:
    return float("nan") if np.isnan(values).all() else float(np.nanmax(values))


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _ended(result: Result) -> str:
    if result.diverged is not None:
        return f"diverged at {result.diverged.iteration}, layer {result.diverged.layer}"
    return "took too long" if result.stopped else ""
