"""Optimizers: they compute the change of the parameters from the gradient and their own memory.

All of them work elementwise on flat float64 vectors of P parameters and write the change
(W_next = W + change) into ``out``. The memory is a tuple of vectors and is updated in place.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.arrays import Array


@dataclass(frozen=True)
class Numbers:
    """The optimizers' hyperparameters, apart from the learning rate."""

    momentum: float = 0.9
    rmsprop_decay: float = 0.9
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8


# (gradient, memory, learning rate, number of the update from 1, numbers, out) -> None
Change = Callable[[Array, tuple[Array, ...], float, int, Numbers, Array], None]


@dataclass(frozen=True)
class Optimizer:
    """One optimizer.

    spoken: the name in a sentence.
    latex: the steps of an update in order, with t counted from 0.
    memory: names of the vectors that the optimizer keeps; all are zero at first.
    numbers: the fields of Numbers that it uses.
    numpy: the update of parameter p[k] with gradient g in the NumPy program. It uses the names in
        memory, the rate eta, and t from 0. "" for plain gradient descent, which has no memory.
    """

    name: str
    spoken: str
    description: str
    latex: str
    memory: tuple[str, ...]
    numbers: tuple[str, ...]
    change: Change
    numpy: str = ""


def sgd(
    g: Array, memory: tuple[Array, ...], rate: float, t: int, numbers: Numbers, out: Array
) -> None:
    np.multiply(g, -rate, out=out)


def momentum(
    g: Array, memory: tuple[Array, ...], rate: float, t: int, numbers: Numbers, out: Array
) -> None:
    (v,) = memory
    v *= numbers.momentum
    v -= rate * g
    out[:] = v


def nesterov(
    g: Array, memory: tuple[Array, ...], rate: float, t: int, numbers: Numbers, out: Array
) -> None:
    """The form that evaluates g at W itself (Bengio et al., 2012; also used by scikit-learn)."""
    (v,) = memory
    v *= numbers.momentum
    v -= rate * g
    np.multiply(v, numbers.momentum, out=out)
    out -= rate * g


def rmsprop(
    g: Array, memory: tuple[Array, ...], rate: float, t: int, numbers: Numbers, out: Array
) -> None:
    (s,) = memory
    s *= numbers.rmsprop_decay
    s += (1.0 - numbers.rmsprop_decay) * g * g
    np.divide(-rate * g, np.sqrt(s) + numbers.epsilon, out=out)


def adam(
    g: Array, memory: tuple[Array, ...], rate: float, t: int, numbers: Numbers, out: Array
) -> None:
    """Kingma & Ba (2015), Algorithm 1, with both bias corrections written out."""
    m, v = memory
    m *= numbers.beta1
    m += (1.0 - numbers.beta1) * g
    v *= numbers.beta2
    v += (1.0 - numbers.beta2) * g * g
    first = 1.0 - math.pow(numbers.beta1, t)
    second = 1.0 - math.pow(numbers.beta2, t)
    np.divide(-(rate / first) * m, np.sqrt(v / second) + numbers.epsilon, out=out)


_ENTRIES = (
    Optimizer(
        "sgd",
        "SGD",
        "Plain gradient descent: the update is −η times the gradient.",
        r"W \leftarrow W - \eta\,dW",
        (),
        (),
        sgd,
    ),
    Optimizer(
        "momentum",
        "momentum",
        "Adds part of the last update to the next one, so that it gathers speed.",
        r"v \leftarrow \mu v - \eta\,dW,\quad W \leftarrow W + v",
        ("v",),
        ("momentum",),
        momentum,
        """
v[k] = momentum * v[k] - eta * g
p[k] += v[k]
""",
    ),
    Optimizer(
        "nesterov",
        "Nesterov",
        "Momentum that looks ahead to where its speed will take it.",
        r"v \leftarrow \mu v - \eta\,dW,\quad W \leftarrow W + \mu v - \eta\,dW",
        ("v",),
        ("momentum",),
        nesterov,
        """
v[k] = momentum * v[k] - eta * g
p[k] += momentum * v[k] - eta * g
""",
    ),
    Optimizer(
        "rmsprop",
        "RMSprop",
        "Divides each gradient by its recent size, so that all weights move at about the same speed.",
        r"s \leftarrow \rho s + (1-\rho)\,dW^2,\quad W \leftarrow W - \eta\,dW / (\sqrt s + \epsilon)",
        ("s",),
        ("rmsprop_decay", "epsilon"),
        rmsprop,
        """
s[k] = decay * s[k] + (1 - decay) * g**2
p[k] -= eta * g / (np.sqrt(s[k]) + epsilon)
""",
    ),
    Optimizer(
        "adam",
        "Adam",
        "Momentum and RMSprop combined, corrected because both start at zero.",
        r"m \leftarrow \beta_1 m + (1-\beta_1)\,dW,\quad v \leftarrow \beta_2 v + (1-\beta_2)\,dW^2,\quad "
        r"\hat m = \frac{m}{1 - \beta_1^{t+1}},\quad \hat v = \frac{v}{1 - \beta_2^{t+1}},\quad "
        r"W \leftarrow W - \eta\,\hat m / (\sqrt{\hat v} + \epsilon)",
        ("m", "v"),
        ("beta1", "beta2", "epsilon"),
        adam,
        """
m[k] = beta1 * m[k] + (1 - beta1) * g
v[k] = beta2 * v[k] + (1 - beta2) * g**2
m_hat = m[k] / (1 - beta1 ** (t + 1))
v_hat = v[k] / (1 - beta2 ** (t + 1))
p[k] -= eta * m_hat / (np.sqrt(v_hat) + epsilon)
""",
    ),
)

OPTIMIZERS: dict[str, Optimizer] = {entry.name: entry for entry in _ENTRIES}


def with_fixed(optimizer: Optimizer, fixed: NDArray[np.bool_]) -> Optimizer:
    """The same optimizer, except that the parameters marked in ``fixed`` (P,) do not change.

    The optimizer's memory of them does not change either.
    """

    def change(
        g: Array, memory: tuple[Array, ...], rate: float, t: int, numbers: Numbers, out: Array
    ) -> None:
        kept = [vector[fixed] for vector in memory]
        optimizer.change(g, memory, rate, t, numbers, out)
        out[fixed] = 0.0
        for vector, before in zip(memory, kept, strict=True):
            vector[fixed] = before

    return dataclasses.replace(optimizer, change=change)
