"""Inputs made from the two coordinates of a point, as in TensorFlow Playground."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from backprop.arrays import Array


@dataclass(frozen=True)
class Feature:
    """An input made from coordinates. value: computes it (n,) from x1, x2 (n,). title: how it is written,
    with {a} and {b} for the coordinates' names. code: the same in NumPy, from the columns of X."""

    name: str
    title: str
    value: Callable[[Array, Array], Array]
    code: str

    def called(self, a: str = "x₁", b: str = "x₂") -> str:
        """The feature with the coordinates' names, such as x₁²."""
        return self.title.format(a=a, b=b).replace("x₁ · x₂", "x₁x₂")


_ENTRIES = (
    Feature("x1", "{a}", lambda a, b: a, "X[:, 0]"),
    Feature("x2", "{b}", lambda a, b: b, "X[:, 1]"),
    Feature("x1_squared", "{a}²", lambda a, b: a * a, "X[:, 0] ** 2"),
    Feature("x2_squared", "{b}²", lambda a, b: b * b, "X[:, 1] ** 2"),
    Feature("x1x2", "{a} · {b}", lambda a, b: a * b, "X[:, 0] * X[:, 1]"),
    Feature("sin_x1", "sin {a}", lambda a, b: np.sin(a), "np.sin(X[:, 0])"),
    Feature("sin_x2", "sin {b}", lambda a, b: np.sin(b), "np.sin(X[:, 1])"),
)
FEATURES: dict[str, Feature] = {entry.name: entry for entry in _ENTRIES}
PLAIN = ("x1", "x2")  # the coordinates themselves


def inputs_of(points: Array, features: Sequence[str]) -> Array:
    """The inputs (n, k) for points (n, 2). Raises KeyError for a name that is not registered."""
    a, b = points[:, 0], points[:, 1]
    return np.column_stack([FEATURES[name].value(a, b) for name in features])
