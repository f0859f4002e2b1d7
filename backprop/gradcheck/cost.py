"""What a gradient check costs, estimated before it is begun."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

# Measured: seconds for one complex tanh, the dearest of the usual activations, and for one complex
# multiplication of a product.
PER_ACTIVATION, PER_PRODUCT = 30e-9, 1.5e-9


def seconds(sizes: Sequence[int], n: int) -> float:
    """What a check of every parameter of a network on n samples takes, estimated."""
    counts = [(n_in + 1) * n_out for n_in, n_out in pairwise(sizes)]
    return n * sum(count * one for count, one in zip(counts, one_cell(sizes), strict=True))


def one_cell(sizes: Sequence[int]) -> list[float]:
    """Seconds for one parameter of each layer on one sample: its unit, that unit's weights to the next
    layer, and all of the layers after that."""
    depth, found = len(sizes) - 1, []
    for layer in range(1, depth + 1):
        after = sizes[layer + 1 :]
        moved = 1 if layer < depth else sizes[depth]  # a softmax needs all units of its layer
        products = sum(after[:1]) + sum(n_in * n_out for n_in, n_out in pairwise(after))
        found.append(PER_ACTIVATION * (moved + sum(after)) + PER_PRODUCT * products)
    return found
