"""Random networks with data, for tests that compare the engine with something else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backprop import MLP
from backprop.arrays import Array
from backprop.nn import ACTIVATIONS, HIDDEN_ACTIVATIONS

# Losses with the outputs that suit them.
OUTPUTS = {
    "mse": tuple(ACTIVATIONS),
    "binary_cross_entropy": ("sigmoid", "softmax"),
    "cross_entropy": ("softmax", "sigmoid"),
}
PAIRS = [(loss, output) for loss, outputs in OUTPUTS.items() for output in outputs]
MAX_DEPTH = 12  # hidden layers
NEAR_A_KINK = 1e-4


@dataclass(frozen=True)
class Case:
    """A network and data for it, X (n, n_in), y (n, n_out)."""

    mlp: MLP
    X: Array
    y: Array

    def backward(self) -> MLP:
        """The network after a forward and backward pass."""
        self.mlp.forward(self.X)
        self.mlp.backward(self.y)
        return self.mlp


def random_case(seed: int, rule: str = "exact") -> Case:
    """Depth, sizes (1 to 8), activations, loss, penalties, weights and data from one seed.

    Loss, output and depth rotate, so that many seeds cover all combinations.
    """
    rng = np.random.default_rng(seed)
    loss, output = PAIRS[seed % len(PAIRS)]
    hidden = seed % (MAX_DEPTH + 1)
    sizes = [int(size) for size in rng.integers(1, 9, size=hidden + 2)]
    names = [str(name) for name in rng.choice(HIDDEN_ACTIVATIONS, size=hidden)]
    l1, l2 = (float(rng.choice([0.0, rate])) for rate in (0.05, 0.3))
    mlp = MLP(sizes, [*names, output], loss, l1=l1, l2=l2, gradient_rule=rule)
    for l in range(1, mlp.depth + 1):
        mlp.W[l] = rng.normal(0, np.sqrt(2 / sizes[l - 1]), mlp.W[l].shape)
        mlp.b[l] = rng.normal(0, 0.3, mlp.b[l].shape)
    n = int(rng.integers(1, 9))
    X = rng.normal(size=(n, sizes[0]))
    return Case(mlp, X, targets(loss, n, sizes[-1], rng))


def targets(loss: str, n: int, n_out: int, rng: np.random.Generator) -> Array:
    """Targets (n, n_out) that are valid for a loss."""
    if loss == "mse":
        return rng.normal(size=(n, n_out))
    if loss == "binary_cross_entropy":
        return rng.integers(0, 2, size=(n, n_out)).astype(np.float64)
    return np.eye(n_out)[rng.integers(n_out, size=n)]


def away_from_kinks(mlp: MLP) -> bool:
    """Whether no z of the last forward pass lies at a kink."""
    return all(
        np.abs(mlp.z[l] - kink).min() > NEAR_A_KINK
        for l, name in enumerate(mlp.activations, start=1)
        for kink in ACTIVATIONS[name].kinks
    )
