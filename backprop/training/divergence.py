"""Divergence: where a number of a run stopped being finite, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from backprop.arrays import Array
from backprop.nn import MLP, layer_blocks


@dataclass(frozen=True)
class Divergence:
    """The first number that is not finite: its iteration, its layer and its quantity (W, b, z, a, …,
    or a vector of the optimizer's memory).

    Layer 0 stands for the input (da[0]); the loss belongs to the last layer.
    """

    iteration: int
    layer: int
    quantity: str

    def __str__(self) -> str:
        return (
            f"Training diverged at iteration {self.iteration}: "
            f"{self.quantity} of layer {self.layer} is no longer a finite number."
        )


def first_not_finite(mlp: MLP, memory: Mapping[str, Array]) -> tuple[int, str] | None:
    """(layer, quantity) of the first number that is not finite, or None.

    It looks in the order of computation: first the optimizer's memory (vectors (P,) by name) and W, b,
    which the last update made; then z and a going forwards; then dz, dW, db and da going backwards.
    """
    for name, vector in memory.items():
        for layer, block in enumerate(layer_blocks(vector, mlp.layer_sizes)[1:], start=1):
            if not np.isfinite(block).all():
                return layer, f"the optimizer's {name}"
    forwards, backwards = range(1, mlp.depth + 1), range(mlp.depth, 0, -1)
    order = [(l, name) for name in ("W", "b") for l in forwards]
    order += [(l, name) for l in forwards for name in ("z", "a")]
    order += [(mlp.depth, "da")]
    for l in backwards:
        order += [(l, "dz"), (l, "dW"), (l, "db"), (l - 1, "da")]
    for layer, name in order:
        if not np.isfinite(getattr(mlp, name)[layer]).all():
            return layer, name
    return None
