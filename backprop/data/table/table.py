"""A person's own table, ready to be trained on.

An Experiment refers to it only by a fingerprint (dataset="own", own_data="…"), so a link or a file
contains no data. The table itself is passed to the Trainer: Trainer(experiment, table.draw(experiment)).
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from backprop.arrays import Array
from backprop.data.dataset import CLASSIFICATION, REGRESSION, Dataset
from backprop.data.datasets import OWN
from backprop.data.rows import from_rows

MAX_ROWS = 50_000


class Draw(Protocol):
    """The fields of an Experiment that determine how a table is sampled and split."""

    @property
    def n_samples(self) -> int:
        """Number of rows to use."""
        ...

    @property
    def test_fraction(self) -> float:
        """Share of these rows kept for testing."""
        ...

    @property
    def data_seed(self) -> int:
        """Seed of the sampling and of the split."""
        ...


@dataclass(frozen=True, eq=False)
class Table:
    """Rows of numbers with a target.

    X (n, d), labels (n,): int64 classes from 0, or float64 values if class_names is empty.
    standardise: whether inputs, and the values of a regression, are measured in standard deviations
    from the mean of the training rows. choices: how the table was made from a file, in the form stored
    in an experiment's file; "" if that is not known. Raises ValueError, one sentence, if there is
    nothing to train on.
    """

    X: Array
    labels: NDArray[np.int64] | NDArray[np.float64]
    feature_names: tuple[str, ...]
    target_name: str = "y"
    class_names: tuple[str, ...] = ()
    standardise: bool = True
    choices: str = ""

    def __post_init__(self) -> None:
        if len(self.X) < 2 or self.X.shape != (len(self.labels), len(self.feature_names)):
            raise ValueError("a table needs at least two rows and a name for every column.")
        if len(self.class_names) == 1:
            raise ValueError("a target with only one class leaves nothing to learn.")
        kind = np.int64 if self.class_names else np.float64
        for name, dtype in (("X", np.float64), ("labels", kind)):
            array = np.array(getattr(self, name), dtype=dtype, order="C")
            array.flags.writeable = False
            object.__setattr__(self, name, array)

    @property
    def task(self) -> str:
        """Classification if there are classes, else regression."""
        return CLASSIFICATION if self.class_names else REGRESSION

    @property
    def n_classes(self) -> int:
        """Number of classes; 0 in regression."""
        return len(self.class_names)

    @cached_property
    def fingerprint(self) -> str:
        """16 hexadecimal digits, equal for equal tables; the table cannot be recovered from them."""
        names = [self.feature_names, self.target_name, self.class_names, self.standardise]
        digest = hashlib.sha256(json.dumps([*names, self.X.shape]).encode())
        digest.update(self.X.tobytes())
        digest.update(self.labels.tobytes())
        return digest.hexdigest()[:16]

    def to_npz(self) -> bytes:
        """X and labels as an .npz file for np.load, for a program that trains on them."""
        out = io.BytesIO()
        np.savez_compressed(out, X=self.X, labels=self.labels)
        return out.getvalue()

    def draw(self, experiment: Draw) -> Dataset:
        """Training and test data according to an experiment's n_samples, test_fraction and data_seed."""
        return from_rows(
            self.X,
            self.labels,
            n_samples=experiment.n_samples,
            test_fraction=experiment.test_fraction,
            seed=experiment.data_seed,
            standardise=self.standardise,
            name=OWN,
            feature_names=self.feature_names,
            class_names=self.class_names,
            target_name=self.target_name,
            choices=self.choices,
        )
