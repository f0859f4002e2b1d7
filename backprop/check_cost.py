"""What a gradient check costs, estimated before it is begun."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

# Measured: seconds for one complex activation, and for one complex multiplication of a product.
PER_ACTIVATION, PER_PRODUCT = 45e-9, 1.5e-9


def seconds(sizes: Sequence[int], n: int) -> float:
    """What a check of a network on n samples takes, estimated: each parameter of a layer needs its
    own pass of the batch through that layer's activations and all that follow."""
    total, activations, products = 0.0, 0, 0
    for n_in, n_out in reversed(list(pairwise(sizes))):
        activations += n_out
        passes = (n_in + 1) * n_out * n
        total += passes * (PER_ACTIVATION * activations + PER_PRODUCT * products)
        products += n_in * n_out
    return total
