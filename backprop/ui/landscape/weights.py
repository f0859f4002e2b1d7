"""Weights and biases by name: which two of them span the plane.

In the address a weight is "W1.2.3", from unit 2 to unit 3 of layer 1, and a bias "b1.3".
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from backprop.arrays import Array
from backprop.notation import w_name
from backprop.ui import state

MOST = 300  # that a menu lists
USUAL = {"weight_x": 0, "weight_y": 1}  # rows of layer 1, into its first unit


class Weights:
    """The parameters of a network of these sizes; of a large one the menu lists those with the
    largest gradient (P,)."""

    def __init__(self, layer_sizes: tuple[int, ...], gradient: Array) -> None:
        self._sizes = layer_sizes
        self._blocks = [(n_in + 1) * n_out for n_in, n_out in pairwise(layer_sizes)]
        self._listed: NDArray[np.int64] = np.arange(len(gradient))
        self.note = ""
        if len(gradient) > MOST:
            self._listed = np.sort(np.argsort(-np.abs(gradient), kind="stable")[:MOST])
            self.note = f" Listed are the {MOST} with the largest gradients."

    def chosen(self, axis: str) -> int:
        """Position in θ of the weight on an axis."""
        found = self._position(state.lab().options.get(axis, ""))
        return USUAL[axis] * self._sizes[1] if found is None else found

    def usual(self, axis: str) -> str:
        """The text of an axis' default."""
        return self.text(USUAL[axis] * self._sizes[1])

    def names(self, chosen: int) -> dict[str, str]:
        """Text and name of what a menu lists, the chosen one among them."""
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

    def _position(self, text: str) -> int | None:
        """Position of what a text names, None where it names nothing of this network."""
        kind, parts = text[:1], text[1:].split(".")
        if kind not in ("W", "b") or len(parts) != (3 if kind == "W" else 2):
            return None
        if not all(part.isascii() and part.isdecimal() and len(part) < 7 for part in parts):
            return None
        layer, *cell = map(int, parts)
        if not 1 <= layer < len(self._sizes):
            return None
        n_in, n_out = self._sizes[layer - 1], self._sizes[layer]
        row, column = (cell[0] - 1, cell[1] - 1) if kind == "W" else (n_in, cell[0] - 1)
        if not (0 <= row < n_in or kind == "b") or not 0 <= column < n_out:
            return None
        return sum(self._blocks[: layer - 1]) + row * n_out + column
