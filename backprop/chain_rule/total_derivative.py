"""The chain rule for f(t, u, v) with t(x), u(x), v(x): total derivative and total differential.

    df/dx = ∂f/∂t dt/dx + ∂f/∂u du/dx + ∂f/∂v dv/dx        (the total derivative)
    df    = ∂f/∂t dt    + ∂f/∂u du    + ∂f/∂v dv           (the total differential)

Each is compared with a number that needs no derivatives: df/dx with a finite difference of f(x), and
df with the true change f(x + dx) − f(x), from which it differs by ½ f″ dx² + …. ``EXAMPLES`` are
functions to try this on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.arrays import Array
from backprop.chain_rule.expressions import Expression, ExpressionError, read
from backprop.chain_rule.symbolic import derivative_text

INNER = ("t", "u", "v")
FINITE_STEP = (
    6e-6  # cube root of the rounding error: truncation and rounding errors are about equal
)
LARGEST = 1e12  # a larger value counts as undefined: it could not be drawn or compared
POINTS = 200  # steps of x over its range
BEYOND = 50  # further steps of the curve, so that x + dx lies on it
HALVINGS, PER_HALVING = 14, 2  # of dx from its largest to its smallest value


@dataclass(frozen=True)
class Composition:
    """f as a formula in t, u and v, and those three as formulas in x."""

    f: Expression
    inner: tuple[Expression, Expression, Expression]

    def value(self, x: Array) -> Array:
        """f(t(x), u(x), v(x)), with the shape of x."""
        return self.f.value({n: e.value({"x": x}) for n, e in zip(INNER, self.inner, strict=True)})

    def slopes(self) -> list[str]:
        """dt/dx, du/dx, dv/dx written out."""
        return [derivative_text(expression, "x") for expression in self.inner]

    def partials(self) -> list[str]:
        """∂f/∂t, ∂f/∂u, ∂f/∂v written out."""
        return [derivative_text(self.f, name) for name in INNER]


def compose(f: str, t: str, u: str, v: str) -> Composition:
    """Parse the four formulas. Raises ExpressionError; its sentence begins with the function's name."""
    inner = _named("t(x)", t), _named("u(x)", u), _named("v(x)", v)
    return Composition(_named("f(t, u, v)", f, INNER), inner)


def _named(name: str, text: str, variables: tuple[str, ...] = ("x",)) -> Expression:
    try:
        return read(text, variables)
    except ExpressionError as error:
        raise ExpressionError(f"{name}: {error}") from None


@dataclass(frozen=True)
class ChainRule:
    """Every number of the computational graph at x (n,).

    inner (3, n): t, u, v. slopes (3, n): dt/dx, du/dx, dv/dx. partials (3, n): ∂f/∂t, ∂f/∂u, ∂f/∂v.
    products (3, n): partial times slope. value, total (n,): f, and the sum of its products.
    """

    x: Array
    inner: Array
    slopes: Array
    partials: Array
    products: Array
    value: Array
    total: Array

    @property
    def defined(self) -> NDArray[np.bool_]:
        """Where all numbers are finite and none is too large to be drawn; bool (n,)."""
        rows = np.vstack([self.inner, self.slopes, self.partials, self.products, self.value])
        with np.errstate(invalid="ignore"):
            return np.asarray((np.abs(np.vstack([rows, self.total])) <= LARGEST).all(axis=0))


def chain_rule(composition: Composition, x: Array) -> ChainRule:
    """The values, and the total derivative as the sum of three products; x (n,)."""
    pairs = [inner.with_partials({"x": x}) for inner in composition.inner]
    inner = np.array([value for value, _ in pairs])
    slopes = np.array([slope for _, (slope,) in pairs])
    value, by_inner = composition.f.with_partials(dict(zip(INNER, inner, strict=True)))
    partials = np.array(by_inner)
    with np.errstate(all="ignore"):
        products = partials * slopes
        total = products[0] + products[1] + products[2]
    return ChainRule(x, inner, slopes, partials, products, value, total)


def finite_difference(composition: Composition, x: Array) -> Array:
    """(f(x + h) − f(x − h)) / 2h with an h that suits the size of x; (n,)."""
    h = FINITE_STEP * np.maximum(1.0, np.abs(x))
    above, below = x + h, x - h
    with np.errstate(all="ignore"):
        return (composition.value(above) - composition.value(below)) / (above - below)


@dataclass(frozen=True)
class Differential:
    """df, the true change of f, and their difference, for every x (n,) and every dx (k,); each (n, k)."""

    dx: Array
    df: Array
    change: Array
    error: Array


def differential(composition: Composition, rule: ChainRule, dx: Array) -> Differential:
    """The total differential compared with f(x + dx) − f(x)."""
    with np.errstate(all="ignore"):
        df = np.zeros((len(rule.x), len(dx)))
        for partial, slope in zip(rule.partials, rule.slopes, strict=True):
            df += partial[:, None] * (slope[:, None] * dx)
        change = composition.value(rule.x[:, None] + dx) - rule.value[:, None]
        return Differential(dx, df, change, change - df)


