"""Inputs made of the two coordinates of a point, as in TensorFlow Playground."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from backprop.arrays import Array


@dataclass(frozen=True)
class Feature:
    """value: from coordinates x1, x2 (n,) to the input (n,). title: with the names of the coordinates
    put in for {a} and {b}. code: the same of columns of X, as NumPy."""

    name: str
    title: str
    value: Callable[[Array, Array], Array]
    code: str

    def called(self, a: str = "x₁", b: str = "x₂") -> str:
        """Such as x₁², given the coordinates' names."""
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
    """The inputs (n, k) of points (n, 2). Raises KeyError for a name that is not registered."""
    a, b = points[:, 0], points[:, 1]
    return np.column_stack([FEATURES[name].value(a, b) for name in features])
