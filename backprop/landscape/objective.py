"""The loss as a function of the parameters, for one set of them or for many in one batched pass.

θ is the flat vector of all weights and biases, as in MLP.parameters. The loss is the one that
MLP.loss_value reports, including the penalty. For k sets at once, a batched pass computes

    z[l] = a[l-1] W[l] + b[l],   a[l] = f(z[l])     with W[l] (k, n_in, n_out), a[l] (k, n_out, n)

so that one NumPy call replaces k calls in a loop. The sets are processed in chunks whose arrays fit
into the processor's cache.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from backprop.arrays import Array
from backprop.nn import ACTIVATIONS, FUSED, GRADIENT_RULES, LOSSES, MLP

CHUNK_NUMBERS = 12_000  # numbers in one layer's z: 96 kB
CHUNK_PARAMETERS = 2_000_000  # numbers in the parameter sets of a chunk
COSTLY = 5_000_000  # multiplications for one loss, above which curves get fewer points


class Objective:
    """The loss of a network with this architecture on X (n, n_in), y (n, n_out), as a function of θ.

    The network's own parameters and arrays are neither read nor changed.
    """

    def __init__(self, mlp: MLP, X: Any, y: Any) -> None:
        rule = mlp.gradient_rule
        self.mlp = MLP(
            mlp.layer_sizes, mlp.activations, mlp.loss, l1=mlp.l1, l2=mlp.l2, gradient_rule=rule
        )
        self.X, self.y = np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64)
        self.n = len(self.X)
        self.size = self.mlp.parameters.size
        mean = GRADIENT_RULES[mlp.gradient_rule].mean_over_samples
        self._divisor = self.n if mean else mlp.layer_sizes[-1]  # as in MLP.data_loss
        self._inputs = np.vstack([self.X.T, np.ones((1, self.n))])
        self._targets = np.ascontiguousarray(self.y.T)
        self.costly = self.n * self.size > COSTLY
        widest = max(mlp.layer_sizes[1:]) * self.n
        self.chunk = max(1, min(CHUNK_NUMBERS // widest, CHUNK_PARAMETERS // self.size))

    def losses(self, thetas: Array) -> Array:
        """Losses (k,) of the parameter sets (k, P); NaN or ∞ where a pass overflows."""
        found = np.empty(len(thetas))
        with np.errstate(all="ignore"):
            for start in range(0, len(thetas), self.chunk):
                part = thetas[start : start + self.chunk]
                found[start : start + self.chunk] = self._pass(part) + self.penalties(part)
        return found

    def loss(self, theta: Array) -> float:
        """The loss of one parameter set (P,)."""
        return float(self.losses(theta[None])[0])

    def penalties(self, thetas: Array) -> Array:
        """½ l2 Σ W² + l1 Σ |W| (k,) of the parameter sets (k, P); biases excluded."""
        total = np.zeros(len(thetas))
        if self.mlp.l1 or self.mlp.l2:
            for block in self._blocks(thetas):
                W = block[:, :-1]
                total += 0.5 * self.mlp.l2 * (W * W).sum(axis=(1, 2))
                total += self.mlp.l1 * np.abs(W).sum(axis=(1, 2))
        return total

    def gradient(self, theta: Array) -> Array:
        """∇L (P,) at one parameter set; exact even where the network trains by the article's rule.

        That rule's loss and its gradient are the mean loss and its gradient times n / n_out; the
        penalty is not scaled.
        """
        scale, mlp = self.n / self._divisor, self.mlp
        l1, l2 = mlp.l1 / scale, mlp.l2 / scale
        exact = MLP(mlp.layer_sizes, mlp.activations, mlp.loss, l1=l1, l2=l2)
        exact.parameters[:] = theta
        with np.errstate(all="ignore"):
            exact.forward(self.X)
            exact.backward(self.y)
            return exact.gradients * scale

    def _blocks(self, thetas: Array) -> Iterator[Array]:
        """Views (k, n_in + 1, n_out) of layers 1 to L, with b in the last row."""
        start = 0
        for n_in, n_out in pairwise(self.mlp.layer_sizes):
            stop = start + (n_in + 1) * n_out
            yield thetas[:, start:stop].reshape(len(thetas), n_in + 1, n_out)
            start = stop

    def _pass(self, thetas: Array) -> Array:
        """The loss (k,) without the penalty."""
        k, depth = len(thetas), self.mlp.depth
        A: Array = self._inputs
        Z = A
        for l, block in enumerate(self._blocks(thetas), start=1):
            Z = np.matmul(block.transpose(0, 2, 1), A)  # z = a W + b, (k, n_out, n)
            if l < depth:
                A = np.empty((k, Z.shape[1] + 1, self.n))
                A[:, -1] = 1.0
                ACTIVATIONS[self.mlp.activations[l - 1]].function(Z, A[:, :-1])
        fused = FUSED.get((self.mlp.loss, self.mlp.activations[-1]))
        if fused is not None:
            totals = [fused.total(self._targets, z) for z in Z]
        else:
            # The units come first, as softmax expects.
            outputs = ACTIVATIONS[self.mlp.activations[-1]].function(Z.transpose(1, 0, 2), None)
            total = LOSSES[self.mlp.loss].total
            totals = [total(self._targets, outputs[:, i]) for i in range(k)]
        return np.array(totals) / self._divisor
