"""An activation and its slope in plain text, with names or with numbers.

The text comes from the ``formula`` of the activation's entry. Without a formula, its name is used.
"""

from __future__ import annotations

import numpy as np

from backprop.nn import ACTIVATIONS
from backprop.notation import bracketed, num


def _filled(form: str, z: str, a: str) -> str:
    form = form.replace(
        "({z})", f"({z})"
    )  # already in brackets: a negative number needs no more of them
    return form.replace("{z}", bracketed(z)).replace("{a}", bracketed(a))


def function_in_general(activation: str, z: str) -> str:
    """The function with names, for example tanh(z¹₃)."""
    form = ACTIVATIONS[activation].formula
    return _filled(form.general or form.function, z, "") if form else f"{activation}({z})"


def function_with_numbers(activation: str, z: float, a: float) -> str:
    """The function with numbers, for example tanh(−0.3377)."""
    form = ACTIVATIONS[activation].formula
    if form is None:
        return num(a)
    chosen = form.function if z > 0 or form.function_below is None else form.function_below
    return _filled(chosen, num(z), num(a))


def slope_in_general(activation: str, z: str, a: str) -> str:
    """The slope with names, as a factor of a product, for example (1 − (a¹₃)²)."""
    form = ACTIVATIONS[activation].formula
    if form is None:
        return f"{activation}′({z})"
    general = form.general_slope or form.slope
    squared = general.replace("{a}²", "({a})²").replace("{z}", z).replace("{a}", a)
    return squared if general == "1" or general.startswith("(") else f"({squared})"


def slope_with_numbers(activation: str, z: float, a: float) -> str:
    """The slope with numbers, for example 1 − (−0.3254)²."""
    form = ACTIVATIONS[activation].formula
    if form is None:
        return num(slope(activation, z, a))
    chosen = form.slope if z > 0 or form.slope_below is None else form.slope_below
    return _filled(chosen, num(z), num(a))


def slope(activation: str, z: float, a: float) -> float:
    """f'(z) as the engine computes it; not for softmax."""
    f = ACTIVATIONS[activation].slope
    assert f is not None
    return float(f(np.array([z]), np.array([a]), None)[0])
