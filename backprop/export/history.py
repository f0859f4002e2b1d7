"""The history of a run as a table: CSV for spreadsheets, Parquet for programs."""

from __future__ import annotations

import csv
import io
import math
from typing import Any

from backprop.data.table import harmless
from backprop.support import Progress, no_progress
from backprop.support.optional import optional
from backprop.training import Snapshot
from backprop.training.history import COLUMNS
from backprop.training.timeline import epochs

REPORT_EVERY = 500  # lines


def table(snapshot: Snapshot) -> dict[str, list[Any]]:
    """The columns dataset, iteration, epoch, losses and accuracies; NaN where a number does not exist."""
    rows = snapshot.history
    iterations = range(len(rows))
    return {
        "dataset": [snapshot.dataset.name] * len(rows),
        "iteration": list(iterations),
        "epoch": epochs(snapshot.experiment, len(snapshot.dataset.X_train), len(rows)),
        **{name: rows[:, k].tolist() for k, name in enumerate(COLUMNS)},
    }


def to_csv(snapshot: Snapshot, progress: Progress = no_progress) -> bytes:
    """One line for each iteration; numbers have all their digits, missing ones are empty; UTF-8.
    progress is called with the share of lines done."""
    columns = table(snapshot)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for t, row in enumerate(zip(*columns.values(), strict=True)):
        writer.writerow([_cell(value) for value in row])
        if t % REPORT_EVERY == 0:
            progress(t / len(snapshot.history))
    return text.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return harmless(value)
    return "" if isinstance(value, float) and math.isnan(value) else value


def parquet(snapshot: Snapshot, progress: Progress = no_progress) -> bytes:
    """The same table as Parquet; missing numbers are null. progress is called with the share of columns
    done. Raises ValueError without pyarrow."""
    arrow, writer = optional("pyarrow"), optional("pyarrow.parquet")
    values, columns = table(snapshot), {}
    for name, column in values.items():
        progress(len(columns) / (len(values) + 1))
        missing_too = {"from_pandas": True} if name in COLUMNS else {}  # NaN becomes null
        columns[name] = arrow.array(column, **missing_too)
    file = arrow.BufferOutputStream()
    writer.write_table(arrow.table(columns), file)
    return file.getvalue().to_pybytes()
