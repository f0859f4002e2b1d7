"""The plane with the network's boundary, the training points and the numbered probes."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from backprop.arrays import Array
from backprop.figures.palette import Palette, base_layout, class_symbol, literal, mix

HEIGHT = 430
MOST_POINTS = 400


def probes_figure(
    x: Array,
    y: Array,
    values: Array,
    level: float | None,
    before: Array | None,
    points: Array,
    classes: Array | None,
    n_classes: int,
    probes: Array,
    axes: tuple[str, str],
    palette: Palette,
    clickable: bool = False,
) -> go.Figure:
    """The plane with the boundary, the training points and the probes.

    values (m, m): ŷ over x, y (m,), or the class if there are several outputs. level: the value at the
    boundary, None in regression. before: the values before the step, once it has been revealed.
    points (n, 2) with classes (n,), None in regression. probes (k, 2): numbered from 1. axes: the axes'
    titles. clickable: every grid point gets an invisible marker with its position as customdata.
    """
    figure = go.Figure()
    if n_classes > 2:
        colors = [mix(palette.card, palette.of_class(k, n_classes), 0.35) for k in range(n_classes)]
        scale: Any = [
            [at, colors[k]] for k in range(n_classes) for at in (k / n_classes, (k + 1) / n_classes)
        ]
        figure.add_heatmap(
            x=x,
            y=y,
            z=values,
            colorscale=scale,
            zmin=-0.5,
            zmax=n_classes - 0.5,
            showscale=False,
            hoverinfo="skip",
        )
    else:
        ends = [mix(palette.card, palette.of_class(k, 2), 0.5) for k in (0, 1)]
        scale = [[0.0, ends[0]], [0.5, palette.card], [1.0, ends[1]]]
        limits = {"zmin": 0.0, "zmax": 1.0} if level is not None else {}
        figure.add_heatmap(
            x=x,
            y=y,
            z=values,
            colorscale=scale if level is not None else palette.sequential(),
            showscale=False,
            zsmooth="best",
            hovertemplate="ŷ %{z:.4g}<extra></extra>",
            **limits,
        )
        if level is not None:
            if before is not None:
                _line(figure, x, y, before, level, palette.mute, "dot")
            _line(figure, x, y, values, level, palette.ink, "solid")
    few = slice(0, MOST_POINTS)
    color: Any = palette.mute
    symbol: Any = "circle"
    if classes is not None:
        color = [palette.of_class(int(k), n_classes) for k in classes[few]]
        symbol = [class_symbol(int(k)) for k in classes[few]]
    figure.add_scatter(
        x=points[few, 0],
        y=points[few, 1],
        mode="markers",
        hoverinfo="skip",
        marker={"size": 5, "color": color, "symbol": symbol},
    )
    if clickable:
        at, up = (part.ravel() for part in np.meshgrid(x, y))
        figure.add_scatter(
            x=at,
            y=up,
            mode="markers",
            marker={"size": 2, "opacity": 0, "color": palette.ink},
            customdata=np.column_stack([at, up]).tolist(),
            hovertemplate="ask about (%{x:.3g}, %{y:.3g})<extra></extra>",
            name="plane",
        )
    if len(probes):
        figure.add_scatter(
            x=probes[:, 0],
            y=probes[:, 1],
            mode="markers+text",
            text=[str(k) for k in range(1, len(probes) + 1)],
            textfont={"size": 14, "color": palette.ink},
            marker={"size": 24, "color": palette.card, "line": {"color": palette.sel, "width": 3}},
            hovertemplate="point %{text} (%{x:.2f}, %{y:.2f})<extra></extra>",
        )
    layout = base_layout(palette, HEIGHT, margin={"l": 40, "r": 8, "t": 8, "b": 32})
    layout["xaxis"] = layout["xaxis"] | {
        "fixedrange": True,
        "range": [x[0], x[-1]],
        "title": {"text": literal(axes[0]), "standoff": 4},
    }
    layout["yaxis"] = layout["yaxis"] | {
        "fixedrange": True,
        "range": [y[0], y[-1]],
        "title": {"text": literal(axes[1]), "standoff": 4},
    }
    if clickable:
        layout |= {"dragmode": False, "hovermode": "closest", "hoverdistance": -1}
    figure.update_layout(**layout)
    return figure


def _line(
    figure: go.Figure, x: Array, y: Array, values: Array, level: float, color: str, dash: str
) -> None:
    if not np.nanmin(values) < level < np.nanmax(values):
        return
    figure.add_contour(
        x=x,
        y=y,
        z=values,
        showscale=False,
        hoverinfo="skip",
        contours={"start": level, "end": level, "size": 1, "coloring": "none"},
        line={"color": color, "width": 2, "dash": dash},
    )
