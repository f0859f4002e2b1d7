"""The chain rule page's picture: a sweep over x as bytes, and the component that draws it.

Everything that the two sliders can show is computed here; the browser only looks it up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from streamlit.components.v2 import component

from backprop.arrays import Array
from backprop.chain_rule import PER_HALVING, POINTS, Composition, Sweep, steps_of_dx, steps_of_x
from backprop.live_view.loading import loader, styles
from backprop.live_view.trace import pack

KEY = "chain_rule_view"
LONGEST_TEXT = 400  # of a derivative written out; one line shows about 80 characters of it

_view = component(
    "backprop_chain_rule",
    css=styles("chain_rule", "save"),
    js=loader("chain_rule/chain_rule.js", "mountChainRule"),
    isolate_styles=False,
)


@dataclass(frozen=True)
class Start:
    """Starting positions of the sliders: indices of x and of dx."""

    x: int
    dx: int


def pack_sweep(
    composition: Composition, found: Sweep, texts: dict[str, str], base: str, start: Start
) -> bytes:
    """Pack the sweep of a composition, with its formulas as typed, by name. base: while it stays the same, the
    sliders keep their positions."""
    identity = hashlib.sha256(repr((base, sorted(texts.items()))).encode()).hexdigest()[:16]
    rule, steps = found.rule, found.differential
    header = {
        "id": identity,
        "base": base,
        "texts": texts,
        "slopes": [_cut(text) for text in composition.slopes()],
        "partials": [_cut(text) for text in composition.partials()],
        "start": {"x": start.x, "dx": start.dx},
        "n": len(rule.x),
        "k": len(steps.dx),
        "per_halving": PER_HALVING,
    }
    hidden = ~rule.defined  # undefined here: show no numbers at all
    blocks = {
        "x": rule.x,
        "inner": np.where(hidden, np.nan, rule.inner),
        "slopes": np.where(hidden, np.nan, rule.slopes),
        "partials": np.where(hidden, np.nan, rule.partials),
        "products": np.where(hidden, np.nan, rule.products),
        "value": np.where(hidden, np.nan, rule.value),
        "total": np.where(hidden, np.nan, rule.total),
        "numerical": np.where(hidden, np.nan, found.numerical),
        "order": found.order,
        "dx": steps.dx,
        "df": steps.df,
        "change": steps.change,
        "error": steps.error,
        "curve_x": found.curve_x,
        "curve": found.curve,
    }
    return pack(header, {name: ("f8", values) for name, values in blocks.items()})


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"


def grid(low: float, high: float) -> tuple[Array, Array]:
    """The values of x and dx at each index of the two sliders."""
    return steps_of_x(low, high)[: POINTS + 1], steps_of_dx(low, high)


def chain_rule_view(data: bytes, on_standing: Callable[[], None]) -> None:
    """Mount the picture. State "standing": the indices of x and dx once the sliders rest."""
    _view(key=KEY, data=data, on_standing_change=on_standing)
