"""An experiment that suits a person's own table."""

from __future__ import annotations

import dataclasses
from typing import Any

from backprop.data import CLASSIFICATION, OWN
from backprop.data.table import Table
from backprop.training.experiment import Experiment

MANY_ROWS, MANY_BATCH = 5_000, 64  # beyond so many training rows, small batches are proposed
GENTLE = 0.1  # learning rate beyond which values are not begun with


def experiment_on(table: Table, like: Experiment, test_fraction: float) -> Experiment:
    """A run on a table like another one, with what this data needs: an output and a loss that suit it, small
    batches of many rows, a gentle rate for values. Raises ValueError, one sentence."""
    rows = len(table.X)
    fields: dict[str, Any] = {
        "dataset": OWN,
        "own_data": table.fingerprint,
        "n_samples": max(10, rows),
        "test_fraction": test_fraction,
    }
    try:
        like.output_and_loss(table.task, table.n_classes)
    except ValueError:  # what was chosen by hand does not suit this data
        fields |= {"output": "auto", "loss": "auto"}
    if rows * (1 - test_fraction) > MANY_ROWS and like.batch_size is None:
        fields["batch_size"] = MANY_BATCH
    if table.task != CLASSIFICATION and like.optimizer == "sgd":
        fields["learning_rate"] = min(like.learning_rate, GENTLE)
    return dataclasses.replace(like, **fields)
