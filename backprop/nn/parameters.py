"""The memory of a network: one flat vector of parameters, with views as W and b of each layer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any, SupportsIndex, cast

import numpy as np

from backprop.arrays import Array

NO_LAYER = cast(Array, None)  # entry 0 of W, b, z, dz, dW, db: layer 0, the input, has none


class LayerArrays(list[Array]):
    """A list of arrays, one per layer, that are views of a shared vector.

    ``W[l] = values`` copies the values into the view, so that it changes the network and not just the list.
    """

    def __setitem__(self, index: Any, value: Any) -> None:
        self[cast(SupportsIndex, index)][...] = value

    def __reduce__(self) -> tuple[Any, ...]:
        return (list, (list(self),))


def parameter_count(layer_sizes: Iterable[int]) -> int:
    """The number of weights and biases: Σ (n_in + 1) n_out."""
    sizes = list(layer_sizes)
    return sum((i + 1) * o for i, o in pairwise(sizes))


def layer_blocks(vector: Array, layer_sizes: Iterable[int]) -> list[Array]:
    """Views (n_in + 1, n_out) of a vector of P numbers: entry l is layer l, entry 0 is None.

    The first n_in rows are W[l], the last row is b[l]. With a row of ones below the activations, a
    single product gives z = a W + b, and another gives dW with db below it.
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
    """Buffers for passes over n samples, allocated once and overwritten by every pass.

    The first axis indexes the units, so that the n values of a unit are contiguous in memory. The
    public arrays, with one row per sample, are transposed views. ``A`` has a last row of ones below
    the activations.
    """

    def __init__(self, layer_sizes: tuple[int, ...], n: int) -> None:
        self.n = n
        hidden = layer_sizes[1:]
        # All z are one vector, so that a single check tells whether they are finite.
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
        self.deferred: list[Callable[[], None]] = []  # compute the da that no gradient needs
