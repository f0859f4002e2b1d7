"""The errors of a layer as a heatmap, with each cell in the same place as on the Train page."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from backprop.arrays import Array
from backprop.data import UNNAMED, InputNames
from backprop.figures.palette import Palette, base_layout, mix
from backprop.gradcheck import LayerCheck

LOWEST = 1e-16  # lower end of the errors' colour scale and of the curves; the upper end is 1
HEIGHT = 300  # of a layer's heatmap
GAP = 10  # between dW and db, in pixels
CELL, ROOM = 46, 52  # pixels for a cell that shows its number, and for the names beside the cells
NARROWEST, WIDEST = 160, 420
LETTER, LONGEST = 7, 18  # pixels for a letter, and number of letters shown of an input's name
TOP, BOTTOM = 8, 28
POWER = 0.7  # of the palette's sequential scale
MANY = 3000  # with more cells in a layer, hovering shows only the error
_SUP = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUB = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def layer_width(layer: int, n_out: int, names: InputNames = UNNAMED) -> int:
    """The width in pixels of a layer with n_out units, including the inputs' names beside the first layer."""
    return min(WIDEST, max(NARROWEST, n_out * CELL + ROOM)) + _names_room(layer, names)


def _names_room(layer: int, names: InputNames) -> int:
    """Additional pixels for the names of named inputs."""
    called = names.columns or names.symbols if layer == 1 else ()
    longest = max((min(len(name), LONGEST) for name in called), default=0)
    return LETTER * longest if names.columns else LETTER * max(0, longest - 2)


def cell_name(layer: int, row: int, column: int, n_in: int) -> str:
    """Such as dW²[3,1], or db²[1] for the row below the weights."""
    up = str(layer).translate(_SUP)
    return f"db{up}[{column + 1}]" if row == n_in else f"dW{up}[{row + 1},{column + 1}]"


def errors_figure(
    check: LayerCheck, palette: Palette, names: InputNames = UNNAMED, *, factors: bool = False
) -> go.Figure:
    """The relative errors of one layer on a log10 scale from 1e-16 to 1, with rows for the units before,
    columns for the layer's units, and db below.

    names: of the inputs. factors: the cells show backward / numerical instead of their error.
    """
    n_in, n_out = check.dW.shape
    width, row = (
        layer_width(check.layer, n_out, names),
        (HEIGHT - TOP - BOTTOM - GAP) / (n_in + 1),
    )  # pixels
    beside = _names_room(check.layer, names)
    roomy, gap = (width - ROOM - beside) / n_out >= 42 and row >= 18, GAP / row
    levels = np.log10(np.clip(check.errors, LOWEST, 1.0))
    levels[check.kinks] = np.nan
    notes = _notes(check, names) if check.errors.size <= MANY else None
    y = np.append(np.arange(n_in, dtype=np.float64), n_in + gap)
    hover = "log10 of the error %{z:.1f}" if notes is None else "%{text}"
    traces: list[Any] = [
        {
            "type": "heatmap",
            "z": levels[part],
            "x0": 0,
            "dx": 1,
            "y0": float(y[part][0]),
            "dy": 1,
            "text": None if notes is None else notes[part],
            "hovertemplate": f"{hover}<extra></extra>",
            "hoverongaps": notes is not None,
            "xgap": 2 if roomy else 0,
            "ygap": 2 if roomy else 0,
            "zmin": np.log10(LOWEST),
            "zmax": 0.0,
            "colorscale": palette.sequential(),
            "showscale": False,
        }
        for part in (slice(0, n_in), slice(n_in, n_in + 1))
    ]
    if roomy or check.kinks.any():
        traces.append(_numbers(check, levels, y, palette, roomy=roomy, factors=factors))
    margin = {"l": 44 + beside, "r": 8, "t": TOP, "b": BOTTOM, "autoexpand": False}
    layout = base_layout(palette, HEIGHT, margin=margin)
    quiet = {"showgrid": False, "zeroline": False, "ticks": "", "fixedrange": True}
    layout["xaxis"] = (
        layout["xaxis"] | quiet | _ticks(check.layer, n_out) | {"range": [-0.5, n_out - 0.5]}
    )
    rows = _ticks(check.layer - 1, n_in, names)
    rows = {
        "tickvals": [*rows["tickvals"], n_in + gap],
        "ticktext": [*rows["ticktext"], "db" + str(check.layer).translate(_SUP)],
    }
    layout["yaxis"] = layout["yaxis"] | quiet | rows | {"range": [n_in + gap + 0.5, -0.5]}
    # Made in one piece, because every later change of a figure costs as much as making it.
    return go.Figure(data=traces, layout=layout | {"width": width})


