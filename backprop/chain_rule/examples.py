"""Functions to try the chain rule on, in one registry."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Example:
    """f(t, u, v) with t(x), u(x), v(x), over a range of x, and the x and dx to begin with.

    look_for: what there is to see.
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
        "t*u + v", "x^2", "sin(x)", "cos(2*x)", -3.0, 3.0, 1.2, 0.5,
        "Where do the three products cancel, so that the tangent is level?",
    ),
    "neuron": Example(
        "A neuron and its loss",
        "(t - u)^2 + v", "sigmoid(2*x - 1)", "1", "0.05*x^2", -4.0, 4.0, -1.2, 1.0,
        "x is a weight, t the output, u the target and v a penalty. The target does not depend on x, so its product is 0.",
    ),
    "units": Example(
        "One unit into three",
        "sigmoid(1.4*t - 0.8*u + 2*v)", "tanh(x)", "tanh(2*x + 1)", "tanh(0.5*x - 1)",
        -4.0, 4.0, 0.4, 0.5,
        "x is a unit that three others read, as in a hidden layer. Each of the three brings back a product.",
    ),
    "same": Example(
        "A product of three alike",
        "t*u*v", "x", "x", "x", -2.0, 2.0, 1.0, 0.5,
        "f is x³. Each of the three paths brings x², and together they make 3x².",
    ),
    "cancel": Example(
        "Two paths that cancel",
        "t^2 + u^2 + v", "sin(x)", "cos(x)", "0.5*x", -3.0, 3.0, 0.9, 0.5,
        "Whatever t adds, u takes away. f is a straight line, so df is exact but for rounding.",
    ),
    "quotient": Example(
        "A quotient with a logarithm",
        "t / u + v", "x", "1 + x^2", "log(x)", -1.0, 4.0, 0.7, 0.25,
        "The logarithm has no value for x ≤ 0. The closer x is to 0, the more its slope outweighs the rest.",
    ),
}  # fmt: skip
DEFAULT_EXAMPLE = "paths"
