"""Planes in the space of all parameters, and the path of a run projected onto them.

There are three ways to choose the two directions: two single weights; two random directions whose
filters are as long as the network's (Li, Xu, Taylor, Studer & Goldstein, Visualizing the Loss
Landscape of Neural Nets, 2018); the two principal components of the path so far.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.arrays import Array
from backprop.nn import layer_blocks
from backprop.training import CHECKPOINT_EVERY, Trainer

PATH_POINTS = 200  # parameter sets in a path, at most
PATH_NUMBERS = 2_000_000  # numbers in all of them, at most
FLAT = 1e-9  # a second direction shorter than this share of the first is only rounding


@dataclass(frozen=True)
class Plane:
    """θ = center + x u + y v, all (P,); u and v are independent.

    origin: the axes' values at the center: the values of two single weights, 0 for other directions.
    shares: the shares of the path's variance along u and v, if the directions come from the path.
    """

    center: Array
    u: Array
    v: Array
    origin: tuple[float, float] = (0.0, 0.0)
    shares: tuple[float, float] | None = None

    def thetas(self, x: Array, y: Array) -> Array:
        """Parameter sets (k, P) at the points x, y (k,) of the plane."""
        x, y = x - self.origin[0], y - self.origin[1]
        return self.center + x[:, None] * self.u + y[:, None] * self.v

    def direction(self, vector: Array) -> Array:
        """(2,): the part of a vector (P,) that lies in the plane, in units of u and v; by least
        squares, because random directions are not exactly orthogonal."""
        return self._parts(vector[None])[0]

    def points(self, thetas: Array) -> Array:
        """(k, 2): the parameter sets (k, P) projected onto the plane, in the axes' values."""
        return self._parts(thetas - self.center) + np.asarray(self.origin)

    def share(self, vector: Array) -> float:
        """The share of a vector's length that lies in the plane; 0 for a vector of length 0."""
        largest = float(np.abs(vector).max())
        if not 0.0 < largest < np.inf:
            return 0.0
        vector = vector / largest
        x, y = self.direction(vector)
        inside = np.linalg.norm(x * self.u + y * self.v)
        return float(inside / np.linalg.norm(vector))

    def _parts(self, vectors: Array) -> Array:
        """(k, 2) of (k, P). Scaled first, because squares overflow near a divergence."""
        basis = np.stack([self.u, self.v])
        sizes = np.abs(basis).max(axis=1)
        basis /= sizes[:, None]
        with np.errstate(all="ignore"):
            found = np.linalg.solve(basis @ basis.T, basis @ vectors.T).T / sizes
        return found.astype(np.float64)


@dataclass(frozen=True)
class Path:
    """The parameters thetas (m, P) at some iterations of a run; the last one is the shown one."""

    iterations: NDArray[np.int64]
    thetas: Array


def weights_plane(center: Array, first: int, second: int) -> Plane:
    """The plane of two single parameters, given by their positions in θ. Raises ValueError if they
    are the same."""
    if first == second:
        raise ValueError("Both directions are the same weight. Choose two different weights.")
    u, v = np.zeros_like(center), np.zeros_like(center)
    u[first] = v[second] = 1.0
    return Plane(center, u, v, (float(center[first]), float(center[second])))


def random_plane(center: Array, layer_sizes: tuple[int, ...], seed: int) -> Plane:
    """Two filter-normalised random directions. Raises ValueError where the weights are all 0."""
    rng = np.random.default_rng(seed)
    u, v = (filter_normalised(center, layer_sizes, rng) for _ in range(2))
    if _dependent(u, v):
        raise ValueError(
            "A filter-normalised direction is as long as the weights, and too few of them differ "
            "from 0 here. Choose two weights, or a later iteration."
        )
    return Plane(center, u, v)


def filter_normalised(
    theta: Array, layer_sizes: tuple[int, ...], rng: np.random.Generator
) -> Array:
    """A random direction (P,) in which the weights into each unit are as long as they are in θ.

    The biases do not move (the paper's code: ignore="biasbn").
    """
    direction = rng.standard_normal(theta.size)
    blocks = zip(
        layer_blocks(direction, layer_sizes)[1:], layer_blocks(theta, layer_sizes)[1:], strict=True
    )
    for drawn, own in blocks:
        drawn[-1] = 0.0
        largest = float(np.abs(own[:-1]).max()) or 1.0
        lengths = largest * np.linalg.norm(own[:-1] / largest, axis=0)
        drawn[:-1] *= lengths / np.linalg.norm(drawn[:-1], axis=0)
    return direction


def path_plane(path: Path) -> Plane:
    """The plane of a path's two principal components through its last point, oriented so that the
    path goes right and up. Raises ValueError for a path that spans no plane."""
    moved = path.thetas - path.thetas.mean(axis=0)
    largest = float(np.abs(moved).max()) or 1.0  # scaled: near a divergence squares overflow
    _, sizes, directions = np.linalg.svd(moved / largest, full_matrices=False)
    if len(sizes) < 2 or not sizes[1] > FLAT * sizes[0]:
        raise ValueError(
            "The path so far is only a point or a line, and a plane needs two directions. "
            "Go to a later iteration, or choose other directions."
        )
    way = path.thetas[-1] - path.thetas[0]
    u, v = (d if d @ (way / largest) >= 0 else -d for d in directions[:2])
    variance = sizes**2 / (sizes**2).sum()
    return Plane(path.thetas[-1], u, v, shares=(float(variance[0]), float(variance[1])))


def path_iterations(last: int, parameters: int) -> NDArray[np.int64]:
    """The iterations from 0 to ``last`` that make up a path: evenly spaced, always with the last one.

    For a long run they fall on the Trainer's checkpoints, whose spacing doubles.
    """
    most = max(8, min(PATH_POINTS, PATH_NUMBERS // parameters))
    every = max(1, -(-last // most))
    if every > CHECKPOINT_EVERY // 2:
        every = CHECKPOINT_EVERY * 2 ** max(0, int(np.ceil(np.log2(every / CHECKPOINT_EVERY))))
    return np.unique(np.append(np.arange(0, last + 1, every), last))


def path_of(trainer: Trainer, last: int) -> Path:
    """The path of a run up to an iteration already computed; the trainer's iteration does not change."""
    iterations = path_iterations(last, trainer.mlp.parameters.size)
    return Path(iterations, _parameters(trainer, iterations))


def parameters_at(trainer: Trainer, iteration: int) -> Array:
    """A copy of θ (P,) at an iteration already computed; the trainer's iteration does not change."""
    return _parameters(trainer, np.array([iteration]))[0]


def _parameters(trainer: Trainer, iterations: NDArray[np.int64]) -> Array:
    shown, found = trainer.iteration, np.empty((len(iterations), trainer.mlp.parameters.size))
    try:
        for row, iteration in zip(found, iterations, strict=True):
            trainer.seek(int(iteration))
            row[:] = trainer.mlp.parameters
    finally:
        trainer.seek(shown)
    return found


def _dependent(u: Array, v: Array) -> bool:
    both = np.stack([u, v])
    sizes = np.linalg.svd(both / (np.abs(both).max() or 1.0), compute_uv=False)
    return not sizes[1] > FLAT * sizes[0]
