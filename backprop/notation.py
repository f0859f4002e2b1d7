"""The article's notation and numbers as text: a¹₃, W²[3,1], −0.8340, 3.1 %.

Indices count from 0 in the code and from 1 in these texts. All superscripts, subscripts and rounding
of numbers for sentences come from this module.
"""

from __future__ import annotations

import math
import re

FIGURES = 4  # significant figures of a number in an equation
_UP = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_DOWN = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def sup(n: int) -> str:
    """n as a superscript; it may be negative."""
    return str(n).translate(_UP)


def sub(n: int) -> str:
    """n ≥ 0 as a subscript."""
    return str(n).translate(_DOWN)


def typeset(text: str) -> str:
    """Python's numbers as people write them: −3e−7 for -3e-07, 2 for 2e+00."""

    def exponent(found: re.Match[str]) -> str:
        power = int(found[1])
        return f"e{power}" if power else ""

    return re.sub(r"(?<=\d)e([+-]\d+)", exponent, text).replace("-", "−")


def num(value: float, figures: int = FIGURES) -> str:
    """A number in an equation, with all figures shown: −0.8340, 12.50, 3.100e−7. Whole numbers below
    1000 are written without decimals."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("∞" if value > 0 else "−∞")
    size = abs(value)
    if size < 1000 and value == int(value):
        return typeset(f"{int(value)}")
    if size < 1e-4 or size >= 1e6:
        return typeset(f"{value:.{figures - 1}e}")
    if size >= 10**figures:
        return typeset(f"{value:.0f}")
    return typeset(f"{value:#.{figures}g}".rstrip("."))


def rounded(value: float, figures: int = FIGURES) -> str:
    """A number rounded to this many figures, without trailing zeros: −0.834, 12.5, 3.1e−7."""
    return typeset(f"{value:.{figures}g}")


def signed(value: float, figures: int = FIGURES) -> str:
    """A rounded number with its sign: +12.5, −0.834."""
    return typeset(f"{value:+.{figures}g}")


def number(value: float) -> str:
    """A number in a sentence, with two or three figures: 0.834, 12,500, −3.1e−7."""
    if value == 0.0 or not math.isfinite(value):
        return f"{value:g}"
    if 1e3 <= abs(value) < 1e6:
        return typeset(f"{value:,.0f}")
    return rounded(value, 3) if 1e-3 <= abs(value) < 1e3 else typeset(f"{value:.1e}")


def percent(share: float, figures: int = 0) -> str:
    """A fraction in percent, without decimals: 67 %. figures: show at least this many significant
    figures, for small values: 0.31 %."""
    if abs(100 * share) < 10**figures - 0.5 and figures:
        return f"{rounded(100 * share, figures)} %"
    return f"{100 * share:,.0f} %"


def counted(count: int, noun: str) -> str:
    """A count with its noun: "1 layer", "3 layers"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def bracketed(text: str) -> str:
    """A number that follows an operator: in brackets if it is negative."""
    return f"({text})" if text.startswith("−") else text


def plain(value: float) -> str:
    """A number as people type it: 1, 0.5, 250."""
    return rounded(value, 6)


def z_name(layer: int, j: int) -> str:
    """z of a unit, for example z²₁."""
    return f"z{sup(layer)}{sub(j + 1)}"


def a_name(layer: int, j: int, sizes: tuple[int, ...]) -> str:
    """The name of a unit: x₂ for an input, ŷ or ŷ₃ for an output, a¹₃ for a hidden unit."""
    if layer == 0:
        return f"x{sub(j + 1)}"
    if layer == len(sizes) - 1:
        return "ŷ" if sizes[layer] == 1 else f"ŷ{sub(j + 1)}"
    return f"a{sup(layer)}{sub(j + 1)}"


def y_name(j: int, n_out: int) -> str:
    """The label of an output: y, or y₃ if there are several."""
    return "y" if n_out == 1 else f"y{sub(j + 1)}"


def indexed(letters: str, layer: int, j: int) -> str:
    """A quantity of a unit, for example dz²₁ or da¹₃."""
    return f"{letters}{sup(layer)}{sub(j + 1)}"


def w_name(layer: int, i: int, j: int, letters: str = "W") -> str:
    """A parameter or its gradient: W²[3,1], dW²[3,1]; b²[1], db²[1] for i < 0, the bias."""
    if i < 0:
        return f"{letters.replace('W', 'b')}{sup(layer)}[{j + 1}]"
    return f"{letters}{sup(layer)}[{i + 1},{j + 1}]"
