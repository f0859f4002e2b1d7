"""The tree of a formula: its nodes, its value on arrays, and its partial derivatives.

Partial derivatives are computed by forward accumulation: each node returns its value together with
its partial derivatives with respect to the variables (Wengert, 1964).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from backprop.arrays import Array
from backprop.nn import ACTIVATIONS


@dataclass(frozen=True)
class Function:
    """A function of z, and its slope as a function of z and of the value."""

    function: Callable[[Array], Array]
    slope: Callable[[Array, Array], Array]


def _activation(name: str) -> Function:
    found = ACTIVATIONS[name]
    slope = found.slope
    assert slope is not None, name
    return Function(lambda z: found.function(z, None), lambda z, a: slope(z, a, None))


FUNCTIONS: dict[str, Function] = {
    "sin": Function(np.sin, lambda z, _: np.cos(z)),
    "cos": Function(np.cos, lambda z, _: -np.sin(z)),
    "tan": Function(np.tan, lambda _, a: 1.0 + a * a),
    "exp": Function(np.exp, lambda _, a: a),
    "log": Function(np.log, lambda z, _: 1.0 / z),
    "sqrt": Function(np.sqrt, lambda _, a: 0.5 / a),
    "abs": Function(np.abs, lambda z, _: np.sign(z)),
    "tanh": _activation("tanh"),
    "sigmoid": _activation("sigmoid"),
    "softplus": _activation("softplus"),
    "relu": _activation("relu"),
    "step": Function(lambda z: np.heaviside(z, 0.0), lambda z, _: np.zeros_like(z)),
    "sign": Function(np.sign, lambda z, _: np.zeros_like(z)),
}


@dataclass(frozen=True)
class Number:
    """A constant."""

    value: float


@dataclass(frozen=True)
class Variable:
    """A variable of the formula."""

    name: str


@dataclass(frozen=True)
class Call:
    """One of FUNCTIONS, or "-" for a change of sign, applied to one argument."""

    name: str
    argument: Node


@dataclass(frozen=True)
class Binary:
    """An operator, + - * / or **, with its two operands."""

    sign: str
    left: Node
    right: Node


Node = Number | Variable | Call | Binary


def names(node: Node) -> set[str]:
    """The names of the variables in a tree."""
    match node:
        case Number():
            return set()
        case Variable(name):
            return {name}
        case Call(_, argument):
            return names(argument)
        case Binary(_, left, right):
            return names(left) | names(right)


Dual = tuple[Array, dict[str, Array]]  # a value and its nonzero partial derivatives


def forward(node: Node, at: Mapping[str, Array], shape: tuple[int, ...]) -> Dual:
    """The value of a node on arrays of one shape, with its partial derivatives."""
    match node:
        case Number(value):
            return np.full(shape, value), {}
        case Variable(name):
            return np.asarray(at[name], dtype=np.float64), {name: np.ones(shape)}
        case Call("-", argument):
            a, da = forward(argument, at, shape)
            return -a, {name: -d for name, d in da.items()}
        case Call(name, argument):
            z, dz = forward(argument, at, shape)
            a = FUNCTIONS[name].function(z)
            slope = FUNCTIONS[name].slope(z, a) if dz else a
            return a, {by: slope * d for by, d in dz.items()}
        case Binary(sign, left, right):
            return _combined(sign, forward(left, at, shape), forward(right, at, shape))


def _combined(sign: str, left: Dual, right: Dual) -> Dual:
    """Sum, product, quotient and power rule: ∂(a∘b) = (∂∘/∂a) ∂a + (∂∘/∂b) ∂b."""
    (a, da), (b, db) = left, right
    if sign in "+-":
        value, by_a, by_b = (a + b, 1.0, 1.0) if sign == "+" else (a - b, 1.0, -1.0)
    elif sign == "*":
        value, by_a, by_b = a * b, b, a
    elif sign == "/":
        value, by_a, by_b = a / b, 1.0 / b, -a / (b * b)
    else:
        value = np.power(a, b)
        # With b = 0 the power is constant whatever a is; 0 · 0⁻¹ would be NaN.
        by_a = np.where(b == 0.0, 0.0, b * np.power(a, b - 1.0)) if da else 0.0
        by_b = value * np.log(a) if db else 0.0
    partials = {name: by_a * d for name, d in da.items()}
    for name, d in db.items():
        partials[name] = partials[name] + by_b * d if name in partials else by_b * d
    return value, partials
