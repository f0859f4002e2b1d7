"""Dataset: the training and test data of one task, as arrays."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from backprop.arrays import Array

CLASSIFICATION, REGRESSION = "classification", "regression"


@dataclass(frozen=True)
class Dataset:
    """Training and test data of one task.

    X_train (n, d), y_train (n, k): k = 1 with 0/1 for two classes, one-hot for more, values for
    regression. X_test, y_test likewise; they may have no rows. All arrays are copied and read-only.
    means, scales: one number for each standardised column, with original = mean + scale · value; empty
    if the inputs are not standardised. target_mean, target_scale: the same for a regression's values.
    features: the names of inputs that are made from two coordinates; P_train, P_test (n, 2) are then
    these coordinates, which the plots show and which means and scales refer to. Otherwise features is
    empty and both are None. choices: how a person's own table was made from a file, as JSON
    (table/choices.py). Raises ValueError if shapes do not match or a value is not finite.
    """

    X_train: Array
    y_train: Array
    X_test: Array
    y_test: Array
    task: str = CLASSIFICATION
    name: str = "own data"
    feature_names: tuple[str, ...] = ()
    class_names: tuple[str, ...] = field(default=())
    target_name: str = "y"
    means: tuple[float, ...] = ()
    scales: tuple[float, ...] = ()
    target_mean: float = 0.0
    target_scale: float = 1.0
    features: tuple[str, ...] = ()
    P_train: Array | None = None
    P_test: Array | None = None
    coordinate_names: tuple[str, ...] = ()
    choices: str = ""

    def __post_init__(self) -> None:
        if self.task not in (CLASSIFICATION, REGRESSION):
            raise ValueError(f"task must be classification or regression, got {self.task!r}.")
        if not self.coordinate_names:
            object.__setattr__(self, "coordinate_names", self.feature_names)
        for part in ("X_train", "y_train", "X_test", "y_test", "P_train", "P_test"):
            if getattr(self, part) is None:
                continue
            array = np.array(getattr(self, part), dtype=np.float64, order="C")
            if array.ndim != 2:
                raise ValueError(f"expected {part} with two dimensions, got shape {array.shape}.")
            if not np.isfinite(array).all():
                raise ValueError(f"{part} contains a value that is not a finite number.")
            array.flags.writeable = False
            object.__setattr__(self, part, array)
        if not len(self.X_train) or not self.X_train.shape[1] or not self.y_train.shape[1]:
            raise ValueError("training data needs at least one sample, one feature and one target.")
        for X, y, kind in (
            (self.X_train, self.y_train, "train"),
            (self.X_test, self.y_test, "test"),
        ):
            if len(X) != len(y):
                raise ValueError(f"X_{kind} has {len(X)} rows, but y_{kind} has {len(y)}.")
            if self.task == CLASSIFICATION and y.size and not (y.min() >= 0 and y.max() <= 1):
                raise ValueError(
                    f"y_{kind} of a classification must be 0 or 1 (with one column for each class if "
                    f"there are more than two), got {y.min():g} to {y.max():g}."
                )
        if self.X_test.shape[1] != self.X_train.shape[1]:
            raise ValueError("X_train and X_test have different numbers of columns.")
        if self.y_test.shape[1] != self.y_train.shape[1]:
            raise ValueError("y_train and y_test have different numbers of columns.")

    @property
    def points(self) -> tuple[Array, Array]:
        """The samples' positions in the plots, training and test: the coordinates that features are made
        from, or the inputs themselves."""
        if self.P_train is None or self.P_test is None:
            return self.X_train, self.X_test
        return self.P_train, self.P_test

    @property
    def n_features(self) -> int:
        """Number of inputs d."""
        return self.X_train.shape[1]

    @property
    def n_classes(self) -> int:
        """Number of classes; 0 for regression."""
        if self.task == REGRESSION:
            return 0
        return max(2, self.y_train.shape[1])
