"""An activation and a loss with their derivatives, and a rug of where the current numbers lie."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from backprop.activations import Array
from backprop.curves import Branch, Curves
from backprop.figures.palette import Palette, base_layout
from backprop.losses import LOSSES

HEIGHT = 250
RUG_HEIGHT = 40  # pixels for all rows of marks
RUG_MARKS = 1500  # drawn at most, spread evenly over the sorted numbers
UNIT_ROWS = 10  # units that get a row of their own; more share one
STEEPEST = 6.0  # derivatives run off to infinity: the picture ends here


AXES = {  # what a function is drawn over, where it is not z or ŷ
    "softmax": "zᵢ − ln Σ exp zₖ, k ≠ i",
    "mse": "ŷ − y",
}


def axis_of(name: str) -> str:
    """The title of the axis over which an activation or a loss is drawn."""
    return AXES.get(name, "ŷ" if name in LOSSES else "z")


def activation_figure(curves: Curves, layer: int, palette: Palette, over: str) -> go.Figure:
    """f and f′ over z (``over`` names the axis) and below them a row of marks for each unit."""
    (branch,) = curves.branches
    figure = _empty(palette, over)
    _lines(figure, curves.x, branch, palette.ink, (f"f{_lower(layer)}", f"f′{_lower(layer)}"))
    rows = branch.here if len(branch.here) <= UNIT_ROWS else branch.here.reshape(1, -1)
    units = [_lower(unit) for unit in range(1, len(rows) + 1)] if len(rows) > 1 else [""]
    each = [thinned(row, RUG_MARKS // len(rows)) for row in rows]
    _rug(
        figure, dict(zip((f"z{_upper(layer)}{unit}" for unit in units), each, strict=True)), palette
    )
    figure.update_layout(yaxis2={"autorange": "reversed"})  # unit 1 on top
    return figure


def loss_figure(curves: Curves, palette: Palette, over: str, two_classes: bool) -> go.Figure:
    """ℓ and ∂ℓ/∂ŷ over ŷ, with marks where the outputs of the batch lie."""
    figure = _empty(palette, over)
    for k, branch in enumerate(curves.branches):
        color = palette.mute if k else palette.ink
        if two_classes and branch.name:
            color = palette.c0 if k else palette.c1
        of = f", {branch.name}" if branch.name else ""
        _lines(figure, curves.x, branch, color, (f"ℓ{of}", f"∂ℓ/∂ŷ{of}"))
        kept = thinned(branch.here[0], RUG_MARKS // len(curves.branches))
        _rug(figure, {branch.name or "ŷ − y": kept}, palette, color if branch.name else None)
    if curves.branches[0].name:
        low = -STEEPEST
        high = STEEPEST if len(curves.branches) > 1 else STEEPEST / 1.2
        figure.update_layout(yaxis={"range": [low, high]})
    return figure


def thinned(values: Array, most: int) -> Array:
    """The values in order, at most that many of them, the smallest and the largest among them."""
    ordered = np.sort(values)
    if len(ordered) <= most:
        return ordered
    return ordered[np.linspace(0, len(ordered) - 1, most).round().astype(int)]


def _empty(palette: Palette, over: str) -> go.Figure:
    """Two panels on one x axis: curves above, marks below."""
    layout = base_layout(palette, HEIGHT)
    x, y = layout.pop("xaxis"), layout.pop("yaxis")
    quiet = {"showgrid": False, "zeroline": False, "fixedrange": True}
    return go.Figure(
        layout={
            **layout,
            "margin": {"l": 44, "r": 12, "t": 24, "b": 38},
            "xaxis": {**x, "anchor": "y2", "title": {"text": over, "font": {"size": 12}}},
            "yaxis": {**y, "domain": [0.34, 1.0], "anchor": "x"},
            "yaxis2": {**y, **quiet, "domain": [0.0, 0.28], "anchor": "x", "type": "category"},
            "showlegend": True,
            "legend": {
                "orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom",
                "font": {"size": 12, "color": palette.ink},
            },
        }
    )  # fmt: skip


def _lines(figure: go.Figure, x: Array, branch: Branch, color: str, names: tuple[str, str]) -> None:
    """The function as a full line, its derivative as a dashed one."""
    for values, name, dash in zip(
        (branch.value, branch.slope), names, ("solid", "dash"), strict=True
    ):
        figure.add_scatter(
            x=x, y=values, name=name, mode="lines", line={"color": color, "width": 2, "dash": dash, "simplify": False},
            hovertemplate=f"{name} = %{{y:.4f}} at %{{x:.4f}}<extra></extra>",
        )  # fmt: skip


def _rug(
    figure: go.Figure, rows: dict[str, Array], palette: Palette, color: str | None = None
) -> None:
    """A row of marks for each name, in one colour or, by default, coloured by sign."""
    values = np.concatenate(list(rows.values()))
    # Numbers and a scale of two colours: a thousand names of colours take Plotly longer to check.
    signs = {
        "color": (values >= 0).astype(int), "cmin": 0, "cmax": 1,
        "colorscale": [[0, palette.neg], [1, palette.pos]],
    }  # fmt: skip
    figure.add_scatter(
        x=values, y=np.repeat(list(rows), [len(row) for row in rows.values()]), yaxis="y2",
        mode="markers", showlegend=False, hovertemplate="%{y}: %{x:.4f}<extra></extra>",
        marker={
            "symbol": "line-ns", "size": max(4, min(9, RUG_HEIGHT / len(rows))), "opacity": 0.75,
            "line": {"width": 1, **({"color": color} if color else signs)},
        },
    )  # fmt: skip


def _lower(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def _upper(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
