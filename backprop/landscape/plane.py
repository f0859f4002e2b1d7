"""Planes through the space of all parameters, and the path of a run seen in them.

Three ways to choose the two directions: two single weights; two random directions whose filters
have the length of the network's (Li, Xu, Taylor, Studer & Goldstein, Visualizing the Loss Landscape
of Neural Nets, 2018); the two principal components of the path so far.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.arrays import Array
from backprop.nn import layer_blocks
from backprop.training import CHECKPOINT_EVERY, Trainer

PATH_POINTS = 200  # parameter sets of a path, at most
PATH_NUMBERS = 2_000_000  # and numbers of all of them
FLAT = 1e-9  # a second direction shorter than this share of the first is rounding


@dataclass(frozen=True)
class Plane:
    """θ = center + x u + y v, all (P,); u and v are independent.

    origin: what the axes say at the center: there the two weights have their values, and of other
    directions it is 0. shares: of the path's variance, (of u, of v), where the path chose them.
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
        """(2,): the part of a vector (P,) that lies in the plane, in units of u and v: least squares,
        since random directions are not quite at right angles."""
        return self._parts(vector[None])[0]

    def points(self, thetas: Array) -> Array:
        """(k, 2): the parameter sets (k, P) projected onto the plane, as its axes say."""
        return self._parts(thetas - self.center) + np.asarray(self.origin)

    def share(self, vector: Array) -> float:
        """Which share of a vector's length lies in the plane; 0 for a vector without length."""
        largest = float(np.abs(vector).max())
        if not 0.0 < largest < np.inf:
            return 0.0
        vector = vector / largest
        x, y = self.direction(vector)
        inside = np.linalg.norm(x * self.u + y * self.v)
        return float(inside / np.linalg.norm(vector))

    def _parts(self, vectors: Array) -> Array:
        """(k, 2) of (k, P). The scale is set aside: near a divergence squares overflow."""
        basis = np.stack([self.u, self.v])
        sizes = np.abs(basis).max(axis=1)
        basis /= sizes[:, None]
        with np.errstate(all="ignore"):
            found = np.linalg.solve(basis @ basis.T, basis @ vectors.T).T / sizes
        return found.astype(np.float64)


@dataclass(frozen=True)
class Path:
    """Parameters of some iterations of a run, thetas (m, P), the last one being the shown one."""

    iterations: NDArray[np.int64]
    thetas: Array


def weights_plane(center: Array, first: int, second: int) -> Plane:
    """The plane of two single parameters, by their positions in θ. Raises ValueError for one and
    the same."""
    if first == second:
        raise ValueError("Both directions are the same weight. Choose another one for one of them.")
    u, v = np.zeros_like(center), np.zeros_like(center)
    u[first] = v[second] = 1.0
    return Plane(center, u, v, (float(center[first]), float(center[second])))


def random_plane(center: Array, layer_sizes: tuple[int, ...], seed: int) -> Plane:
    """Two filter-normalised random directions. Raises ValueError where the weights are all 0."""
    rng = np.random.default_rng(seed)
    u, v = (filter_normalised(center, layer_sizes, rng) for _ in range(2))
    if _dependent(u, v):
        raise ValueError(
            "A filter-normalised direction is as long as the weights, and here too few of them "
            "differ from 0. Choose two weights, or a later iteration."
        )
    return Plane(center, u, v)


def filter_normalised(
    theta: Array, layer_sizes: tuple[int, ...], rng: np.random.Generator
) -> Array:
    """A random direction (P,): the weights into each unit have the length that they have in θ.

    The biases stay where they are (the paper's code: ignore="biasbn").
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
    """The two principal components of a path, through its last point; the path goes to the right
    and up. Raises ValueError for a path that spans no plane."""
    moved = path.thetas - path.thetas.mean(axis=0)
    largest = float(np.abs(moved).max()) or 1.0  # set aside: near a divergence squares overflow
    _, sizes, directions = np.linalg.svd(moved / largest, full_matrices=False)
    if len(sizes) < 2 or not sizes[1] > FLAT * sizes[0]:
        raise ValueError(
            "The path so far is no more than a point or a line, and a plane needs two directions. "
            "Go to a later iteration, or choose other directions."
        )
    way = path.thetas[-1] - path.thetas[0]
    u, v = (d if d @ (way / largest) >= 0 else -d for d in directions[:2])
    variance = sizes**2 / (sizes**2).sum()
    return Plane(path.thetas[-1], u, v, shares=(float(variance[0]), float(variance[1])))


def path_iterations(last: int, parameters: int) -> NDArray[np.int64]:
    """Which iterations from 0 to last a path is made of: evenly many, the last one always.

    Of a long run those that the Trainer has at hand: multiples of a power of two of its checkpoints.
    """
    most = max(8, min(PATH_POINTS, PATH_NUMBERS // parameters))
    every = max(1, -(-last // most))
    if every > CHECKPOINT_EVERY // 2:
        every = CHECKPOINT_EVERY * 2 ** max(0, int(np.ceil(np.log2(every / CHECKPOINT_EVERY))))
    return np.unique(np.append(np.arange(0, last + 1, every), last))


def path_of(trainer: Trainer, last: int) -> Path:
    """The path of a run up to an iteration that was computed before; the trainer stays where it is."""
    iterations = path_iterations(last, trainer.mlp.parameters.size)
    return Path(iterations, _parameters(trainer, iterations))


def parameters_at(trainer: Trainer, iteration: int) -> Array:
    """θ (P,) at an iteration that was computed before, a copy; the trainer stays where it is."""
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
