"""Activations and losses with their derivatives, and marks that show where the current numbers are."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from backprop.arrays import Array
from backprop.equations import Branch, Curves
from backprop.figures.palette import Palette, base_layout
from backprop.nn import LOSSES

HEIGHT = 250
RUG_HEIGHT = 40  # pixels for all rows of marks
MARK, NAME = 9, 13  # largest height of a mark, and height of a row's name, in pixels
RUG_MARKS = 1500  # drawn at most, spread evenly over the sorted numbers
UNIT_ROWS = 10  # up to this many units get a row each; more units share one
STEEPEST = 6.0  # the axis ends here, because derivatives go to infinity


AXES = {  # the x axis of functions that are not drawn over z or ŷ
    "softmax": "zᵢ − ln Σ exp zₖ, k ≠ i",
    "mse": "ŷ − y",
}


def axis_of(name: str) -> str:
    """The title of the axis over which an activation or a loss is drawn."""
    return AXES.get(name, "ŷ" if name in LOSSES else "z")


def activation_figure(curves: Curves, layer: int, palette: Palette, over: str) -> go.Figure:
    """f and f′ over z, and below them a row of marks for each unit. over: the title of the x axis."""
    (branch,) = curves.branches
    named = (f"f{_lower(layer)}", f"f′{_lower(layer)}")
    rows = branch.here if len(branch.here) <= UNIT_ROWS else branch.here.reshape(1, -1)
    units = [_lower(unit) for unit in range(1, len(rows) + 1)] if len(rows) > 1 else [""]
    each = [thinned(row, RUG_MARKS // len(rows)) for row in rows]
    z = f"z{_upper(layer)}"
    traces = _lines(curves.x, branch, palette.ink, named)
    for negative, color in ((True, palette.neg), (False, palette.pos)):
        signed = {k: row[(row < 0) == negative] for k, row in enumerate(each)}
        of = z if len(rows) == 1 else f"{z} of unit %{{customdata}}"
        traces.append(_rug(signed, len(rows), color, of))
    named_rows = range(0, len(rows), -(-len(rows) * NAME // RUG_HEIGHT))  # as many as have room
    names = {"range": [len(rows) - 0.5, -0.5], "tickvals": [*named_rows]}  # unit 1 on top
    names["ticktext"] = [f"{z}{units[row]}" for row in named_rows]
    return go.Figure(data=traces, layout=_layout(palette, over, names, 2))


def loss_figure(curves: Curves, palette: Palette, over: str, two_classes: bool) -> go.Figure:
    """ℓ and ∂ℓ/∂ŷ over ŷ, with marks at the outputs of the batch."""
    count, traces = len(curves.branches), []
    signs = curves.branches[0].name == ""
    for k, branch in enumerate(curves.branches):
        color = palette.mute if k else palette.ink
        if two_classes and branch.name:
            color = palette.c0 if k else palette.c1
        of = f", {branch.name}" if branch.name else ""
        traces += _lines(curves.x, branch, color, (f"ℓ{of}", f"∂ℓ/∂ŷ{of}"))
        kept = thinned(branch.here[0], RUG_MARKS // count)
        if signs:
            traces.append(_rug({k: kept[kept < 0]}, count, palette.neg, "ŷ − y"))
            traces.append(_rug({k: kept[kept >= 0]}, count, palette.pos, "ŷ − y"))
        else:
            traces.append(_rug({k: kept}, count, color, branch.name))
    names = {"range": [-0.5, count - 0.5], "tickvals": [*range(count)]}
    names["ticktext"] = [branch.name or "ŷ − y" for branch in curves.branches]
    layout = _layout(palette, over, names, 2 * count)
    if not signs:
        layout["yaxis"]["range"] = [-STEEPEST, STEEPEST if count > 1 else STEEPEST / 1.2]
    return go.Figure(data=traces, layout=layout)


def thinned(values: Array, most: int) -> Array:
    """At most that many of the values, sorted, always with the smallest and the largest."""
    ordered = np.sort(values)
    if len(ordered) <= most:
        return ordered
    return ordered[np.linspace(0, len(ordered) - 1, most).round().astype(int)]


def _layout(palette: Palette, over: str, rows: dict[str, Any], named: int) -> dict[str, Any]:
    """Two panels with one x axis: curves above, marks below. rows: range and names of the lower panel.
    named: number of curves whose names are listed above, three to a row."""
    rows_of_names = -(-named // 3)
    margin = {"l": 48, "r": 12, "t": 24 * rows_of_names, "b": 38, "autoexpand": False}
    layout = base_layout(palette, HEIGHT, margin=margin)
    x, y = layout["xaxis"], layout["yaxis"]
    quiet = {"showgrid": False, "zeroline": False, "fixedrange": True, "anchor": "x"}
    return layout | {
        "xaxis": {**x, "anchor": "y2", "title": {"text": over, "font": {"size": 12}}},
        "yaxis": {**y, "domain": [0.34, 1.0], "anchor": "x"},
        "yaxis2": {**y, **quiet, "domain": [0.0, 0.28], **rows},
        "showlegend": True,
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1.02,
            "yanchor": "bottom",
            "font": {"size": 12, "color": palette.ink},
        },
    }


def _lines(x: Array, branch: Branch, color: str, names: tuple[str, str]) -> list[dict[str, Any]]:
    """The function as a solid line, its derivative as a dashed one."""
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": x,
            "y": values,
            "name": name,
            "line": {"color": color, "width": 2, "dash": dash, "simplify": False},
            "hovertemplate": f"{name} = %{{y:.4f}} at %{{x:.4f}}<extra></extra>",
        }
        for values, name, dash in zip(
            (branch.value, branch.slope), names, ("solid", "dash"), strict=True
        )
    ]


def _rug(rows: dict[int, Array], count: int, color: str, of: str) -> dict[str, Any]:
    """Marks for the numbers of each row; the keys are the rows' positions among ``count``. All marks are
    one path with gaps, because separate markers take Plotly a hundred times as long."""
    values = np.concatenate(list(rows.values()))
    places = np.repeat(list(rows), [len(row) for row in rows.values()])
    half = min(MARK * count / RUG_HEIGHT, 0.9) / 2
    gap = np.full(len(values), np.nan)
    return {
        "type": "scatter",
        "mode": "lines",
        "yaxis": "y2",
        "showlegend": False,
        "opacity": 0.75,
        "x": np.column_stack([values, values, gap]).ravel(),
        "y": np.column_stack([places - half, places + half, gap]).ravel(),
        "customdata": np.repeat(places + 1, 3).astype(np.uint8),
        "line": {"color": color, "width": 1, "simplify": False},
        "hovertemplate": f"{of}: %{{x:.4f}}<extra></extra>",
    }


def _lower(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def _upper(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
