"""Figures of the gradient check: errors of a layer, errors over the step size, losses side by side."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from backprop.activations import Array
from backprop.figures.palette import Palette, base_layout
from backprop.gradient_check import LayerCheck

LOWEST = 1e-16  # of the colour scale of the errors, and of the curves; the highest is 1
HEIGHT = 300  # of a layer's heatmap
GAP = 10  # between dW and db, in pixels
CELL, ROOM = 46, 52  # pixels of a cell that carries its number, and of the names beside the cells
NARROWEST, WIDEST = 160, 420
TOP, BOTTOM = 8, 28
_SUP = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUB = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def layer_width(n_out: int) -> int:
    """Pixels that a layer of n_out units takes."""
    return min(WIDEST, max(NARROWEST, n_out * CELL + ROOM))


def cell_name(layer: int, row: int, column: int, n_in: int) -> str:
    """Such as dW²[3,1], or db²[1] for the row below the weights."""
    up = str(layer).translate(_SUP)
    return f"db{up}[{column + 1}]" if row == n_in else f"dW{up}[{row + 1},{column + 1}]"


def errors_figure(check: LayerCheck, palette: Palette, *, factors: bool = False) -> go.Figure:
    """Relative errors of one layer on a log10 scale from 1e-16 to 1: rows from, columns to, db below.

    factors: the cells carry backward / numerical instead of their error.
    """
    n_in, n_out = check.dW.shape
    width, row = layer_width(n_out), (HEIGHT - TOP - BOTTOM - GAP) / (n_in + 1)  # pixels
    roomy, gap = (width - ROOM) / n_out >= 42 and row >= 18, GAP / row
    levels = np.log10(np.clip(check.errors, LOWEST, 1.0))
    levels[check.kinks] = np.nan
    notes = _notes(check)
    y = np.append(np.arange(n_in, dtype=np.float64), n_in + gap)
    figure = go.Figure()
    for part in (slice(0, n_in), slice(n_in, n_in + 1)):
        figure.add_heatmap(
            z=levels[part], x0=0, dx=1, y0=float(y[part][0]), dy=1, text=notes[part],
            hovertemplate="%{text}<extra></extra>", hoverongaps=True, xgap=2, ygap=2,
            zmin=np.log10(LOWEST), zmax=0.0, colorscale=palette.sequential(), showscale=False,
        )  # fmt: skip
    if roomy or check.kinks.any():
        _write(figure, check, levels, y, palette, roomy=roomy, factors=factors)
    layout = base_layout(palette, HEIGHT, margin={"l": 44, "r": 8, "t": TOP, "b": BOTTOM})
    quiet = {"showgrid": False, "zeroline": False, "ticks": "", "fixedrange": True}
    layout["xaxis"] = (
        layout["xaxis"] | quiet | _ticks(check.layer, n_out) | {"range": [-0.5, n_out - 0.5]}
    )
    names = _ticks(check.layer - 1, n_in)
    names = {
        "tickvals": [*names["tickvals"], n_in + gap],
        "ticktext": [*names["ticktext"], "db" + str(check.layer).translate(_SUP)],
    }
    layout["yaxis"] = layout["yaxis"] | quiet | names | {"range": [n_in + gap + 0.5, -0.5]}
    figure.update_layout(width=width, **layout)
    return figure


def _write(
    figure: go.Figure, check: LayerCheck, levels: Array, y: Array, palette: Palette,
    *, roomy: bool, factors: bool,
) -> None:  # fmt: skip
    """The cells' numbers, or where there is no room for them a dot for each kink."""
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
        dark = not kink and np.isfinite(level) and level > -6
        colors.append(palette.card if dark else palette.ink)
        xs.append(column)
        ys.append(y[row])
    figure.add_scatter(
        x=xs,
        y=ys,
        text=texts,
        mode="text",
        textfont={"size": 12, "color": colors},
        hoverinfo="skip",
    )


def _both(check: LayerCheck) -> tuple[Array, Array]:
    return (
        np.vstack([check.analytic_dW, check.analytic_db]),
        np.vstack([check.numerical_dW, check.numerical_db]),
    )


def _notes(check: LayerCheck) -> NDArray[np.object_]:
    """What is said at the pointer, (n_in + 1, n_out)."""
    g, numerical = _both(check)
    notes = np.empty(g.shape, dtype=object)
    for row, column in np.ndindex(*g.shape):
        lines = [cell_name(check.layer, row, column, len(g) - 1)]
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


