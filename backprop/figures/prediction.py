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
        _areas(figure, x, y, values, n_classes, palette)
    else:
        _shades(figure, x, y, values, level, before, palette)
    _training_points(figure, points, classes, n_classes, palette)
    if clickable:
        _click_targets(figure, x, y, palette)
    if len(probes):
        _numbered(figure, probes, palette)
    figure.update_layout(**_layout(x, y, axes, palette, clickable))
    return figure


def _areas(
    figure: go.Figure, x: Array, y: Array, values: Array, n_classes: int, palette: Palette
) -> None:
    """Each class's part of the plane, in its colour."""
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


def _shades(
    figure: go.Figure,
    x: Array,
    y: Array,
    values: Array,
    level: float | None,
    before: Array | None,
    palette: Palette,
) -> None:
    """One output as a smooth colour, and the boundary before and after the step."""
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


def _training_points(
    figure: go.Figure, points: Array, classes: Array | None, n_classes: int, palette: Palette
) -> None:
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


def _click_targets(figure: go.Figure, x: Array, y: Array, palette: Palette) -> None:
    """An invisible marker at each grid point, with its position as customdata."""
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


def _numbered(figure: go.Figure, probes: Array, palette: Palette) -> None:
    figure.add_scatter(
        x=probes[:, 0],
        y=probes[:, 1],
        mode="markers+text",
        text=[str(k) for k in range(1, len(probes) + 1)],
        textfont={"size": 14, "color": palette.ink},
        marker={"size": 24, "color": palette.card, "line": {"color": palette.sel, "width": 3}},
        hovertemplate="point %{text} (%{x:.2f}, %{y:.2f})<extra></extra>",
    )


def _layout(
    x: Array, y: Array, axes: tuple[str, str], palette: Palette, clickable: bool
) -> dict[str, Any]:
    layout = base_layout(palette, HEIGHT, margin={"l": 40, "r": 8, "t": 8, "b": 32})
    for name, along, title in (("xaxis", x, axes[0]), ("yaxis", y, axes[1])):
        layout[name] = layout[name] | {
            "fixedrange": True,
            "range": [along[0], along[-1]],
            "title": {"text": literal(title), "standoff": 4},
        }
    if clickable:
        layout |= {"dragmode": False, "hovermode": "closest", "hoverdistance": -1}
    return layout


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
