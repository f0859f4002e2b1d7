"""Describes in words what the errors of a gradient check have in common, which often reveals the mistake.

Each dW and db of a layer is compared with the numerical one as a whole: the factor c that fits best,
g ≈ c·n (c = Σ g n / Σ n²), what is left over, and the cosine of the angle between the two. With a
penalty the comparison is also made without the penalty's part, which stays right when dz is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backprop.arrays import Array
from backprop.gradcheck.check import GradientCheck, LayerCheck
from backprop.nn import MLP

RIGHT, FACTOR, ZERO, PENALTY, ELSEWHERE = "right", "factor", "zero", "penalty", "elsewhere"
NOT_A_NUMBER, UNKNOWN = "not a number", "unknown"
LEFT_OVER = 1e-6  # share of the whole, below which one factor explains the difference


@dataclass(frozen=True)
class Part:
    """How one dW or db, g, differs from the numerical one, n.

    cells: how many were compared. factor and cosine belong to the best fit, off is |g − n| / |n|;
    all three are NaN where g is right or they have no meaning.
    """

    layer: int
    name: str
    kind: str
    cells: int
    factor: float
    cosine: float
    off: float

    @property
    def right(self) -> bool:
        """Whether no error was found in it."""
        return self.kind in (RIGHT, UNKNOWN)

    @property
    def words(self) -> str:
        """In a few words, such as "× 2"."""
        return {
            RIGHT: "agrees",
            UNKNOWN: "not compared",
            ZERO: "is 0",
            NOT_A_NUMBER: "is not a number",
            PENALTY: "is off by the penalty's slope",
            FACTOR: f"× {number(self.factor)}",
            ELSEWHERE: f"is {percent(self.off)} off",
        }[self.kind]


@dataclass(frozen=True)
class Pattern:
    """The parts are dW and db of every layer; layers count from 1. n: samples in the batch."""

    parts: list[Part]
    n: int

    @property
    def wrong(self) -> list[Part]:
        """The parts that differ."""
        return [part for part in self.parts if not part.right]

    @property
    def common_factor(self) -> float | None:
        """The factor that all parts share; None if they share none, or are right."""
        known = [part for part in self.parts if part.kind != UNKNOWN]
        factors = [part.factor for part in known if part.kind == FACTOR]
        if not factors or len(factors) < len(known) or not np.allclose(factors, factors[0], 1e-5):
            return None
        return factors[0]

    @property
    def only(self) -> str | None:
        """ "dW" or "db" if the errors are in only one of them, else None."""
        names = {part.name for part in self.wrong}
        return names.pop() if len(names) == 1 else None

    @property
    def wrong_from(self) -> int | None:
        """The layer from which everything is wrong down to the input, while all layers above it are
        right; None if there is no such layer below the output."""
        depth = self.parts[-1].layer
        wrong = {part.layer for part in self.wrong}
        if self.only or not wrong or depth in wrong or wrong != set(range(1, max(wrong) + 1)):
            return None
        return max(wrong)

    @property
    def sentences(self) -> list[str]:
        """The pattern in words, the most informative sentence first."""
        if not self.wrong:
            return ["Every dW and db agrees with the numerical derivative."]
        common = self.common_factor
        if common is not None:
            return [f"Every dW and db is {times(common, self.n)} the true one, in every layer."]
        return [*self._where(), *self._how()]

    def _where(self) -> list[str]:
        depth = self.parts[-1].layer
        if (start := self.wrong_from) is not None:
            above = (
                f"Layer {depth} is"
                if start + 1 == depth
                else f"Layers {_listed(list(range(start + 1, depth + 1)))} are"
            )
            return [
                f"{above} right; dW and db are wrong from layer {start} down.",
                f"So look at what layer {start} does with what layer {start + 1} passes down.",
            ]
        layers = sorted({part.layer for part in self.wrong})
        where = "every layer" if len(layers) == depth else f"layer {_listed(layers)}"
        if self.only:
            other = "db" if self.only == "dW" else "dW"
            return [
                f"Only {self.only} is wrong, in {where}.",
                f"Every {other} is right, and so every dz must be.",
            ]
        return [f"dW and db are wrong in {where}."]

    def _how(self) -> list[str]:
        found = []
        elsewhere = [part for part in self.wrong if part.kind == ELSEWHERE]
        # A single number always has a factor, which means nothing beside parts that have none.
        scaled = [p for p in self.wrong if p.kind == FACTOR and not (elsewhere and p.cells == 1)]
        by_factor: dict[float, list[Part]] = {}
        for part in scaled:
            by_factor.setdefault(float(number(part.factor, "-")), []).append(part)
        for factor, parts in by_factor.items():
            found.append(f"{_names(parts)} {_is(parts)} {times(factor, self.n)} the true one.")
        for kind, words in (
            (ZERO, "0 throughout"),
            (PENALTY, "off by exactly the slope of the penalty"),
            (NOT_A_NUMBER, "not a number"),
        ):
            if parts := [part for part in self.wrong if part.kind == kind]:
                found.append(f"{_names(parts)} {_is(parts)} {words}.")
        if elsewhere:
            off = sorted(part.off for part in elsewhere)
            how = " to ".join(dict.fromkeys(percent(share) for share in (off[0], off[-1])))
            one = "Its cells have" if len(elsewhere) == 1 else "Their cells have"
            found.append(
                f"{_names(elsewhere)} {_is(elsewhere)} off by {how}. {one} no common factor."
            )
        return found


def pattern_of(check: GradientCheck, mlp: MLP, n: int) -> Pattern:
    """The pattern of errors in a check of mlp on n samples."""
    parts = []
    for layer in check.layers:
        weights = np.vstack([mlp.W[layer.layer], np.zeros_like(mlp.b[layer.layer])])
        # The penalty applies to weights only; on_biases is what a mistake would add to the biases.
        penalty = mlp.l2 * weights + mlp.l1 * np.sign(weights)
        b = mlp.b[layer.layer]
        on_biases = mlp.l2 * b + mlp.l1 * np.sign(b)
        rows = len(layer.errors)
        for title, which, suspect in (
            ("dW", slice(0, rows - 1), -penalty[:-1]),
            ("db", slice(rows - 1, rows), on_biases),
        ):
            parts.append(_part(check, layer, title, which, penalty[which], suspect))
    return Pattern(parts, n)


def _part(
    check: GradientCheck,
    layer: LayerCheck,
    title: str,
    which: slice,
    penalty: Array,
    suspect: Array,
) -> Part:
    compared = layer.compared[which]
    g = np.vstack([layer.analytic_dW, layer.analytic_db])[which][compared]
    true = np.vstack([layer.numerical_dW, layer.numerical_db])[which][compared]
    errors, nan = layer.errors[which][compared], float("nan")

    def part(kind: str, factor: float = nan, cosine: float = nan, off: float = nan) -> Part:
        return Part(layer.layer, title, kind, len(g), factor, cosine, off)

    if not len(g):
        return part(UNKNOWN)
    if not (np.isfinite(g).all() and np.isfinite(true).all()):
        return part(NOT_A_NUMBER)
    if (errors <= check.tolerance).all():
        return part(RIGHT)
    # Scaled to 1 or less, so that squares of huge gradients do not overflow.
    unit = max(np.abs(g).max(), np.abs(true).max())
    g, true = g / unit, true / unit
    penalty, suspect = penalty[compared] / unit, suspect[compared] / unit
    factor, cosine, left = _fit(g, true)
    size = _size(true)
    off = _size(g - true) / size if size else nan
    if not g.any():
        return part(ZERO, 0.0, nan, 1.0)
    close = max(LEFT_OVER, 10 * check.tolerance)
    if np.any(suspect) and _size(g - true - suspect) <= close * _size(suspect):
        return part(PENALTY, factor, cosine, off)
    of_data = _fit(g - penalty, true - penalty)
    for found in ((factor, cosine, left), of_data):
        if found[2] <= close:
            return part(FACTOR, found[0], found[1], off)
    return part(ELSEWHERE, factor, cosine, off)


def _fit(g: Array, true: Array) -> tuple[float, float, float]:
    """The factor c of g ≈ c·true, the cosine between them, and |g − c·true| / |g|."""
    squares, size = float(true @ true), _size(g)
    if squares == 0.0 or size == 0.0:
        return float("nan"), float("nan"), float("inf")
    factor = float(g @ true) / squares
    return factor, factor * squares**0.5 / size, _size(g - factor * true) / size


def _size(values: Array) -> float:
    return float(np.sqrt(values @ values))


def times(factor: float, n: int) -> str:
    """A factor in words, such as "2 times" or "250 (n, the number of samples in the batch) times"."""
    for value, words in ((n, "n, the number of samples in the batch"), (1 / n, "1/n")):
        if n > 1 and abs(factor - value) <= 1e-4 * value:
            return f"{number(factor)} ({words}) times"
    return f"{number(factor)} times"


def number(value: float, minus: str = "−") -> str:
    """A number with four significant digits."""
    return f"{value:.4g}".replace("-", minus)


def percent(share: float) -> str:
    """A share as a percentage, such as "0.3 %" or "12 %"."""
    return f"{100 * share:.2g} %" if share < 1 else f"{100 * share:,.0f} %"


def name(part: Part) -> str:
    """Such as dW²."""
    return part.name + str(part.layer).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _names(parts: list[Part]) -> str:
    return _listed([name(part) for part in parts])


def _listed(things: list[int] | list[str]) -> str:
    *first, last = [str(thing) for thing in things]
    return f"{', '.join(first)} and {last}" if first else last


def _is(parts: list[Part]) -> str:
    return "is" if len(parts) == 1 else "are"
