"""How each activation and its slope are written, in general and with numbers.

{z} and {a} stand for a name or a number. An activation that is not listed is written by its name.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backprop.nn import ACTIVATIONS
from backprop.notation import bracketed, num
from backprop.support.shared import SHARED


@dataclass(frozen=True)
class Form:
    """function and slope, for z above zero and, where it differs, at and below zero."""

    function: str
    slope: str
    function_below: str | None = None
    slope_below: str | None = None
    general: str | None = None  # of the function, where the branches differ
    general_slope: str | None = None


FORMS: dict[str, Form] = {
    "relu": Form(
        "max(0, {z})", "1", slope_below="0", general_slope="(1 where {z} > 0, otherwise 0)"
    ),
    "leaky_relu": Form(
        "max(0.01 · {z}, {z})",
        "1",
        slope_below="0.01",
        general_slope="(1 where {z} > 0, otherwise 0.01)",
    ),
    "elu": Form(
        "{z}",
        "1",
        "exp({z}) − 1",
        "exp({z})",
        "{z} where it is > 0, otherwise exp({z}) − 1",
        "(1 where {z} > 0, otherwise exp({z}))",
    ),
    "gelu": Form("{z} · Φ({z})", "Φ({z}) + {z} · φ({z})"),
    "silu": Form("{z} · σ({z})", "σ({z}) · (1 + {z} · (1 − σ({z})))"),
    "softplus": Form("ln(1 + exp({z}))", "σ({z})"),
    "tanh": Form("tanh({z})", "1 − {a}²"),
    "sigmoid": Form("σ({z})", "{a} · (1 − {a})"),
    "linear": Form("{z}", "1"),
}


def spoken(activation: str) -> str:
    """An activation's name in a sentence."""
    return SHARED["spoken"].get(activation, activation)


def _filled(form: str, z: str, a: str) -> str:
    form = form.replace("({z})", f"({z})")  # right inside brackets a sign needs no more of them
    return form.replace("{z}", bracketed(z)).replace("{a}", bracketed(a))


def function_in_general(activation: str, z: str) -> str:
    """Such as tanh(z¹₃)."""
    form = FORMS.get(activation)
    return _filled(form.general or form.function, z, "") if form else f"{activation}({z})"


def function_with_numbers(activation: str, z: float, a: float) -> str:
    """Such as tanh(−0.3377)."""
    form = FORMS.get(activation)
    if form is None:
        return num(a)
    chosen = form.function if z > 0 or form.function_below is None else form.function_below
    return _filled(chosen, num(z), num(a))


def slope_in_general(activation: str, z: str, a: str) -> str:
    """Such as (1 − (a¹₃)²), to be a factor."""
    form = FORMS.get(activation)
    if form is None:
        return f"{activation}′({z})"
    general = form.general_slope or form.slope
    squared = general.replace("{a}²", "({a})²").replace("{z}", z).replace("{a}", a)
    return squared if general == "1" or general.startswith("(") else f"({squared})"


def slope_with_numbers(activation: str, z: float, a: float) -> str:
    """Such as 1 − (−0.3254)²."""
    form = FORMS.get(activation)
    if form is None:
        return num(slope(activation, z, a))
    chosen = form.slope if z > 0 or form.slope_below is None else form.slope_below
    return _filled(chosen, num(z), num(a))


def slope(activation: str, z: float, a: float) -> float:
    """f'(z) as the engine computes it; not for softmax."""
    f = ACTIVATIONS[activation].slope
    assert f is not None
    return float(f(np.array([z]), np.array([a]), None)[0])
