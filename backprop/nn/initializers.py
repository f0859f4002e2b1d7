"""Rules for the initial weights and biases, drawn layer by layer from one random generator."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from backprop.arrays import Array

UNIFORM_LIMIT = 0.5
TUTORIAL_SIGMA = 0.1

# (n_in, n_out, uniform_limit, generator) -> W of shape (n_in, n_out)
Draw = Callable[[int, int, float, np.random.Generator], Array]


@dataclass(frozen=True)
class Initializer:
    """A rule for the initial weights; biases start at 0.

    spoken: the name in a sentence.
    draw: draws W of one layer. None for the article's rule, which draws W and b from NumPy's legacy
        generator (see ``initial_parameters``).
    numpy: W of a layer in the NumPy program, as an expression in n_in, n_out and the generator rng,
        with any lines that prepare it. Fields of the Experiment are in braces.
    """

    name: str
    spoken: str
    description: str
    latex: str
    draw: Draw | None
    numpy: str = ""


def _uniform(limit: float, shape: tuple[int, int], rng: np.random.Generator) -> Array:
    return rng.uniform(-limit, limit, shape)


def _normal(variance: float, shape: tuple[int, int], rng: np.random.Generator) -> Array:
    return rng.normal(0.0, math.sqrt(variance), shape)


_BETWEEN = "rng.uniform(-limit, limit, (n_in, n_out))"

_ENTRIES = (
    Initializer(
        "glorot_uniform",
        "Glorot uniform",
        "Random, uniform within ±√(6/(in+out)), where in and out count the units before and after. With tanh, activations and gradients keep their size.",
        r"\pm\sqrt{6 / (n_{in} + n_{out})}",
        lambda i, o, _, rng: _uniform(math.sqrt(6 / (i + o)), (i, o), rng),
        f"limit = np.sqrt(6 / (n_in + n_out))\n{_BETWEEN}",
    ),
    Initializer(
        "glorot_normal",
        "Glorot normal",
        "The same idea, from a normal distribution with variance 2/(in+out).",
        r"\mathcal N(0,\ 2 / (n_{in} + n_{out}))",
        lambda i, o, _, rng: _normal(2 / (i + o), (i, o), rng),
        "rng.normal(0, np.sqrt(2 / (n_in + n_out)), (n_in, n_out))",
    ),
    Initializer(
        "he_uniform",
        "He uniform",
        "Random, uniform within ±√(6/in): larger, because ReLU stops half of the numbers.",
        r"\pm\sqrt{6 / n_{in}}",
        lambda i, o, _, rng: _uniform(math.sqrt(6 / i), (i, o), rng),
        f"limit = np.sqrt(6 / n_in)\n{_BETWEEN}",
    ),
    Initializer(
        "he_normal",
        "He normal",
        "Normal with variance 2/in: the usual choice for ReLU.",
        r"\mathcal N(0,\ 2 / n_{in})",
        lambda i, o, _, rng: _normal(2 / i, (i, o), rng),
        "rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out))",
    ),
    Initializer(
        "lecun_normal",
        "LeCun normal",
        "Normal with variance 1/in: keeps the size of z from layer to layer.",
        r"\mathcal N(0,\ 1 / n_{in})",
        lambda i, o, _, rng: _normal(1 / i, (i, o), rng),
        "rng.normal(0, np.sqrt(1 / n_in), (n_in, n_out))",
    ),
    Initializer(
        "uniform",
        "uniform",
        "Random, uniform within ± a limit of your choice, whatever the size of the layer.",
        r"\pm\,\text{limit}",
        lambda i, o, limit, rng: _uniform(limit, (i, o), rng),
        f"limit = {{uniform_limit!r}}\n{_BETWEEN}",
    ),
    Initializer(
        "zeros",
        "zeros",
        "All zero: the units of a layer stay identical for ever.",
        r"0",
        lambda i, o, _, __: np.zeros((i, o)),
        "np.zeros((n_in, n_out))",
    ),
    Initializer(
        "tutorial",
        "tutorial",
        "As in the article: W and b are normal random numbers times 0.1.",
        r"0.1 \cdot \mathcal N(0, 1)",
        None,
    ),
)

INITIALIZERS: dict[str, Initializer] = {entry.name: entry for entry in _ENTRIES}


def initial_parameters(
    name: str, layer_sizes: tuple[int, ...], seed: int, uniform_limit: float = UNIFORM_LIMIT
) -> list[tuple[Array, Array]]:
    """Draw W (n_in, n_out) and b (1, n_out) for layers 1 to L.

    Raises KeyError for a name that is not registered.
    """
    draw = INITIALIZERS[name].draw
    pairs = pairwise(layer_sizes)
    if draw is None:
        legacy = np.random.RandomState(seed)
        # Python evaluates left to right: W first, then b, as in the article.
        return [
            (TUTORIAL_SIGMA * legacy.randn(i, o), TUTORIAL_SIGMA * legacy.randn(1, o))
            for i, o in pairs
        ]
    rng = np.random.default_rng(seed)
    return [(draw(i, o, uniform_limit, rng), np.zeros((1, o))) for i, o in pairs]
