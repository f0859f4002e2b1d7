"""Derivatives of formulas as formulas, simplified and written the way a person would write them.

The rules are the usual ones: sum, product, quotient, power and chain rule. The result is simplified
where a number is 0 or 1, or where two numbers can be combined.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from backprop.chain_rule.expressions import Expression
from backprop.chain_rule.tree import Binary, Call, Node, Number, Variable, forward, names

ZERO, ONE, TWO = Number(0.0), Number(1.0), Number(2.0)

# f′(z) as a formula in z.
_SLOPES: dict[str, Callable[[Node], Node]] = {
    "sin": lambda z: Call("cos", z),
    "cos": lambda z: _negative(Call("sin", z)),
    "tan": lambda z: _sum(ONE, _power(Call("tan", z), TWO)),
    "exp": lambda z: Call("exp", z),
    "log": lambda z: _quotient(ONE, z),
    "sqrt": lambda z: _quotient(ONE, _product(TWO, Call("sqrt", z))),
    "abs": lambda z: Call("sign", z),
    "tanh": lambda z: _difference(ONE, _power(Call("tanh", z), TWO)),
    "sigmoid": lambda z: _product(Call("sigmoid", z), _difference(ONE, Call("sigmoid", z))),
    "softplus": lambda z: Call("sigmoid", z),
    "relu": lambda z: Call("step", z),
    "step": lambda _: ZERO,
    "sign": lambda _: ZERO,
}


def derivative_text(expression: Expression, by: str) -> str:
    """∂(expression)/∂(by), written out."""
    return written(derivative(expression.root, by))


def derivative(node: Node, by: str) -> Node:
    """The partial derivative of a tree with respect to a variable."""
    match node:
        case Number():
            return ZERO
        case Variable(name):
            return ONE if name == by else ZERO
        case Call("-", argument):
            return _negative(derivative(argument, by))
        case Call(name, argument):
            inner = derivative(argument, by)
            return ZERO if inner == ZERO else _product(_SLOPES[name](argument), inner)
        case Binary(sign, a, b):
            return _of_two(sign, a, b, derivative(a, by), derivative(b, by))


def _of_two(sign: str, a: Node, b: Node, da: Node, db: Node) -> Node:
    if sign == "+":
        return _sum(da, db)
    if sign == "-":
        return _difference(da, db)
    if sign == "*":
        return _sum(_product(da, b), _product(a, db))
    if sign == "/":
        if db == ZERO:
            return _quotient(da, b)
        return _quotient(_difference(_product(da, b), _product(a, db)), _power(b, TWO))
    if db == ZERO:
        exponent = _folded(b)
        return _product(_product(exponent, _power(a, _difference(exponent, ONE))), da)
    # a^b = exp(b log a)
    growth = _sum(_product(db, Call("log", a)), _product(b, _quotient(da, a)))
    return _product(_power(a, b), growth)


def _folded(node: Node) -> Node:
    """The tree's value as a Number if it contains no variable, else the tree."""
    return node if names(node) else Number(float(forward(node, {}, ())[0]))


def _sum(a: Node, b: Node) -> Node:
    match a, b:
        case Number(x), Number(y):
            return Number(x + y)
        case _, Call("-", inner):
            return _difference(a, inner)
        case _, Binary("*", Number(x), inner) if x < 0 and a != ZERO:
            return _difference(a, _product(Number(-x), inner))
    if a == ZERO:
        return b
    return a if b == ZERO else Binary("+", a, b)


def _difference(a: Node, b: Node) -> Node:
    match a, b:
        case Number(x), Number(y):
            return Number(x - y)
        case _, Call("-", inner):
            return _sum(a, inner)
    if a == ZERO:
        return _negative(b)
    return a if b == ZERO else Binary("-", a, b)


def _negative(a: Node) -> Node:
    match a:
        case Number(x):
            return Number(-x) if x else ZERO
        case Call("-", inner):
            return inner
        case Binary("*", Number(x), inner):
            return _product(Number(-x), inner)
    return Call("-", a)


def _product(a: Node, b: Node) -> Node:
    if ZERO in (a, b):
        return ZERO
    match a, b:
        case Number(x), Number(y):
            return Number(x * y)
        case _, Number():
            return _product(b, a)
        case Number(x), Binary("*", Number(y), inner):
            return _product(Number(x * y), inner)
        case Number(1.0), _:
            return b
        case Number(-1.0), _:
            return _negative(b)
        case Call("-", inner), _:
            return _negative(_product(inner, b))
        case _, Call("-", inner):
            return _negative(_product(a, inner))
        case _, Binary("*", Number() as number, inner):
            return _product(number, _product(a, inner))
        case Binary("*", Number() as number, inner), _:
            return _product(number, _product(inner, b))
    return Binary("*", a, b)


def _quotient(a: Node, b: Node) -> Node:
    match a:
        case Number(0.0) if b != ZERO:
            return ZERO
        case Call("-", inner):
            return _negative(_quotient(inner, b))
    return a if b == ONE else Binary("/", a, b)


def _power(a: Node, b: Node) -> Node:
    match a, b:
        case Number(x), Number(y) if x > 0 and abs(y * math.log(x)) < 50:
            return Number(x**y)
    if b == ZERO:
        return ONE
    return a if b == ONE else Binary("**", a, b)


_RANK = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 4}
_SIGN = {"+": " + ", "-": " − ", "*": "·", "/": "/"}
_RAISED = {2.0: "²", 3.0: "³"}


def written(node: Node) -> str:
    """A tree as text, with no more brackets than necessary."""
    return _text(node, 0)


def _text(node: Node, outer: int) -> str:
    """outer: the precedence of the surrounding operator; a node with a lower one gets brackets."""
    match node:
        case Number(value):
            text = {math.pi: "pi", math.e: "e"}.get(value, f"{value:.12g}".replace("-", "−"))
            return f"({text})" if value < 0 and outer > 1 else text
        case Variable(name):
            return name
        case Call("-", argument):
            return _bracketed(f"−{_text(argument, 2)}", 1, outer)
        case Call(name, argument):
            return f"{name}({_text(argument, 0)})"
        case Binary("**", left, Number(value)) if value in _RAISED:
            return _bracketed(f"{_text(left, 5)}{_RAISED[value]}", 4, outer)
        case Binary("**", left, right):
            return _bracketed(f"{_text(left, 5)}^{_text(right, 5)}", 4, outer)
        case Binary("*" | "/" as sign, Number(value), right) if value < 0:
            return _text(Call("-", Binary(sign, Number(-value), right)), outer)
        case Binary(sign, left, right):
            rank = _RANK[sign]
            # At equal precedence only the left side can do without brackets: a − (b − c), a/(b·c).
            closer = rank if sign in "+*" else rank + 1
            text = f"{_text(left, rank)}{_SIGN[sign]}{_text(right, closer)}"
            return _bracketed(text, rank, outer)


def _bracketed(text: str, rank: int, outer: int) -> str:
    return f"({text})" if rank < outer else text
