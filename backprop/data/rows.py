"""Turns rows with labels into a Dataset: samples, splits and standardises them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import train_test_split

from backprop.arrays import Array
from backprop.data.dataset import CLASSIFICATION, REGRESSION, Dataset

Labels = NDArray[np.int64]


def one_hot(labels: NDArray[np.int64], n_classes: int) -> Array:
    """Labels (n,) as one-hot rows (n, n_classes)."""
    return np.eye(n_classes)[labels]


def from_rows(
    X: Array,
    labels: Array | Labels,
    *,
    n_samples: int,
    test_fraction: float,
    seed: int,
    standardise: bool,
    name: str,
    feature_names: tuple[str, ...],
    class_names: tuple[str, ...],
    target_name: str = "y",
    choices: str = "",
) -> Dataset:
    """A Dataset from measured rows (n, d) and labels (n,): classes from 0, or values if there are no
    class_names.

    At most n_samples rows are used (``sample_rows``), then they are split as in ``load``. standardise:
    with the means and standard deviations (over n, not n − 1) of the training rows; a column that does
    not vary there keeps its scale.
    """
    task = CLASSIFICATION if class_names else REGRESSION
    if n_samples < len(X):
        kept = sample_rows(labels, n_samples, seed)
        X, labels = X[kept], labels[kept]
    if len(class_names) > 2:
        y = one_hot(labels.astype(np.int64), len(class_names))
    else:
        y = labels.astype(np.float64).reshape(-1, 1)
    X_train, y_train, X_test, y_test = X, y, X[:0], y[:0]
    if test_fraction > 0 and len(X) > 1:
        X_train, X_test, y_train, y_test = split(X, y, labels, test_fraction, seed, task)
    means, scales, target_mean, target_scale = (), (), 0.0, 1.0
    if standardise:
        center, scale = _center_and_scale(X_train)
        X_train, X_test = (X_train - center) / scale, (X_test - center) / scale
        means, scales = tuple(map(float, center)), tuple(map(float, scale))
        if task == REGRESSION:
            center, scale = _center_and_scale(y_train)
            y_train, y_test = (y_train - center) / scale, (y_test - center) / scale
            target_mean, target_scale = float(center[0]), float(scale[0])
    return Dataset(
        X_train,
        y_train,
        X_test,
        y_test,
        task,
        name,
        feature_names=feature_names,
        class_names=class_names,
        target_name=target_name,
        means=means,
        scales=scales,
        target_mean=target_mean,
        target_scale=target_scale,
        choices=choices,
    )


def _center_and_scale(X: Array) -> tuple[Array, Array]:
    varies = X.max(axis=0) > X.min(axis=0)
    return X.mean(axis=0), np.where(varies, X.std(axis=0), 1.0)


def sample_rows(labels: Array | Labels, n: int, seed: int) -> NDArray[np.int64]:
    """The positions of n rows, in their original order, drawn so that every class, or every range of
    values, keeps its share to within one row."""
    order = np.random.default_rng(seed).permutation(len(labels))
    order = order[np.argsort(labels[order], kind="stable")]
    return np.sort(order[np.arange(n) * len(labels) // n])


def split(
    X: Array, y: Array, labels: Array | Labels, fraction: float, seed: int, task: str
) -> tuple[Array, Array, Array, Array]:
    """X_train, X_test, y_train, y_test; stratified by class if the classes are large enough."""
    n_test = int(np.ceil(fraction * len(X)))
    counts = np.unique(labels, return_counts=True)[1] if task == CLASSIFICATION else np.array([0])
    enough = counts.min() >= 2 and min(n_test, len(X) - n_test) >= len(counts)
    X_train, X_test, y_train, y_test = train_test_split(
        X, y, test_size=fraction, random_state=seed, stratify=labels if enough else None
    )
    return np.asarray(X_train), np.asarray(X_test), np.asarray(y_train), np.asarray(y_test)
