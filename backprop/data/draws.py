"""Draws X and y of the named sets, with scikit-learn's generators and a few of our own.

Each function is pure in (n_samples, noise, seed, circle_factor). The coordinates of the
two-dimensional sets are mostly between −1.5 and 1.5; each docstring ends with their range.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn import datasets as sk

from backprop.arrays import Array
from backprop.data.rows import Labels

Drawn = tuple[Array, NDArray[np.float64] | Labels]


def arrays(drawn: Any) -> Drawn:
    """X and y from a scikit-learn generator, whose declared types are wider than what it returns."""
    X, y = drawn[:2]
    return np.asarray(X, dtype=np.float64), np.asarray(y)


def circles(n: int, noise: float, seed: int, factor: float) -> Drawn:
    """make_circles: class 0 on the unit circle, class 1 on a circle with radius ``factor``; ±1.4."""
    return arrays(sk.make_circles(n, factor=factor, noise=noise, random_state=seed))


def moons(n: int, noise: float, seed: int, factor: float) -> Drawn:
    """make_moons, shifted by (−0.5, −0.25) so that it is centred; ±1.8."""
    X, y = arrays(sk.make_moons(n, noise=noise, random_state=seed))
    return X - np.array([0.5, 0.25]), y


def blobs(n: int, noise: float, seed: int, factor: float) -> Drawn:
    """make_blobs: three classes at the corners of a triangle, standard deviation 0.1 + noise; ±1.6."""
    angles = np.pi * (0.5 + 2 * np.arange(3) / 3)
    centers = np.column_stack([np.cos(angles), np.sin(angles)])
    return arrays(sk.make_blobs(n, centers=centers, cluster_std=0.1 + noise, random_state=seed))


def xor(n: int, noise: float, seed: int, factor: float) -> Drawn:
    """Uniform on the square ±1; class 1 where the signs of x₁ and x₂ differ. Noise is added afterwards."""
    rng = np.random.default_rng(seed)
    X = rng.uniform(-1, 1, (n, 2))
    return X + noise * rng.normal(size=X.shape), (X[:, 0] * X[:, 1] < 0).astype(np.int64)


def spirals(n: int, noise: float, seed: int, factor: float) -> Drawn:
    """Two arms with 1.5 turns each, radius 0.1 to 1.2; a third of the noise of the other sets; ±1.4."""
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 2
    along = np.sqrt(rng.uniform(0, 1, n))
    angle, radius = 3 * np.pi * along + np.pi * y, 0.1 + 1.1 * along
    X = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return X + noise / 3 * rng.normal(size=X.shape), y


def gaussians(n: int, noise: float, seed: int, factor: float) -> Drawn:
    """Two normally distributed clouds around ±(0.6, 0.6), standard deviation 0.2 + noise; ±1.6."""
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 2
    X = 0.6 * (2 * y - 1)[:, None] + (0.2 + noise) * rng.normal(size=(n, 2))
    return X, y


def classification(n: int, noise: float, seed: int, factor: float) -> Drawn:
    """make_classification with two informative features, halved; noise is the share of flipped
    labels, at most 0.5; ±2."""
    drawn = sk.make_classification(
        n,
        n_features=2,
        n_informative=2,
        n_redundant=0,
        n_clusters_per_class=1,
        flip_y=min(noise, 0.5),
        class_sep=1.2,
        random_state=seed,
    )
    X, y = arrays(drawn)
    return X / 2, y


def plane(n: int, noise: float, seed: int, factor: float) -> Drawn:
    """Regression: y = (x₁ + x₂)/2 + noise · N(0, 1) on the square ±1."""
    rng = np.random.default_rng(seed)
    X = rng.uniform(-1, 1, (n, 2))
    return X, X.mean(axis=1) + noise * rng.normal(size=n)


def digits(n: int, noise: float, seed: int, factor: float) -> Drawn:
    """load_digits: 8 × 8 pixels from 0 to 1, ten classes; the first n of 1,797 in an order drawn from
    the seed (all of them if n is larger), plus noise · N(0, 1)."""
    X, y = arrays(sk.load_digits(return_X_y=True))
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(len(X))[:n]
    return X[chosen] / 16 + noise * rng.normal(size=(len(chosen), X.shape[1])), y[chosen]


def measured(loader: Callable[[], Any]) -> Callable[[int, float, int, float], Drawn]:
    """A draw that returns all rows of a measured set, with class numbers or values."""

    def draw(n: int, noise: float, seed: int, factor: float) -> Drawn:
        bunch = loader()
        return arrays((bunch.data, bunch.target))

    return draw


def diabetes() -> Any:
    """load_diabetes in the original units of measurement."""
    return sk.load_diabetes(scaled=False)
