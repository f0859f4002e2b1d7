"""Derivatives of the loss with respect to the parameters of a layer, without the engine's slopes.

complex step (Squire & Trapp, 1998): ∂L/∂θ = Im L(θ + ih) / h with h = 1e-20. Nothing is subtracted,
    so no rounding error has to be balanced. The real part does not move, so no kink is crossed.
central differences: (L(θ + ε) − L(θ − ε)) / 2ε. The error is of order ε² from truncation and 1e-16/ε
    from rounding. If a step crosses a kink, the quotient is not a derivative at all.

The perturbed passes of a layer run as one batch. Changing W[l][i, j] moves only unit j of layer l. It
moves layer l + 1 through that unit's weights: z = resting z + W[j] (a − resting a). The layers after
that are evaluated in full.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.arrays import Array
from backprop.nn import ACTIVATIONS, FUSED, GRADIENT_RULES, LOSSES, MLP, Complex

COMPLEX, CENTRAL = "complex", "central"
CHUNK = 200_000  # perturbed samples evaluated at once
CHUNK_NUMBERS = 4_000_000  # complex z of one layer evaluated at once

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Numerical:
    """Numerical derivatives (k,) for k parameters of one unit, and how far kinks may falsify them.

    slack (k,): 0 if no step crossed a kink. Otherwise half the difference of the slopes on the two sides,
    summed over the samples that crossed: the true derivative is at most this far away. ∞ if a sample
    crossed kinks on both sides, because then neither slope needs to be the one in the middle.
    terms (k,): the sum of the absolute values of the samples' parts. The value can be far smaller if
    the parts cancel.
    """

    values: Array
    slack: Array
    terms: Array


@dataclass(frozen=True)
class Moved:
    """Per-sample losses (k, n) of perturbed passes, and the side of each kink on which every z lies."""

    losses: Complex
    sides: list[Mask]  # (units that move, k, n), one for each kink of an activation


class Differentiator:
    """Numerical derivatives of mlp's loss, with the targets y (n, n_out) of its last forward pass.

    The loss is the one that mlp reports: by the article's rule, the sum over the samples.
    """

    def __init__(self, mlp: MLP, y: Array, method: str) -> None:
        self.mlp, self.Y, self.method = mlp, y.T, method
        mean = GRADIENT_RULES[mlp.gradient_rule].mean_over_samples
        self._scale = 1.0 / (len(y) if mean else y.shape[1])  # as in MLP.data_loss
        self._resting = self._forward(mlp.a[0].T.astype(np.complex128))
        self._base: dict[tuple[int, int], Moved] = {}

    def layer(self, layer: int, h: float, wanted: Mask) -> Numerical:
        """Derivatives with respect to W and b of a layer, (n_in + 1, n_out) with b in the last row. They
        are NaN where ``wanted``, of the same shape, is false."""
        values = np.full(wanted.shape, np.nan)
        slack, terms = np.zeros(wanted.shape), np.zeros(wanted.shape)
        n = self.Y.shape[1]
        widest = max(self.mlp.layer_sizes[min(layer + 1, self.mlp.depth) :])
        samples = min(CHUNK, CHUNK_NUMBERS // widest)
        at_once = max(1, samples // n)
        for j in range(wanted.shape[1]):
            rows = np.flatnonzero(wanted[:, j])
            for part in (rows[k : k + at_once] for k in range(0, len(rows), at_once)):
                found = self.unit(layer, part, j, np.full(len(part), h))
                values[part, j], slack[part, j] = found.values, found.slack
                terms[part, j] = found.terms
        return Numerical(values, slack, terms)

    def unit(self, layer: int, rows: NDArray[np.intp], j: int, h: Array) -> Numerical:
        """Derivatives with respect to the weights and bias of unit j of a layer, each with its own step
        h (k,). Row n_in is the bias."""
        moved = self._inputs(layer)[rows]  # (k, n): what each parameter multiplies
        penalty = self._penalty(layer, rows, j, h)
        if self.method == COMPLEX:
            up = self._pass(layer, j, np.asarray(1j * h[:, None] * moved, dtype=np.complex128))
            parts, slack = up.losses.imag / h[:, None], np.zeros(len(h))
        else:
            step = (h[:, None] * moved).astype(np.complex128)
            up, down = self._pass(layer, j, step), self._pass(layer, j, -step)
            parts = np.real(up.losses - down.losses) / (2 * h[:, None])
            slack = self._scale * self._slack(layer, j, up, down, h)
        return Numerical(
            self._scale * parts.sum(axis=1) + penalty.values,
            slack + penalty.slack,
            self._scale * np.abs(parts).sum(axis=1) + penalty.terms,
        )

    def _inputs(self, layer: int) -> Array:
        n = self.Y.shape[1]
        return np.vstack([self.mlp.a[layer - 1].T, np.ones((1, n))])

    def _slack(self, layer: int, j: int, up: Moved, down: Moved, h: Array) -> Array:
        """(k,): by how much the crossed kinks can change the sum over the samples."""
        if not up.sides:
            return np.zeros(len(h))
        if (layer, j) not in self._base:
            still = np.zeros((1, self.Y.shape[1]), dtype=np.complex128)
            self._base[layer, j] = self._pass(layer, j, still)
        base = self._base[layer, j]
        crossed_up, crossed_down = _crossed(up, base), _crossed(down, base)
        forward, backward = up.losses - base.losses, base.losses - down.losses
        bend = np.abs(np.real(forward - backward)) / (2 * h[:, None])
        bend[crossed_up & crossed_down] = np.inf
        return np.where(crossed_up | crossed_down, bend, 0.0).sum(axis=1)

    def _forward(self, A: Complex) -> list[Complex]:
        """z (n_out, n) of every layer for the inputs A (n_in, n). Entry 0 is A."""
        mlp, Z = self.mlp, [A]
        for l in range(1, mlp.depth + 1):
            Z.append(np.asarray(mlp.W[l].T @ A + mlp.b[l].T))
            A = ACTIVATIONS[mlp.activations[l - 1]].analytic(Z[l])
        return Z

    def _pass(self, layer: int, j: int, delta: Complex) -> Moved:
        """Per-sample losses when z of unit j of a layer moves by delta (k, n)."""
        mlp, (k, n) = self.mlp, delta.shape
        sides: list[Mask] = []
        if layer == mlp.depth:
            Z = np.repeat(self._resting[layer][:, None, :], k, axis=1)
            Z[j] += delta
            Z = Z.reshape(-1, k * n)
        else:
            Z = self._next(layer, j, delta, sides)
        for l in range(min(layer + 1, mlp.depth), mlp.depth + 1):
            sides += self._sides(l, Z.reshape(-1, k, n))
            if l < mlp.depth:
                A = ACTIVATIONS[mlp.activations[l - 1]].analytic(Z)
                Z = np.asarray(mlp.W[l + 1].T @ A + mlp.b[l + 1].T)
        tiled = np.tile(self.Y, k)
        fused = FUSED.get((mlp.loss, mlp.activations[-1]))
        if fused is not None:
            losses = fused.analytic(tiled, Z)
        else:
            losses = LOSSES[mlp.loss].analytic(tiled, ACTIVATIONS[mlp.activations[-1]].analytic(Z))
        return Moved(losses.reshape(k, n), sides)

    def _next(self, layer: int, j: int, delta: Complex, sides: list[Mask]) -> Complex:
        """z (n_out, k · n) of the layer after ``layer``, when z of its unit j moves by delta (k, n)."""
        activation = ACTIVATIONS[self.mlp.activations[layer - 1]]
        resting = self._resting[layer][j]
        z = resting + delta
        sides += self._sides(layer, z[None])
        moved = activation.analytic(z) - activation.analytic(resting)
        Z = self._resting[layer + 1][:, None, :] + self.mlp.W[layer + 1][j][:, None, None] * moved
        return np.asarray(Z.reshape(len(Z), -1))

    def _sides(self, layer: int, Z: Complex) -> list[Mask]:
        """The side of each of the activation's kinks on which Z (units, k, n) lies."""
        if self.method == COMPLEX:
            return []
        kinks = ACTIVATIONS[self.mlp.activations[layer - 1]].kinks
        return [np.real(Z) > at for at in kinks]

    def _penalty(self, layer: int, rows: NDArray[np.intp], j: int, h: Array) -> Numerical:
        """½ l2 W² + l1 |W|, differentiated by the same method; biases are excluded."""
        values, slack = np.zeros(len(rows)), np.zeros(len(rows))
        l1, l2, weights = self.mlp.l1, self.mlp.l2, rows < len(self.mlp.W[layer])
        W, h = self.mlp.W[layer][rows[weights], j], h[weights]
        if self.method == COMPLEX:  # |W| extended: its derivative is the sign of W, 0 at 0
            values[weights] = (0.5 * l2 * (W + 1j * h) ** 2).imag / h + l1 * np.sign(W)
        else:
            # (W+ε)² − (W−ε)² = 4 W ε, simplified to keep its rounding error out of the loss's
            values[weights] = l2 * W + l1 * (np.abs(W + h) - np.abs(W - h)) / (2 * h)
            slack[weights] = np.where((W != 0) & (np.abs(W) < h), l1, 0.0)
        return Numerical(values, slack, np.abs(values))


def _crossed(moved: Moved, base: Moved) -> Mask:
    """(k, n): whether some z of a sample crossed a kink in a perturbed pass."""
    changes = [(m != at).any(axis=0) for m, at in zip(moved.sides, base.sides, strict=True)]
    return np.any(changes, axis=0)
