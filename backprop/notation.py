"""The article's notation and numbers as text: a¹₃, W²[3,1], −0.8340. Indices count from 1 here alone."""

from __future__ import annotations

import math

UP, DOWN = "⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉"
FIGURES = 4  # of a number in an equation


def sup(n: int) -> str:
    """n as a superscript."""
    return "".join(UP[int(d)] for d in str(n))


def sub(n: int) -> str:
    """n as a subscript."""
    return "".join(DOWN[int(d)] for d in str(n))


def num(value: float, figures: int = FIGURES) -> str:
    """A number with so many figures, such as −0.8340, 12.50, 3.100e−7; whole ones are whole: 0, 1."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("∞" if value > 0 else "−∞")
    size = abs(value)
    if size < 1000 and value == int(value):
        return f"{int(value)}".replace("-", "−")
    if size < 1e-4 or size >= 1e6:
        text = f"{value:.{figures - 1}e}"
        mantissa, exponent = text.split("e")
        text = f"{mantissa}e{int(exponent)}"
    elif size >= 10**figures:
        text = f"{value:.0f}"
    else:
        text = f"{value:#.{figures}g}".rstrip(".")
    return text.replace("-", "−")


def bracketed(text: str) -> str:
    """A number that something stands before: negative ones in brackets."""
    return f"({text})" if text.startswith("−") else text


def plain(value: float) -> str:
    """A number as people type it: 1, 0.5, 250."""
    return f"{value:.6g}".replace("e-0", "e-").replace("e+0", "e").replace("-", "−")


def z_name(layer: int, j: int) -> str:
    """Such as z²₁."""
    return f"z{sup(layer)}{sub(j + 1)}"


def a_name(layer: int, j: int, sizes: tuple[int, ...]) -> str:
    """x₂ for an input, ŷ or ŷ₃ for an output, a¹₃ between."""
    if layer == 0:
        return f"x{sub(j + 1)}"
    if layer == len(sizes) - 1:
        return "ŷ" if sizes[layer] == 1 else f"ŷ{sub(j + 1)}"
    return f"a{sup(layer)}{sub(j + 1)}"


def y_name(j: int, n_out: int) -> str:
    """y, or y₃ among several."""
    return "y" if n_out == 1 else f"y{sub(j + 1)}"


def indexed(letters: str, layer: int, j: int) -> str:
    """Such as dz²₁, da¹₃."""
    return f"{letters}{sup(layer)}{sub(j + 1)}"


def w_name(layer: int, i: int, j: int, letters: str = "W") -> str:
    """Such as W²[3,1], dW²[3,1]; i < 0 is the bias: b²[1], db²[1]."""
    if i < 0:
        return f"{letters.replace('W', 'b')}{sup(layer)}[{j + 1}]"
    return f"{letters}{sup(layer)}[{i + 1},{j + 1}]"


def percent(share: float) -> str:
    """Such as 67 %."""
    return f"{100 * share:.0f} %"
