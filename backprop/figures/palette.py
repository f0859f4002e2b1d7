"""Colours of the figures, the same as those of the live view (live_view/js/colors.js).

Colour carries data only: two hues for the classes, two for the sign of a number, amber for what is
selected and for where we are in time. Everything else is ink and grey.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

Scale = list[list[float | str]]

# Okabe and Ito's colours, told apart by colour-blind eyes; grey and ink complete the ten digits.
_MANY = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442")
# The shape of a class says without colour what its colour says (live_view/js/class_shapes.js).
_SHAPES = ("circle", "triangle-up", "square", "diamond", "triangle-down", "cross")
FONT = '"Source Sans", sans-serif'  # Streamlit's own
_AXES = ("xaxis", "yaxis")
_POWER = 0.7  # of the signed scale: lets small numbers show
_STOPS = 8  # of a scale on either side of zero


def class_symbol(index: int) -> str:
    """Plotly's marker symbol of a class."""
    return _SHAPES[index % len(_SHAPES)]


@dataclass(frozen=True)
class Palette:
    """Colours as "#rrggbb"; classes are those of three classes and more."""

    name: str
    bg: str
    card: str
    line: str
    ink: str
    mute: str
    faint: str
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
    "light": Palette(
        "light", bg="#ffffff", card="#ffffff", line="#e3e6eb", ink="#161b26", mute="#667085",
        faint="#98a1b0", c0="#2f6db3", c1="#e0792b", pos="#1b7f4b", neg="#7b3294", mid="#f4f5f7",
        ok="#1b7f4b", bad="#c0262d", sel="#d9a400",
        classes=(*_MANY, "#7a8290", "#161b26", "#8c510a"),
    ),
    "dark": Palette(
        "dark", bg="#0f1319", card="#151a22", line="#272e3a", ink="#e8ecf2", mute="#97a3b6",
        faint="#6b778a", c0="#5b9be6", c1="#f09a52", pos="#4cc38a", neg="#c78be0", mid="#1d232d",
        ok="#4cc38a", bad="#ff7b72", sel="#f2c94c",
        classes=("#3d9ad1", *_MANY[1:], "#97a3b6", "#e8ecf2", "#bf812d"),
    ),
}  # fmt: skip


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
