"""Figures of the loss landscape: along the negative gradient, between two iterations, over a plane."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from backprop.arrays import Array
from backprop.figures.palette import Palette, base_layout
from backprop.landscape import Descent

HEIGHT = 235  # of a curve


def descent_figure(
    found: Descent,
    rate: float,
    after: float | None,
    largest: float | None,
    training: Array | None,
    palette: Palette,
) -> go.Figure:
    """The loss over α with its tangent at 0, the learning rate, and the largest α that lowers the loss.

    after: the loss after a step with exactly that rate; None if the optimizer's step is a different one.
    training: the loss (k,) of the whole training set, if the gradient is that of a batch.
    """
    figure = go.Figure()
    own = "loss of the batch" if training is not None else "loss"
    curves: list[tuple[Array, str, dict[str, Any]]] = [
        (found.tangent, "first order", {"color": palette.mute, "width": 2, "dash": "dash"}),
    ]
    if training is not None:
        line = {"color": palette.faint, "width": 2}
        curves.append((training, "loss of the training set", line))
    curves.append((found.losses, own, {"color": palette.ink, "width": 2}))
    for values, name, line in curves:
        figure.add_scatter(
            x=found.alphas,
            y=np.where(np.isfinite(values), values, np.nan),
            name=name,
            line=line | {"simplify": False},
            mode="lines",
            hovertemplate=f"α %{{x:.4g}}<br>{name} %{{y:.6g}}<extra></extra>",
        )
    if after is not None and np.isfinite(after):
        _mark(figure, rate, after, f"after the step, α = η<br>{own}", palette.card, palette)
    _mark(figure, 0.0, found.start, f"here<br>{own}", palette.sel, palette)
    layout = _curves_layout(palette, "α")
    layout["yaxis"] |= {"range": _heights(found, training)}
    layout["xaxis"] |= {"range": [-0.02 * found.alphas[-1], 1.02 * found.alphas[-1]]}
    figure.layout = layout
    for at, text in ((rate, "η"), (largest, "largest α")):
        if at is not None and at <= found.alphas[-1]:
            _line_at(figure, at, text, palette)
    return figure


def slice_figure(
    shares: Array, losses: Array, start: str, last: int, palette: Palette
) -> go.Figure:
    """The loss on the straight line between the parameters of two iterations, which are at 0 and at 1."""
    figure = go.Figure()
    shown = np.where(np.isfinite(losses), losses, np.nan)
    figure.add_scatter(
        x=shares,
        y=shown,
        mode="lines",
        line={"color": palette.ink, "width": 2, "simplify": False},
        name="loss",
        hovertemplate="%{x:.3g} of the way<br>loss %{y:.6g}<extra></extra>",
    )
    ends = [float(shown[np.abs(shares - at).argmin()]) for at in (0.0, 1.0)]
    _mark(figure, 0.0, ends[0], f"{start}<br>loss", palette.card, palette)
    _mark(figure, 1.0, ends[1], f"iteration {last}, the shown one<br>loss", palette.sel, palette)
    layout = _curves_layout(palette, "")
    layout["xaxis"] |= {
        "tickvals": [0.0, 0.5, 1.0],
        "ticktext": [start, "halfway", f"iteration {last}"],
    }
    if logarithmic(losses):
        layout["yaxis"] |= {
            "type": "log",
            "minorloglabels": "complete",
            "exponentformat": "power",
            "nticks": 6,
        }
    figure.layout = layout | {"showlegend": False, "margin": layout["margin"] | {"t": 12, "b": 28}}
    return figure


def logarithmic(losses: Array) -> bool:
    """Whether the finite losses are positive and span more than a factor of ten."""
    finite = losses[np.isfinite(losses)]
    return bool(finite.size) and bool(finite.min() > 0) and bool(finite.max() > 10 * finite.min())


def _heights(found: Descent, training: Array | None) -> list[float]:
    """The range of the loss axis; what lies far above the start is cut off."""
    both = found.losses if training is None else np.concatenate([found.losses, training])
    finite = both[np.isfinite(both)]
    starts = [found.start, *([] if training is None else [float(training[0])])]
    starts = [start for start in starts if np.isfinite(start)]
    if not finite.size or not starts:
        return [0.0, 1.0]
    low, high = float(finite.min()), max(starts)
    fall = max(high - low, 0.05 * abs(high), 1e-12)
    return [low - 0.35 * fall, min(float(finite.max()), high + 0.8 * fall) + 0.15 * fall]


def _mark(figure: go.Figure, x: float, y: float, text: str, color: str, palette: Palette) -> None:
    figure.add_scatter(
        x=[x],
        y=[y],
        mode="markers",
        showlegend=False,
        marker={"size": 11, "color": color, "line": {"color": palette.ink, "width": 2}},
        hovertemplate=f"{text} %{{y:.6g}}<extra></extra>",
    )


def _line_at(figure: go.Figure, x: float, text: str, palette: Palette) -> None:
    figure.add_vline(x, line={"color": palette.faint, "width": 1, "dash": "dot"})
    figure.add_annotation(
        x=x,
        y=1.0,
        yref="y domain",
        text=text,
        showarrow=False,
        xanchor="left",
        yanchor="top",
        xshift=3,
        font={"size": 12, "color": palette.mute},
    )


def _curves_layout(palette: Palette, title: str) -> dict[str, Any]:
    layout = base_layout(palette, HEIGHT, margin={"l": 56, "r": 16, "t": 36, "b": 40})
    legend = {"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "font": {"size": 12}}
    layout["xaxis"] = layout["xaxis"] | {"title": {"text": title}, "fixedrange": True}
    layout["yaxis"] = layout["yaxis"] | {"title": {"text": "loss"}, "fixedrange": True}
    return layout | {"showlegend": True, "legend": legend}
