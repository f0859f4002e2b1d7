"""The chain rule on f(t, u, v) with t(x), u(x), v(x): total derivative and total differential.

    df/dx = ∂f/∂t dt/dx + ∂f/∂u du/dx + ∂f/∂v dv/dx        (the total derivative)
    df    = ∂f/∂t dt    + ∂f/∂u du    + ∂f/∂v dv           (the total differential)

Beside them stand two numbers that know nothing of derivatives: a finite difference of f(x), and the
true change f(x + dx) − f(x), from which df differs by ½ f″ dx² + ….
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.arrays import Array
from backprop.chain_rule.expressions import Expression, ExpressionError, read
from backprop.chain_rule.symbolic import derivative_text

INNER = ("t", "u", "v")
FINITE_STEP = 6e-6  # cube root of the rounding error: truncation and rounding are of one size
LARGEST = 1e12  # beyond it a value counts as none: nothing could be drawn or compared
POINTS = 200  # steps of x over its range
BEYOND = 50  # more steps on which the curve goes on, so that x + dx is on it
HALVINGS, PER_HALVING = 14, 2  # of dx from its largest to its smallest


@dataclass(frozen=True)
class Composition:
    """f in t, u and v, and these three in x."""

    f: Expression
    inner: tuple[Expression, Expression, Expression]

    def value(self, x: Array) -> Array:
        """f(t(x), u(x), v(x)), of the shape of x."""
        return self.f.value({n: e.value({"x": x}) for n, e in zip(INNER, self.inner, strict=True)})

    def slopes(self) -> list[str]:
        """dt/dx, du/dx, dv/dx written out."""
        return [derivative_text(expression, "x") for expression in self.inner]

    def partials(self) -> list[str]:
        """∂f/∂t, ∂f/∂u, ∂f/∂v written out."""
        return [derivative_text(self.f, name) for name in INNER]


def compose(f: str, t: str, u: str, v: str) -> Composition:
    """The four formulas. Raises ExpressionError; its sentence begins with the function's name."""
    found = []
    for name, text, variables in (
        ("t(x)", t, ("x",)), ("u(x)", u, ("x",)), ("v(x)", v, ("x",)), ("f(t, u, v)", f, INNER),
    ):  # fmt: skip
        try:
            found.append(read(text, variables))
        except ExpressionError as error:
            raise ExpressionError(f"{name}: {error}") from None
    return Composition(found[3], (found[0], found[1], found[2]))


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
        """Where every number is one, and none is too large to be drawn; bool (n,)."""
        rows = np.vstack([self.inner, self.slopes, self.partials, self.products, self.value])
        with np.errstate(invalid="ignore"):
            return np.asarray((np.abs(np.vstack([rows, self.total])) <= LARGEST).all(axis=0))


def chain_rule(composition: Composition, x: Array) -> ChainRule:
    """Values forward, then the total derivative as the sum of three products; x (n,)."""
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
    """(f(x + h) − f(x − h)) / 2h, with h that is right for the size of x; (n,)."""
    h = FINITE_STEP * np.maximum(1.0, np.abs(x))
    above, below = x + h, x - h
    with np.errstate(all="ignore"):
        return (composition.value(above) - composition.value(below)) / (above - below)


@dataclass(frozen=True)
class Differential:
    """For every x (n,) and every dx (k,): df, the true change, and by how much it differs; (n, k)."""

    dx: Array
    df: Array
    change: Array
    error: Array


def differential(composition: Composition, rule: ChainRule, dx: Array) -> Differential:
    """The total differential against f(x + dx) − f(x)."""
    with np.errstate(all="ignore"):
        df = np.zeros((len(rule.x), len(dx)))
        for partial, slope in zip(rule.partials, rule.slopes, strict=True):
            df += partial[:, None] * (slope[:, None] * dx)
        change = composition.value(rule.x[:, None] + dx) - rule.value[:, None]
        return Differential(dx, df, change, change - df)


def order_of_error(rule: ChainRule, found: Differential) -> Array:
    """The slope of log |error| over log dx for small dx, by least squares; 2 where error ~ dx². (n,)

    Counted are the dx whose error stands clear of rounding; NaN where these are fewer than four,
    as where f is a straight line.
    """
    with np.errstate(all="ignore"):  # what a rounding of t, u, v and x does to f
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
    """Everything about a composition over a range of x: what a slider can show.

    curve_x, curve (n + BEYOND,): f beyond the range too, NaN where it has no value.
    """

    rule: ChainRule
    numerical: Array
    differential: Differential
    order: Array
    curve_x: Array
    curve: Array


def sweep(composition: Composition, low: float, high: float) -> Sweep:
    """The composition at POINTS + 1 values of x. Raises ExpressionError where it has no value at all."""
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
    """POINTS + 1 values over the range, and BEYOND more."""
    steps = np.arange(POINTS + BEYOND + 1)
    return np.round(low + (high - low) * steps / POINTS, 12)


def steps_of_dx(low: float, high: float) -> Array:
    """From the largest dx down, PER_HALVING to each halving."""
    return largest_dx(low, high) * 2.0 ** (-np.arange(HALVINGS * PER_HALVING + 1) / PER_HALVING)


def largest_dx(low: float, high: float) -> float:
    """The power of two next below a quarter of the range of x."""
    return float(2.0 ** np.floor(np.log2((high - low) * BEYOND / POINTS)))


def _nowhere(composition: Composition, rule: ChainRule, low: float, high: float) -> str:
    """Which function is to blame, and what to do."""
    named = [*zip(("t(x)", "u(x)", "v(x)"), composition.inner, rule.inner, strict=True)]
    for name, expression, values in [*named, ("f(t, u, v)", composition.f, rule.value)]:
        with np.errstate(invalid="ignore"):
            if not (np.abs(values) <= LARGEST).any():
                return (
                    f"{name}: `{expression.text}` has no value, or none that can be drawn, for any "
                    f"x from {low:g} to {high:g}. Change the formula or the range of x."
                )
    return (
        f"f has no slope at any x from {low:g} to {high:g} where it has a value. "
        "Change a formula or the range of x."
    )
