"""Colours of the figures, the same as those of the live view (live_view/js/core/shared.json).

Colour carries data only: two hues for the classes, two for the sign of a number, amber for what is
selected and for where we are in time. Everything else is ink and grey.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from backprop.support.shared import SHARED

Scale = list[list[float | str]]

# The shape of a class says without colour what its colour says.
_SHAPES: list[str] = [shape["name"] for shape in SHARED["shapes"]]
FONT = '"Source Sans", sans-serif'  # Streamlit's own
_AXES = ("xaxis", "yaxis")
_POWER = 0.7  # of the signed scale: lets small numbers show
_STOPS = 8  # of a scale on either side of zero


def class_symbol(index: int) -> str:
    """Plotly's marker symbol of a class."""
    return _SHAPES[index % len(_SHAPES)]


@dataclass(frozen=True)
class Palette:
    """Colours as "#rrggbb"; classes are those of three classes and more (Okabe and Ito's, told apart by
    colour-blind eyes; grey and ink complete the ten digits)."""

    name: str
    bg: str
    card: str
    line: str
    ink: str
    mute: str
    faint: str
    press: str
    onpress: str
    c0: str
    c1: str
    pos: str
    neg: str
    mid: str
    ok: str
    bad: str
    sel: str
    classes: tuple[str, ...]

    def of_class(self, index: int, count: int) -> str:
        """The colour of a class among count classes."""
        if count <= 2:
            return self.c1 if index else self.c0
        return self.classes[index % len(self.classes)]

    def signed(self) -> Scale:
        """Plotly colour scale of signed numbers: purple below zero, green above; for zmid=0."""
        shares = [k / _STOPS for k in range(_STOPS + 1)]
        below: Scale = [[0.5 - s / 2, mix(self.mid, self.neg, s**_POWER)] for s in reversed(shares)]
        above: Scale = [[0.5 + s / 2, mix(self.mid, self.pos, s**_POWER)] for s in shares[1:]]
        return [*below, *above]

    def sequential(self) -> Scale:
        """Plotly colour scale of a quantity without sign: from the middle to ink."""
        return [
            [k / _STOPS, mix(self.mid, self.ink, (k / _STOPS) ** _POWER)] for k in range(_STOPS + 1)
        ]


PALETTES = {
    name: Palette(**{**written, "classes": tuple(written["classes"])})
    for name, written in SHARED["palettes"].items()
}


def mix(a: str, b: str, share: float) -> str:
    """The mixture of two colours "#rrggbb"; share 0 is a, 1 is b."""
    parts = ((int(a[k : k + 2], 16), int(b[k : k + 2], 16)) for k in (1, 3, 5))
    return "#" + "".join(f"{round(x + (y - x) * share):02x}" for x, y in parts)


def literal(text: str, most: int = 48) -> str:
    """A stranger's words as Plotly writes them out: it takes <b> for bold. Long ones end with an ellipsis."""
    text = text if len(text) <= most else f"{text[: most - 1]}…"
    return escape(text, quote=False)


def base_layout(palette: Palette, height: int, **more: Any) -> dict[str, Any]:
    """What every figure's layout shares: quiet, transparent, small margins."""
    axis = {
        "gridcolor": palette.line,
        "zerolinecolor": palette.line,
        "linecolor": palette.line,
        "tickfont": {"size": 12, "color": palette.mute},
        "automargin": True,
    }
    return {
        "height": height,
        "margin": {"l": 48, "r": 16, "t": 28, "b": 40},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 12, "color": palette.ink},
        "template": {"layout": {name: {"title": {"font": {"size": 12}}} for name in _AXES}},
        "hoverlabel": {"bgcolor": palette.card, "font": {"color": palette.ink}},
        "xaxis": axis,
        "yaxis": axis,
        "showlegend": False,
        **more,
    }
