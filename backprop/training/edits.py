"""What interventions do to the parameters: numbers that are written, and numbers that are held."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backprop.arrays import Array
from backprop.nn import MLP, layer_blocks
from backprop.training.timeline import Stretch


def write(stretch: Stretch, mlp: MLP, memory: tuple[Array, ...]) -> None:
    """Write what a stretch begins with into W and b; of a cut weight the optimizer's memory (P,) is
    forgotten, too."""
    for one in stretch.edits:
        layer, i, j = one.layer, one.i, one.j
        if one.kind == "bias":
            mlp.b[layer][0, j] = one.value
            continue
        mlp.W[layer][i, j] = 0.0 if one.kind == "cut" else one.value
        if one.kind == "cut":
            for vector in memory:
                layer_blocks(vector, mlp.layer_sizes)[layer][i, j] = 0.0


def held(stretch: Stretch, mlp: MLP) -> NDArray[np.bool_]:
    """(P,): which parameters have an update of 0 in a stretch, whatever their gradient: those of
    frozen layers, and cut weights."""
    mask = np.zeros_like(mlp.parameters)
    blocks = layer_blocks(mask, mlp.layer_sizes)
    for layer in stretch.frozen:
        blocks[layer][...] = 1.0
    for layer, i, j in stretch.cut:
        blocks[layer][i, j] = 1.0
    return mask != 0.0
