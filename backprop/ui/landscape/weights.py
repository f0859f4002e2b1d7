"""Weights and biases by name: the options for the two that span the plane.

In the address a weight is "W1.2.3", from unit 2 to unit 3 of layer 1, and a bias "b1.3".
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from backprop.arrays import Array
from backprop.notation import w_name
from backprop.ui.lab import Lab
from backprop.ui.options import Option

MOST = 300  # that a menu lists


def position_of(text: str, layer_sizes: tuple[int, ...]) -> int | None:
    """The position in θ of the weight or bias that a text names, None if the network does not have it."""
    kind, parts = text[:1], text[1:].split(".")
    if kind not in ("W", "b") or len(parts) != (3 if kind == "W" else 2):
        return None
    if not all(part.isascii() and part.isdecimal() and len(part) < 7 for part in parts):
        return None
    layer, *cell = map(int, parts)
    if not 1 <= layer < len(layer_sizes):
        return None
    n_in, n_out = layer_sizes[layer - 1], layer_sizes[layer]
    row, column = (cell[0] - 1, cell[1] - 1) if kind == "W" else (n_in, cell[0] - 1)
    if not (0 <= row < n_in or kind == "b") or not 0 <= column < n_out:
        return None
    before = sum((a + 1) * b for a, b in pairwise(layer_sizes[:layer]))
    return before + row * n_out + column


def _parse(text: str, lab: Lab) -> str:
    if position_of(text, lab.trainer.mlp.layer_sizes) is None:
        raise ValueError("a weight or bias of this network, such as W1.2.1 or b1.1")
    return text


def _axis(name: str) -> Option[str | None]:
    return Option(page="landscape", name=name, default=None, parse=_parse)


# None: a weight of layer 1 into its first unit, from the first input or from the second.
WEIGHT_X, WEIGHT_Y = _axis("weight_x"), _axis("weight_y")


class Weights:
    """The parameters of a network of these sizes. For a large network the menu lists only those with the
    largest gradients. gradient (P,)."""

    def __init__(self, layer_sizes: tuple[int, ...], gradient: Array) -> None:
        self._sizes = layer_sizes
        self._blocks = [(n_in + 1) * n_out for n_in, n_out in pairwise(layer_sizes)]
        self._listed: NDArray[np.int64] = np.arange(len(gradient))
        self.note = ""
        if len(gradient) > MOST:
            self._listed = np.sort(np.argsort(-np.abs(gradient), kind="stable")[:MOST])
            self.note = f" Listed are the {MOST} with the largest gradients."

    def chosen(self, axis: Option[str | None]) -> int:
        """The position in θ of the weight on an axis."""
        position = position_of(axis.value() or "", self._sizes)
        return self._usual(axis) if position is None else position

    def usual(self, axis: Option[str | None]) -> str:
        """The weight on an axis while none is chosen."""
        return self.text(self._usual(axis))

    def _usual(self, axis: Option[str | None]) -> int:
        return 0 if axis is WEIGHT_X else self._sizes[1]

    def names(self, chosen: int) -> dict[str, str]:
        """Text and name of each entry of a menu, including the chosen one."""
        positions = np.union1d(self._listed, [chosen]).tolist()
        return {self.text(position): self.name(position) for position in positions}

    def text(self, position: int) -> str:
        """Such as W1.2.3 or b1.3."""
        layer, row, column = self._cell(position)
        if row == self._sizes[layer - 1]:
            return f"b{layer}.{column + 1}"
        return f"W{layer}.{row + 1}.{column + 1}"

    def name(self, position: int) -> str:
        """Such as W¹[2,3] or b¹[3]."""
        layer, row, column = self._cell(position)
        return w_name(layer, row if row < self._sizes[layer - 1] else -1, column)

    def _cell(self, position: int) -> tuple[int, int, int]:
        """Layer from 1, row and column from 0; the row below the weights is the bias."""
        for layer, size in enumerate(self._blocks, start=1):
            if position < size:
                return layer, *divmod(position, self._sizes[layer])
            position -= size
        raise IndexError(position)