def _numbers(
    check: LayerCheck, levels: Array, y: Array, palette: Palette, *, roomy: bool, factors: bool
) -> dict[str, Any]:
    """The cells' numbers, or only a dot for each kink if there is no room for numbers."""
    texts, colors, xs, ys = [], [], [], []
    g, numerical = _both(check)
    for (row, column), level in np.ndenumerate(levels):
        kink = bool(check.kinks[row, column])
        if not (kink or (roomy and check.compared[row, column])):
            continue
        error = check.errors[row, column]
        text = (
            factor_text(float(g[row, column]), float(numerical[row, column]))
            if factors
            else error_text(float(error))
        )
        texts.append(("kink" if roomy else "·") if kink else text)
        colors.append(palette.ink if kink else _on(float(level), palette))
        xs.append(column)
        ys.append(y[row])
    return {
        "type": "scatter",
        "x": xs,
        "y": ys,
        "text": texts,
        "mode": "text",
        "textfont": {"size": 12, "color": colors},
        "hoverinfo": "skip",
    }


def _on(level: float, palette: Palette) -> str:
    """The colour of a number on a cell: ink or card, whichever has the better contrast."""
    if not np.isfinite(level):
        return palette.ink
    share = (level / np.log10(LOWEST) - 1.0) * -1.0
    cell = sum(_parts(mix(palette.mid, palette.ink, share**POWER)))
    ink, card = (abs(sum(_parts(color)) - cell) for color in (palette.ink, palette.card))
    return palette.ink if ink >= card else palette.card


def _parts(color: str) -> list[int]:
    return [int(color[k : k + 2], 16) for k in (1, 3, 5)]


def _both(check: LayerCheck) -> tuple[Array, Array]:
    return (
        np.vstack([check.analytic_dW, check.analytic_db]),
        np.vstack([check.numerical_dW, check.numerical_db]),
    )


def _notes(check: LayerCheck, names: InputNames) -> NDArray[np.object_]:
    """The hover texts (n_in + 1, n_out)."""
    g, numerical = _both(check)
    notes = np.empty(g.shape, dtype=object)
    for row, column in np.ndindex(*g.shape):
        lines = [cell_name(check.layer, row, column, len(g) - 1)]
        if check.layer == 1 and row < len(g) - 1 and (names.columns or names.symbols):
            lines.append(f"from {names.label(0, row, (len(g) - 1,))}")
        lines.append(f"backward pass {g[row, column]:.10g}")
        if check.kinks[row, column] or check.compared[row, column]:
            lines.append(f"numerical {numerical[row, column]:.10g}")
            lines.append(f"relative error {check.errors[row, column]:.2e}")
        else:
            lines.append("not checked")
        if check.kinks[row, column]:
            lines.append("a step crosses a kink: not the derivative")
        notes[row, column] = "<br>".join(lines).replace("-", "−")
    return notes


def _ticks(layer: int, count: int, names: InputNames = UNNAMED) -> dict[str, Any]:
    """The names of a layer's units, thinned out if there are many."""
    every = -(-count // 8)
    shown = range(0, count, every)
    letter = "a" + str(layer).translate(_SUP)
    return {
        "tickvals": list(shown),
        "ticktext": [
            letter + str(k + 1).translate(_SUB) if layer else _input_label(names, k) for k in shown
        ],
    }


def _input_label(names: InputNames, k: int) -> str:
    """Such as x₃, x₃ petal length (cm) or x₁²; a long name is shortened."""
    symbol = names.symbol(0, k, (k + 1, 1))
    if not names.columns:
        return symbol
    name = names.columns[k]
    return f"{symbol} {name if len(name) <= LONGEST else name[: LONGEST - 1] + '…'}"


def error_text(error: float) -> str:
    """An error such as 3e−12, 0 or NaN."""
    if np.isnan(error):
        return "NaN"
    if error == 0:
        return "0"
    return f"{error:.0e}".replace("e-0", "e-").replace("e+00", "").replace("-", "−")


def factor_text(g: float, numerical: float) -> str:
    """backward / numerical with three significant digits, such as 2 or −1."""
    if not np.isfinite(g):
        return "NaN"
    if numerical == 0.0:
        return "0" if g == 0.0 else "≠ 0"
    factor = g / numerical
    if abs(factor - 1.0) < 5e-5:
        return "1"
    if abs(factor - 1.0) < 5e-3:
        text = f"{factor:.4f}"
    else:
        text = f"{factor:.0f}" if 100 <= abs(factor) < 99999.5 else f"{factor:.3g}"
    return text.replace("e+0", "e").replace("e-0", "e-").replace("-", "−")


def scale_css(palette: Palette) -> str:
    """The errors' colour scale as a CSS gradient."""
    stops = [f"{color} {100 * float(at):.0f}%" for at, color in palette.sequential()]
    return f"linear-gradient(90deg, {', '.join(stops)})"
