"""A small reader of LaTeX: it evaluates the formulas that the app shows, with numbers and arrays.

It knows nothing of networks: names are looked up in a table, a written shape is compared with that
of the array, letters beside each other multiply (as matrices where both carry their shape).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import special

Names = dict[str, Any]
TOKEN = re.compile(
    r"\\(?:[A-Za-z]+|[,\\])|d[zaWb](?![a-z])|\d+(?:\.\d+)?|[A-Za-z]|ℓ|[-+^_{}()\[\]/,='|&<>]"
)
SKIPPED = {r"\,", r"\left", r"\right", r"\Bigl", r"\Bigr", r"\quad"}
FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    r"\tanh": np.tanh,
    r"\ln": np.log,
    r"\cos": np.cos,
    r"\sigma": special.expit,
    r"\Phi": special.ndtr,
    r"\varphi": lambda z: np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi),
    r"\erf": special.erf,
    r"\sign": np.sign,
}
ENDS = {"}", ")", "]", ",", "&", r"\\", "|", r"\rfloor", "+", "-", "=", "<", ">", r"\le", r"\end"}


class Shaped(np.ndarray):
    """A matrix that is written with its shape: next to another one, it is a matrix product."""


class Reader:
    """Evaluates one formula from left to right."""

    def __init__(self, latex: str, names: Names) -> None:
        latex = latex.replace(r"\mathrm{erf}", r"\erf ").replace(r"\mathrm{sign}", r"\sign ")
        self.tokens = [t for t in TOKEN.findall(latex) if t not in SKIPPED]
        self.names, self.at = names, 0

    @property
    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else "}"

    def take(self, expected: str = "") -> str:
        token = self.next
        assert token == expected or not expected, f"{expected} expected, got {token}"
        self.at += 1
        return token

    def sum(self) -> Any:
        total: Any = None
        while True:
            sign = 1.0
            if self.next in "+-":
                sign = -1.0 if self.take() == "-" else 1.0
            elif total is not None:
                return total
            term = self.product()
            term = -term if sign < 0 else term
            total = term if total is None else total + term

    def product(self) -> Any:
        value: Any = self.power()
        while self.next not in ENDS:
            if self.next == "/":
                self.take()
                value = value / self.power()
            elif self.next in (r"\odot", r"\cdot"):
                self.take()
                value = np.asarray(value) * np.asarray(self.power())
            else:
                other = self.power()
                both = isinstance(value, Shaped) and isinstance(other, Shaped)
                value = value @ other if both else np.asarray(value) * np.asarray(other)
        return value

    def power(self) -> Any:
        value = self.atom()
        while self.next == "^":
            self.take()
            if self.next == "{" and self.tokens[self.at + 1] == r"\top":
                self.at += 3
                value = value.T
            else:
                value = np.asarray(value) ** self.group()
        return value

    def group(self) -> Any:
        """The text in braces, or the next single token."""
        if self.next != "{":
            return self.atom()
        self.take("{")
        value = self.sum()
        self.take("}")
        return value

    def raw(self) -> str:
        """The text in braces."""
        self.take("{")
        start = self.at
        while self.next != "}":
            self.at += 1
        self.at += 1
        return "".join(self.tokens[start : self.at - 1])

    def inside(self, closing: str) -> Any:
        value = self.sum()
        self.take(closing)
        return value

    def atom(self) -> Any:
        token = self.take()
        if token[0].isdigit():
            return float(token)
        if token in "([":
            return self.inside(")" if token == "(" else "]")
        if token == "|":
            return np.abs(self.inside("|"))
        if token in (r"\frac", r"\tfrac"):
            above = self.group()
            return above / self.group()
        special_form = {
            r"\sqrt": lambda: np.sqrt(self.group()),
            r"\lfloor": lambda: np.floor(self.inside(r"\rfloor")),
            r"\underset": self.shaped,
            r"\sum": self.total,
            r"\begin": self.cases,
            r"\max": lambda: self.two(np.maximum),
            r"\min": lambda: self.two(np.minimum),
        }
        if token in special_form:
            return special_form[token]()
        if token in FUNCTIONS and token not in self.names:
            return FUNCTIONS[token](self.power())
        return self.named(token)

    def named(self, token: str) -> Any:
        """A letter with its decorations: \\hat y, z^{2}, f_{1}', \\beta_1, y_i."""
        if token == r"\hat":
            token += self.take()
        if self.next == "^" and token in ("z", "a", "W", "b", "dz", "da", "dW", "db"):
            self.take()
            token += f"^{self.raw() if self.next == '{' else self.take()}"
        if self.next == "_":
            self.take()
            index = self.raw() if self.next == "{" else self.take()
            if index not in ("i", "k", "s"):  # these run over what the array holds
                token += f"_{index}"
        if self.next == "'":
            token += self.take()
        value = self.names[token]
        if callable(value):
            self.take("(")
            return value(self.inside(")"))
        return value

    def shaped(self) -> Any:
        rows, columns = map(int, self.raw().split(r"\times"))
        value = np.asarray(self.group())
        assert value.shape == (rows, columns), f"{value.shape} written as {rows}x{columns}"
        return value.view(Shaped)

    def total(self) -> Any:
        """Over samples for an index s, over units for any other."""
        self.take("_")
        index = self.raw()[0] if self.next == "{" else self.take()
        if self.next == "^":
            self.take()
            assert self.group() == self.names["n"]
        term = np.asarray(self.product())
        return term.sum(axis=0 if index == "s" else -1, keepdims=True)

    def two(self, function: Callable[[Any, Any], Any]) -> Any:
        self.take("(")
        first = self.sum()
        self.take(",")
        return function(first, self.inside(")"))

    def cases(self) -> Any:
        self.raw()
        above = self.case(">")
        self.take(r"\\")
        below = self.case(r"\le")
        self.take(r"\end")
        self.raw()
        return np.where(self.names["z"] > 0, above, below)

    def case(self, relation: str) -> Any:
        value = self.sum()
        assert [self.take() for _ in range(4)] == ["&", "z", relation, "0"]
        return value


def evaluate(latex: str, **names: Any) -> Any:
    """The value of a formula; its letters are looked up in names."""
    return evaluate_with(latex, names)


def evaluate_with(latex: str, names: Names) -> Any:
    """The same, for names that are not Python identifiers."""
    reader = Reader(latex, {"e": math.e, r"\pi": math.pi, **names})
    value = reader.sum()
    assert reader.at == len(reader.tokens), f"not understood: {reader.tokens[reader.at :]}"
    return value