def order_of_error(rule: ChainRule, found: Differential) -> Array:
    """The slope (n,) of log |error| over log dx for small dx, by least squares; 2 where error ~ dx².

    Only dx whose error is well above rounding count; NaN where there are fewer than four of them,
    for example where f is a straight line.
    """
    with np.errstate(all="ignore"):  # the effect of rounding t, u, v and x on f
        scale = np.abs(rule.value) + np.abs(rule.total * rule.x)
        scale += np.abs(rule.partials * rule.inner).sum(axis=0)
    floor = 1e4 * np.finfo(float).eps * np.maximum(scale, 1e-300)
    orders = np.full(len(rule.x), np.nan)
    for row in np.flatnonzero(rule.defined):
        error = np.abs(found.error[row])
        clear = np.flatnonzero(np.isfinite(error) & (error > floor[row]))[-8:]  # the smallest dx
        if len(clear) >= 4:
            orders[row] = np.polyfit(np.log(found.dx[clear]), np.log(error[clear]), 1)[0]
    return orders


@dataclass(frozen=True)
class Sweep:
    """Everything that the sliders can show about a composition over a range of x.

    curve_x, curve (n + BEYOND,): f on the range and beyond it, NaN where it has no value.
    """

    rule: ChainRule
    numerical: Array
    differential: Differential
    order: Array
    curve_x: Array
    curve: Array


def sweep(composition: Composition, low: float, high: float) -> Sweep:
    """The composition at POINTS + 1 values of x. Raises ExpressionError if it has no value anywhere."""
    curve_x = steps_of_x(low, high)
    rule = chain_rule(composition, curve_x[: POINTS + 1])
    if not rule.defined.any():
        raise ExpressionError(_nowhere(composition, rule, low, high))
    found = differential(composition, rule, steps_of_dx(low, high))
    curve = composition.value(curve_x)
    with np.errstate(invalid="ignore"):
        curve = np.where(np.abs(curve) <= LARGEST, curve, np.nan)
    numerical = finite_difference(composition, rule.x)
    return Sweep(rule, numerical, found, order_of_error(rule, found), curve_x, curve)


def steps_of_x(low: float, high: float) -> Array:
    """POINTS + 1 values over the range of x, and BEYOND more after it."""
    steps = np.arange(POINTS + BEYOND + 1)
    return np.round(low + (high - low) * steps / POINTS, 12)


def steps_of_dx(low: float, high: float) -> Array:
    """All dx from the largest down, PER_HALVING for each halving."""
    return largest_dx(low, high) * 2.0 ** (-np.arange(HALVINGS * PER_HALVING + 1) / PER_HALVING)


def largest_dx(low: float, high: float) -> float:
    """The largest power of two that is at most a quarter of the range of x."""
    return float(2.0 ** np.floor(np.log2((high - low) * BEYOND / POINTS)))


def _nowhere(composition: Composition, rule: ChainRule, low: float, high: float) -> str:
    """A sentence on which function has no values, and what to do."""
    named = [*zip(("t(x)", "u(x)", "v(x)"), composition.inner, rule.inner, strict=True)]
    for name, expression, values in [*named, ("f(t, u, v)", composition.f, rule.value)]:
        with np.errstate(invalid="ignore"):
            if not (np.abs(values) <= LARGEST).any():
                return (
                    f"{name}: `{expression.text}` has no value that can be drawn for any x from "
                    f"{low:g} to {high:g}. Change the formula or the range of x."
                )
    return (
        f"f has no slope at any x from {low:g} to {high:g} where it has a value. "
        "Change a formula or the range of x."
    )


@dataclass(frozen=True)
class Example:
    """f(t, u, v) with t(x), u(x), v(x), a range of x, and the initial x and dx.

    look_for: what to watch for.
    """

    title: str
    f: str
    t: str
    u: str
    v: str
    low: float
    high: float
    x: float
    dx: float
    look_for: str


EXAMPLES: dict[str, Example] = {
    "paths": Example(
        "Three paths from x to f",
        "t*u + v",
        "x^2",
        "sin(x)",
        "cos(2*x)",
        -3.0,
        3.0,
        1.2,
        0.5,
        "Where do the three products cancel, so that the tangent is level?",
    ),
    "neuron": Example(
        "A neuron and its loss",
        "(t - u)^2 + v",
        "sigmoid(2*x - 1)",
        "1",
        "0.05*x^2",
        -4.0,
        4.0,
        -1.2,
        1.0,
        "x is a weight, t the output, u the target and v a penalty. The target does not depend on x, so its product is 0.",
    ),
    "units": Example(
        "One unit into three",
        "sigmoid(1.4*t - 0.8*u + 2*v)",
        "tanh(x)",
        "tanh(2*x + 1)",
        "tanh(0.5*x - 1)",
        -4.0,
        4.0,
        0.4,
        0.5,
        "x is a unit that three others read, as in a hidden layer. Each of the three contributes a product.",
    ),
    "same": Example(
        "A product of three equal factors",
        "t*u*v",
        "x",
        "x",
        "x",
        -2.0,
        2.0,
        1.0,
        0.5,
        "f is x³. Each of the three paths contributes x², and together they make 3x².",
    ),
    "cancel": Example(
        "Two paths that cancel",
        "t^2 + u^2 + v",
        "sin(x)",
        "cos(x)",
        "0.5*x",
        -3.0,
        3.0,
        0.9,
        0.5,
        "Whatever t adds, u takes away. f is a straight line, so df is exact up to rounding.",
    ),
    "quotient": Example(
        "A quotient with a logarithm",
        "t / u + v",
        "x",
        "1 + x^2",
        "log(x)",
        -1.0,
        4.0,
        0.7,
        0.25,
        "The logarithm has no value for x ≤ 0. The closer x is to 0, the more its slope outweighs the rest.",
    ),
}
DEFAULT_EXAMPLE = "paths"