def _ticks(layer: int, count: int) -> dict[str, Any]:
    """Names of the units of a layer; of many every so many-th."""
    every = -(-count // 8)
    shown = range(0, count, every)
    letter = "x" if layer == 0 else "a" + str(layer).translate(_SUP)
    return {
        "tickvals": list(shown),
        "ticktext": [letter + str(k + 1).translate(_SUB) for k in shown],
    }


def error_text(error: float) -> str:
    """Such as 3e-12; 0 and NaN as they are."""
    if np.isnan(error):
        return "NaN"
    return "0" if error == 0 else f"{error:.0e}".replace("e-0", "e-").replace("e+00", "")


def factor_text(g: float, numerical: float) -> str:
    """backward / numerical in two figures, such as 2 or −1."""
    if not np.isfinite(g):
        return "NaN"
    if numerical == 0.0:
        return "0" if g == 0.0 else "≠ 0"
    factor = g / numerical
    if abs(factor - 1.0) < 5e-5:
        return "1"
    if abs(factor - 1.0) < 0.05:
        text = f"{factor:.4f}"
    else:
        text = f"{factor:.0f}" if 10 <= abs(factor) < 9999.5 else f"{factor:.2g}"
    return text.replace("e+0", "e").replace("e-0", "e-").replace("-", "−")


def steps_figure(
    steps: Array,
    central: Array,
    complex_step: Array,
    chosen: float,
    tolerance: float,
    palette: Palette,
) -> go.Figure:
    """Relative error of one parameter's numerical derivative over the step size, both logarithmic."""
    figure = go.Figure()
    for values, label, color, dash in (
        (central, "central differences", palette.ink, "solid"),
        (complex_step, "complex step", palette.mute, "dash"),
    ):
        shown = np.maximum(values, LOWEST)
        figure.add_scatter(
            x=steps, y=shown, name=label, mode="lines+markers",
            line={"color": color, "width": 2, "dash": dash}, marker={"size": 4}, customdata=values,
            hovertemplate=f"ε %{{x:.0e}}<br>{label}: error %{{customdata:.2e}}<extra></extra>",
        )  # fmt: skip
    layout = base_layout(palette, 300, margin={"l": 64, "r": 16, "t": 16, "b": 44})
    log = {"type": "log", "exponentformat": "power", "dtick": 4, "fixedrange": True}
    layout["xaxis"] = layout["xaxis"] | log | {
        "title": {"text": "step size ε"}, "range": [np.log10(steps.min()) - 0.3, np.log10(steps.max()) + 0.3],
    }  # fmt: skip
    layout["yaxis"] = (
        layout["yaxis"] | log | {"title": {"text": "relative error"}, "range": [-16.8, 1.6]}
    )
    legend = {"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "font": {"size": 12}}
    figure.update_layout(**(layout | {"showlegend": True, "legend": legend, "margin": {"l": 64, "r": 16, "t": 36, "b": 44}}))  # fmt: skip
    figure.add_vline(chosen, line={"color": palette.sel, "width": 2})
    figure.add_hline(tolerance, line={"color": palette.faint, "width": 1, "dash": "dot"})
    _words(figure, tolerance, palette)
    return figure


def _words(figure: go.Figure, tolerance: float, palette: Palette) -> None:
    lowest, highest = np.log10(LOWEST), 0.0
    for x, y, text, anchor in (
        (0.01, np.log10(tolerance), f"tolerance {error_text(tolerance)}", "left"),
        (0.99, lowest + 0.4, "truncation: ε²", "right"),
        (0.01, highest + 0.2, "rounding: 1/ε", "left"),
    ):
        figure.add_annotation(
            x=x, xref="x domain", y=y, yref="y", text=text, showarrow=False, xanchor=anchor,
            yanchor="bottom", font={"size": 12, "color": palette.mute},
        )  # fmt: skip


def losses_figure(
    right: Array, wrong: Array, shown: int, diverged: bool, palette: Palette
) -> go.Figure:
    """Training losses of the right run and of the one with the mistake, entry t is iteration t."""
    figure = go.Figure()
    for values, label, color, dash in (
        (right, "right gradient", palette.mute, "dash"),
        (wrong, "with the mistake", palette.ink, "solid"),
    ):
        figure.add_scatter(
            x=np.arange(len(values)), y=values, name=label, mode="lines",
            line={"color": color, "width": 2, "dash": dash},
            hovertemplate=f"iteration %{{x}}<br>{label}: %{{y:.5g}}<extra></extra>",
        )  # fmt: skip
    if diverged and len(wrong):
        figure.add_scatter(
            x=[len(wrong) - 1], y=[wrong[-1]], mode="markers", showlegend=False, hoverinfo="skip",
            marker={"symbol": "x", "size": 10, "color": palette.ink},
        )  # fmt: skip
    legend = {"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "font": {"size": 12}}
    layout = base_layout(palette, 300, margin={"l": 64, "r": 16, "t": 36, "b": 44})
    both = np.concatenate([right, wrong])
    steep = both.min() > 0 and both.max() > 30 * right.max()
    layout["xaxis"] = layout["xaxis"] | {"title": {"text": "iteration"}, "fixedrange": True}
    layout["yaxis"] = layout["yaxis"] | {"title": {"text": "training loss"}, "fixedrange": True}
    if steep:
        layout["yaxis"] |= {"type": "log", "exponentformat": "power", "nticks": 6}
    else:
        layout["yaxis"] |= {"rangemode": "tozero"}
    figure.update_layout(**(layout | {"showlegend": True, "legend": legend}))
    if shown < max(len(right), len(wrong)):
        figure.add_vline(shown, line={"color": palette.sel, "width": 2})
    return figure


def scale_css(palette: Palette) -> str:
    """The colour scale of the errors as a CSS gradient."""
    stops = [f"{color} {100 * float(at):.0f}%" for at, color in palette.sequential()]
    return f"linear-gradient(90deg, {', '.join(stops)})"
