"""Curves of the gradient check: errors over the step size, and losses side by side."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from backprop.arrays import Array
from backprop.figures.gradient_check import LOWEST, error_text
from backprop.figures.palette import Palette, base_layout

HEIGHT = 300


def steps_figure(
    steps: Array,
    central: Array,
    complex_step: Array,
    chosen: float,
    tolerance: float,
    palette: Palette,
) -> go.Figure:
    """The relative error of one parameter's numerical derivative over the step size, on log scales."""
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "x": steps,
            "y": np.maximum(values, LOWEST),
            "name": label,
            "mode": "lines+markers",
            "line": {"color": color, "width": 2, "dash": dash},
            "marker": {"size": 4},
            "customdata": values,
            "hovertemplate": f"ε %{{x:.0e}}<br>{label}: error %{{customdata:.2e}}<extra></extra>",
        }
        for values, label, color, dash in (
            (central, "central differences", palette.ink, "solid"),
            (complex_step, "complex step", palette.mute, "dash"),
        )
    ]
    layout = _layout(palette, "step size ε", "relative error")
    log = {"type": "log", "exponentformat": "power", "dtick": 4}
    ends = [np.log10(steps.min()) - 0.3, np.log10(steps.max()) + 0.3]
    layout["xaxis"] |= log | {"range": ends}
    layout["yaxis"] |= log | {"range": [np.log10(LOWEST) - 0.8, 1.6]}
    across = _line(palette.faint, 1, x0=0, x1=1, xref="paper", y0=tolerance, y1=tolerance)
    across["line"]["dash"] = "dot"
    layout["shapes"] = [_upright(chosen, palette), across]
    layout["annotations"] = _words(tolerance, palette)
    return go.Figure(data=traces, layout=layout)


def _words(tolerance: float, palette: Palette) -> list[dict[str, Any]]:
    return [
        {
            "x": x,
            "xref": "x domain",
            "y": y,
            "yref": "y",
            "text": text,
            "showarrow": False,
            "xanchor": anchor,
            "yanchor": "bottom",
            "font": {"size": 12, "color": palette.mute},
        }
        for x, y, text, anchor in (
            (0.01, np.log10(tolerance), f"tolerance {error_text(tolerance)}", "left"),
            (0.99, np.log10(LOWEST) + 0.4, "truncation: ε²", "right"),
            (0.01, 0.2, "rounding: 1/ε", "left"),
        )
    ]


def losses_figure(
    right: Array, wrong: Array, shown: int, diverged: bool, palette: Palette
) -> go.Figure:
    """The training losses of the right run and of the run with the mistake; entry t is iteration t."""
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "x": np.arange(len(values)),
            "y": values,
            "name": label,
            "mode": "lines",
            "line": {"color": color, "width": 2, "dash": dash},
            "hovertemplate": f"iteration %{{x}}<br>{label}: %{{y:.5g}}<extra></extra>",
        }
        for values, label, color, dash in (
            (right, "right gradient", palette.mute, "dash"),
            (wrong, "with the mistake", palette.ink, "solid"),
        )
    ]
    if diverged and len(wrong):
        end = {"symbol": "x", "size": 10, "color": palette.ink}
        traces.append(
            {
                "type": "scatter",
                "x": [len(wrong) - 1],
                "y": [wrong[-1]],
                "mode": "markers",
                "marker": end,
                "showlegend": False,
                "hoverinfo": "skip",
            }
        )
    layout = _layout(palette, "iteration", "training loss")
    both = np.concatenate([right, wrong])
    if len(both) and both.min() > 0 and both.max() > 30 * right.max():
        decades = np.log10(both.max()) - np.log10(both.min())
        every = int(decades // 6) + 1
        layout["yaxis"] |= {"type": "log", "exponentformat": "power", "dtick": every}
    else:
        layout["yaxis"] |= {"rangemode": "tozero"}
    if shown < max(len(right), len(wrong)):
        layout["shapes"] = [_upright(shown, palette)]
    return go.Figure(data=traces, layout=layout)


def _layout(palette: Palette, x: str, y: str) -> dict[str, Any]:
    """The layout: axes with titles x and y, and the curves' names above."""
    layout = base_layout(
        palette, HEIGHT, margin={"l": 64, "r": 16, "t": 36, "b": 44, "autoexpand": False}
    )
    for axis, title in (("xaxis", x), ("yaxis", y)):
        layout[axis] = layout[axis] | {"title": {"text": title}, "fixedrange": True}
    legend = {"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "font": {"size": 12}}
    return layout | {"showlegend": True, "legend": legend}


def _upright(x: float, palette: Palette) -> dict[str, Any]:
    """The vertical amber line at the current position."""
    return _line(palette.sel, 2, x0=x, x1=x, y0=0, y1=1, yref="paper")


def _line(color: str, width: float, **ends: Any) -> dict[str, Any]:
    return {"type": "line", "line": {"color": color, "width": width}, **ends}
