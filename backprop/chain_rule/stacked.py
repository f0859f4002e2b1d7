"""Three stacked functions of vectors, and the cost of the two orders of applying the chain rule.

    x → h¹ = tanh(x W¹) → h² = sigmoid(h¹ W²) → y = tanh(h² W³)

By the chain rule dy/dx = J³ J² J¹, with the Jacobians Jᵏ[i, j] = ∂hᵏᵢ/∂hᵏ⁻¹ⱼ. A product of matrices
can be computed in any order: forward mode starts at x with J² J¹, reverse mode at y with J³ J². The
result is the same, but the number of multiplications differs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backprop.arrays import Array
from backprop.nn import ACTIVATIONS

ACTIVATED_BY = ("tanh", "sigmoid", "tanh")
MAX_SIZE = 12
SEED = 4
GAIN = 1.8


@dataclass(frozen=True)
class Stack:
    """weights: W¹, W², W³, each (n_in, n_out). values: x, h¹, h², y, each (n,).
    jacobians: J¹, J², J³, each (n_out, n_in)."""

    sizes: tuple[int, int, int, int]
    weights: list[Array]
    values: list[Array]
    jacobians: list[Array]


@dataclass(frozen=True)
class Move:
    """One of the matrix products: its result and the number of multiplications it took."""

    name: str
    left: tuple[int, int]
    right: tuple[int, int]
    result: Array
    multiplications: int


@dataclass(frozen=True)
class Order:
    """One order of the two products, with its result dy/dx (n_out, n_in) and its multiplications."""

    name: str
    formula: str
    moves: tuple[Move, Move]

    @property
    def result(self) -> Array:
        """dy/dx."""
        return self.moves[-1].result

    @property
    def multiplications(self) -> int:
        """The multiplications of both products together."""
        return sum(move.multiplications for move in self.moves)


class Counter:
    """Multiplies numbers and counts how often."""

    def __init__(self) -> None:
        self.count = 0

    def product(self, a: float, b: float) -> float:
        """a · b, counted."""
        self.count += 1
        return a * b


def stack(sizes: tuple[int, int, int, int]) -> Stack:
    """The functions with fixed random weights, evaluated at a fixed random x.

    Raises ValueError for a size that is not from 1 to MAX_SIZE.
    """
    if not all(1 <= size <= MAX_SIZE for size in sizes):
        raise ValueError(f"expected four sizes from 1 to {MAX_SIZE}, got {sizes}.")
    random = np.random.default_rng(SEED)
    # Drawn at full size and then cut, so that changing the sizes changes the shown numbers as little as possible.
    x = random.uniform(-1.0, 1.0, MAX_SIZE)[: sizes[0]]
    largest = random.normal(0.0, 1.0, (3, MAX_SIZE, MAX_SIZE))
    weights = [
        GAIN / np.sqrt(n_in) * W[:n_in, :n_out]  # more inputs must not saturate tanh
        for W, n_in, n_out in zip(largest, sizes, sizes[1:], strict=False)
    ]
    values, jacobians = [x], []
    for name, W in zip(ACTIVATED_BY, weights, strict=True):
        z = values[-1] @ W
        activation = ACTIVATIONS[name]
        a = activation.function(z, None)
        assert activation.slope is not None, name
        values.append(a)
        jacobians.append(activation.slope(z, a, None)[:, None] * W.T)
    return Stack(sizes, weights, values, jacobians)


def forward_order(found: Stack) -> Order:
    """J³ (J² J¹): starts at x and carries every input along."""
    J1, J2, J3 = found.jacobians
    first = multiply("J² J¹", J2, J1)
    return Order("Forward", "J³ (J² J¹)", (first, multiply("J³ (J² J¹)", J3, first.result)))


def reverse_order(found: Stack) -> Order:
    """(J³ J²) J¹: starts at y and carries every output along."""
    J1, J2, J3 = found.jacobians
    first = multiply("J³ J²", J3, J2)
    return Order("Reverse", "(J³ J²) J¹", (first, multiply("(J³ J²) J¹", first.result, J1)))


def multiply(name: str, left: Array, right: Array) -> Move:
    """left (n, m) times right (m, p), counting every single multiplication."""
    counter = Counter()
    columns = right.T.tolist()
    result = [
        [sum(map(counter.product, row, column)) for column in columns] for row in left.tolist()
    ]
    return Move(name, left.shape, right.shape, np.array(result), counter.count)
