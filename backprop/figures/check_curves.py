"""Curves of the gradient check: errors over the step size, and losses side by side."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from backprop.activations import Array
from backprop.figures.gradient_check import LOWEST, error_text
from backprop.figures.palette import Palette, base_layout


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
        decades = np.log10(both.max() / both.min())
        layout["yaxis"] |= {
            "type": "log",
            "exponentformat": "power",
            "dtick": int(decades // 6) + 1,
        }
    else:
        layout["yaxis"] |= {"rangemode": "tozero"}
    figure.update_layout(**(layout | {"showlegend": True, "legend": legend}))
    if shown < max(len(right), len(wrong)):
        figure.add_vline(shown, line={"color": palette.sel, "width": 2})
    return figure
