"""Reads, evaluates and differentiates formulas that a person types, such as "t*u + sin(v)".

The text is never executed. It is split into tokens, each of which must be known; Python's ``ast``
parses it into a tree, each node of which must be known; and that tree is converted into one of our
own, which is evaluated on arrays. A formula that is not accepted is refused with one sentence that
says what to do.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from backprop.arrays import Array
from backprop.chain_rule.tree import FUNCTIONS, Binary, Call, Node, Number, Variable, forward, names

MAX_LENGTH = 200  # characters
MAX_BRACKETS = 20  # nested
MAX_DEPTH = 120  # of the tree
MAX_EXPONENT = 100
MAX_NUMBER = 1e12
CONSTANTS = {"pi": math.pi, "e": math.e}

# What a person may write for an operator, and how Python writes it.
_WRITTEN = str.maketrans(
    {"^": "**", "−": "-", "·": "*", "×": "*", "÷": "/", "²": "**2", "³": "**3", "π": "pi"}
)
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z_0-9]*)|(?P<sign>\*\*|[-+*/])|(?P<bracket>[()])|(?P<other>\S))",
    re.ASCII,
)


class ExpressionError(ValueError):
    """A formula is not accepted; the message is one sentence that says what to do."""


_SIGNS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}


@dataclass(frozen=True)
class Expression:
    """A formula in some variables, both as typed and as a tree."""

    text: str
    variables: tuple[str, ...]
    root: Node

    def value(self, at: Mapping[str, Array]) -> Array:
        """The formula evaluated on arrays of one shape, one for each variable; NaN or infinite where
        it has no value."""
        return self.with_partials(at)[0]

    def with_partials(self, at: Mapping[str, Array]) -> tuple[Array, list[Array]]:
        """The value and its partial derivatives, in the order of the variables."""
        shape = np.shape(next(iter(at.values())))
        with np.errstate(all="ignore"):
            value, partials = forward(self.root, at, shape)
        zero = np.zeros(shape)
        return value, [partials.get(name, zero) for name in self.variables]


def read(text: str, variables: tuple[str, ...]) -> Expression:
    """Parse a formula. Raises ExpressionError, one sentence, if the text is not one."""
    text = text[: MAX_LENGTH + 1].strip()
    if not text:
        raise ExpressionError(f"Type a formula in {_listed(variables)}.")
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"Shorten the formula to {MAX_LENGTH} characters.")
    written = text if re.search("[²³][²³\\d]", text) else text.translate(_WRITTEN)
    _check_tokens(written, variables)
    try:
        tree = ast.parse(written, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ExpressionError(
            "Put a number, a name or a bracket on both sides of every sign: "
            "as it stands, this is not a formula."
        ) from None
    return Expression(text, variables, _converted(tree.body, 0))


def _check_tokens(text: str, variables: tuple[str, ...]) -> None:
    """Check that every token is known, brackets match and no multiplication sign is left out."""
    depth, before, kind_before = 0, "", ""
    for found in _TOKEN.finditer(text):
        kind = str(found.lastgroup)
        token = found[kind]
        starts = kind in ("number", "name") or token == "("
        called = token == "(" and before in FUNCTIONS
        if kind == "other" or (kind == "name" and not _known(token, variables)):
            raise ExpressionError(
                f"Leave out {_quoted(token, kind)}: a formula here consists of numbers, "
                f"{_listed(variables)}, pi, e, + - * / ^, brackets and {', '.join(FUNCTIONS)}."
            )
        if before in FUNCTIONS and not called:
            raise ExpressionError(f"Give {before} its argument in brackets, as in {before}(1).")
        if starts and not called and (kind_before in ("number", "name") or before == ")"):
            raise ExpressionError(
                f"Put a sign between {_quoted(before, kind_before)} and {_quoted(token, kind)}, "
                "such as * for a product."
            )
        depth += (token == "(") - (token == ")")
        if depth < 0 or depth > MAX_BRACKETS:
            _refuse_brackets(depth)
        before, kind_before = token, kind
    if before in FUNCTIONS:
        raise ExpressionError(f"Give {before} its argument in brackets, as in {before}(1).")
    if depth:
        _refuse_brackets(-depth)


def _refuse_brackets(depth: int) -> None:
    if depth > MAX_BRACKETS:
        raise ExpressionError(f"Nest at most {MAX_BRACKETS} brackets.")
    raise ExpressionError("Give every opening bracket a closing one, and vice versa.")


def _known(name: str, variables: tuple[str, ...]) -> bool:
    return name in variables or name in FUNCTIONS or name in CONSTANTS


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _quoted(token: str, kind: str) -> str:
    """A token for use in a sentence; a name is marked as code, or Markdown would read its underscores."""
    short = token if len(token) <= 20 else f"{token[:20]}…"
    return f"`{short}`" if kind in ("name", "number") else f"“{short}”"


def _converted(node: ast.expr, depth: int) -> Node:
    """Convert a node into one of ours. Anything not listed here is refused."""
    if depth > MAX_DEPTH:
        raise ExpressionError("Shorten the formula: its terms are nested too deeply.")
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            if not float(value) <= MAX_NUMBER:
                raise ExpressionError(f"Use numbers up to {MAX_NUMBER:.0e}.")
            return Number(float(value))
        case ast.Name(id=name) if name in CONSTANTS:
            return Number(CONSTANTS[name])
        case ast.Name(id=name):
            return Variable(name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Call("-", _converted(operand, depth + 1))
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _converted(operand, depth + 1)
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in FUNCTIONS:
            return Call(name, _converted(argument, depth + 1))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _SIGNS:
            sides = _converted(left, depth + 1), _converted(right, depth + 1)
            return _limited(Binary(_SIGNS[type(op)], *sides))
        case _:
            raise ExpressionError(
                "Write a formula with numbers, names, brackets and the signs + - * / ^ only."
            )


def _limited(node: Binary) -> Binary:
    """Refuse an exponent that is too large a number."""
    if node.sign == "**" and not names(node.right):
        with np.errstate(all="ignore"):
            exponent = float(forward(node.right, {}, ())[0])
        if not abs(exponent) <= MAX_EXPONENT:
            raise ExpressionError(f"Use exponents from −{MAX_EXPONENT} to {MAX_EXPONENT}.")
    return node
