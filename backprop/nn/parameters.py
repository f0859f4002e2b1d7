"""Where the numbers of a network live: one flat vector, seen layer by layer as W and b."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any, SupportsIndex, cast

import numpy as np

from backprop.arrays import Array

NO_LAYER = cast(Array, None)  # entry 0 of W, b, z, dz, dW, db: layer 0 is the input and has none


class LayerArrays(list[Array]):
    """A list of arrays, one a layer, whose items are windows into a shared vector.

    ``W[l] = values`` copies the values in, so that it changes the network and not just the list.
    """

    def __setitem__(self, index: Any, value: Any) -> None:
        self[cast(SupportsIndex, index)][...] = value

    def __reduce__(self) -> tuple[Any, ...]:
        return (list, (list(self),))


def parameter_count(layer_sizes: Iterable[int]) -> int:
    """Number of weights and biases: Σ (n_in + 1) n_out."""
    sizes = list(layer_sizes)
    return sum((i + 1) * o for i, o in pairwise(sizes))


def layer_blocks(vector: Array, layer_sizes: Iterable[int]) -> list[Array]:
    """Views (n_in + 1, n_out) of a vector of P numbers, entry l for layer l, entry 0 None.

    The first n_in rows are W[l], the last row is b[l]: with a row of ones below the activations
    one product gives z = a W + b, and one gives dW with db below it.
    """
    sizes, blocks, start = list(layer_sizes), [NO_LAYER], 0
    for n_in, n_out in pairwise(sizes):
        stop = start + (n_in + 1) * n_out
        blocks.append(vector[start:stop].reshape(n_in + 1, n_out))
        start = stop
    return blocks


def weights_and_biases(blocks: list[Array]) -> tuple[LayerArrays, LayerArrays]:
    """The W (n_in, n_out) and b (1, n_out) parts of each block, as views."""
    W = LayerArrays([NO_LAYER, *(block[:-1] for block in blocks[1:])])
    b = LayerArrays([NO_LAYER, *(block[-1:] for block in blocks[1:])])
    return W, b


class Workspace:
    """Buffers of one pass over n samples, allocated once and written over by every pass.

    Units stand along the first axis, so that each unit's n values lie together in memory; what the
    interface shows, with a row a sample, are transposed views of the same numbers. ``A`` carries a
    last row of ones below the activations.
    """

    def __init__(self, layer_sizes: tuple[int, ...], n: int) -> None:
        self.n = n
        hidden = layer_sizes[1:]
        # All z in one piece: whether every one of them is finite is then a single question.
        self.z_flat = np.zeros(sum(hidden) * n)
        edges = np.cumsum([0, *(size * n for size in hidden)])
        self.Z = [
            NO_LAYER,
            *(
                self.z_flat[start:stop].reshape(size, n)
                for (start, stop), size in zip(pairwise(edges), hidden, strict=True)
            ),
        ]
        self.A = [np.ones((size + 1, n)) for size in layer_sizes]
        self.dZ = [NO_LAYER, *(np.zeros((size, n)) for size in hidden)]
        self.dA = [np.zeros((size, n)) for size in layer_sizes]
        self.activations = [A[:-1] for A in self.A]
        self.z: list[Array] = [NO_LAYER, *(Z.T for Z in self.Z[1:])]
        self.a: list[Array] = [a.T for a in self.activations]
        self.dz: list[Array] = [NO_LAYER, *(dZ.T for dZ in self.dZ[1:])]
        self.da: list[Array] = [dA.T for dA in self.dA]
        self.when_asked: list[Callable[[], None]] = []  # fill the da that no gradient needs
