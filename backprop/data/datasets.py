"""The registry of named data sets, drawn by scikit-learn or by ``draws``, and loaded as a Dataset.

Every named set is a pure function of (n_samples, noise, seed).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn import datasets as sk

from backprop.data import draws
from backprop.data.dataset import CLASSIFICATION, REGRESSION, Dataset
from backprop.data.rows import from_rows, one_hot, split


@dataclass(frozen=True)
class DatasetSpec:
    """A named data set: draw(n_samples, noise, seed, circle_factor) -> X (n, d), y (n,).

    bunch: for a measured set, scikit-learn's loader, which has its names; rows: its number of rows.
    """

    name: str
    title: str
    description: str
    task: str
    n_features: int
    n_classes: int
    draw: Callable[[int, float, int, float], draws.Drawn]
    bunch: Callable[[], Any] | None = None

    rows: int | None = None

    @property
    def measured(self) -> bool:
        """Whether this is one of scikit-learn's tables of measurements: its rows are real, no noise is
        added, and the inputs are standardised as in ``from_rows``."""
        return self.bunch is not None


def _measured_spec(
    name: str,
    title: str,
    description: str,
    rows: int,
    d: int,
    k: int,
    loader: Callable[[], Any],
) -> DatasetSpec:
    task = CLASSIFICATION if k else REGRESSION
    return DatasetSpec(name, title, description, task, d, k, draws.measured(loader), loader, rows)


_ENTRIES = (
    DatasetSpec(
        "circles", "Circles", "One class around the other", CLASSIFICATION, 2, 2, draws.circles
    ),
    DatasetSpec(
        "moons", "Moons", "Two interleaved half circles", CLASSIFICATION, 2, 2, draws.moons
    ),
    DatasetSpec("blobs", "Blobs", "Three separate clouds", CLASSIFICATION, 2, 3, draws.blobs),
    DatasetSpec("xor", "XOR", "Opposite quarters share a class", CLASSIFICATION, 2, 2, draws.xor),
    DatasetSpec(
        "spirals",
        "Spirals",
        "Two intertwined spiral arms, the hardest set",
        CLASSIFICATION,
        2,
        2,
        draws.spirals,
    ),
    DatasetSpec(
        "gaussians", "Gaussians", "Two overlapping clouds", CLASSIFICATION, 2, 2, draws.gaussians
    ),
    DatasetSpec(
        "classification",
        "Classification",
        "scikit-learn's generator, with some wrong labels",
        CLASSIFICATION,
        2,
        2,
        draws.classification,
    ),
    DatasetSpec("plane", "Plane", "Regression: a tilted plane", REGRESSION, 2, 0, draws.plane),
    DatasetSpec(
        "digits", "Digits", "Handwritten digits, 8 × 8 pixels", CLASSIFICATION, 64, 10, draws.digits
    ),
    _measured_spec(
        "iris", "Iris", "150 flowers of three species, 4 lengths", 150, 4, 3, sk.load_iris
    ),
    _measured_spec(
        "wine", "Wine", "178 wines from three growers, 13 measurements", 178, 13, 3, sk.load_wine
    ),
    _measured_spec(
        "breast_cancer",
        "Breast cancer",
        "569 tumours, malignant or benign, 30 measurements",
        569,
        30,
        2,
        sk.load_breast_cancer,
    ),
    _measured_spec(
        "diabetes",
        "Diabetes",
        "Regression: 442 patients, 10 measurements, progression after a year",
        442,
        10,
        0,
        draws.diabetes,
    ),
)

DATASETS: dict[str, DatasetSpec] = {entry.name: entry for entry in _ENTRIES}
OWN = "own"  # a person's own table, which cannot be loaded by name


def load(
    name: str,
    n_samples: int,
    noise: float,
    test_fraction: float,
    seed: int,
    circle_factor: float = 0.5,
) -> Dataset:
    """Draw a named set and split it, stratified by class if the classes are large enough.

    With test_fraction 0 the samples keep the order in which they were drawn. From a measured set at
    most n_samples rows are taken, as in ``from_rows``; noise does not apply to it.
    Raises KeyError for a name that is not registered.
    """
    spec = DATASETS[name]
    if spec.bunch is not None:
        return _load_measured(spec, spec.bunch(), n_samples, test_fraction, seed)
    X, labels = spec.draw(n_samples, noise, seed, circle_factor)
    if spec.task == REGRESSION or spec.n_classes == 2:
        y = labels.astype(np.float64).reshape(-1, 1)
    else:
        y = one_hot(labels.astype(np.int64), spec.n_classes)
    X_train, y_train, X_test, y_test = X, y, X[:0], y[:0]
    if test_fraction > 0:
        X_train, X_test, y_train, y_test = split(X, y, labels, test_fraction, seed, spec.task)
    digits_like = spec.n_features > 2
    names = tuple(f"pixel {i}" if digits_like else f"x{i}" for i in range(1, spec.n_features + 1))
    classes = tuple(str(c) for c in range(spec.n_classes))
    return Dataset(X_train, y_train, X_test, y_test, spec.task, name, names, classes)


def _load_measured(spec: DatasetSpec, bunch: Any, n: int, fraction: float, seed: int) -> Dataset:
    X, labels = draws.arrays((bunch.data, bunch.target))
    return from_rows(
        X,
        labels,
        n_samples=n,
        test_fraction=fraction,
        seed=seed,
        standardise=True,
        name=spec.name,
        feature_names=tuple(map(str, bunch.feature_names)),
        class_names=tuple(map(str, bunch.get("target_names", ()))),
        target_name="progression" if spec.task == REGRESSION else "class",
    )
