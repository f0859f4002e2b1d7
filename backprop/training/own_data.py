"""Adapts an experiment to a person's own table."""

from __future__ import annotations

import dataclasses
from typing import Any

from backprop.data import CLASSIFICATION, OWN
from backprop.data.table import Table
from backprop.training.experiment import Experiment

MANY_ROWS, MANY_BATCH = 5_000, 64  # above this many training rows, batches of this size are used
GENTLE = 0.1  # largest initial learning rate for regression


def experiment_on(table: Table, like: Experiment, test_fraction: float) -> Experiment:
    """An experiment on a table, like another one but adapted to this data: an output and a loss that
    suit it, small batches if there are many rows, a moderate learning rate for regression. Raises
    ValueError, one sentence."""
    rows = len(table.X)
    fields: dict[str, Any] = {
        "dataset": OWN,
        "own_data": table.fingerprint,
        "n_samples": max(10, rows),
        "test_fraction": test_fraction,
    }
    try:
        like.output_and_loss(table.task, table.n_classes)
    except ValueError:  # the chosen ones do not suit this data
        fields |= {"output": "auto", "loss": "auto"}
    if rows * (1 - test_fraction) > MANY_ROWS and like.batch_size is None:
        fields["batch_size"] = MANY_BATCH
    if table.task != CLASSIFICATION and like.optimizer == "sgd":
        fields["learning_rate"] = min(like.learning_rate, GENTLE)
    return dataclasses.replace(like, **fields)
