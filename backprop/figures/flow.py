"""Figures of the gradient flow: a map over layers and iterations, curves, and distributions over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from backprop.arrays import Array
from backprop.figures.palette import Palette, base_layout, mix
from backprop.flow import RULE_OF_THUMB, Flow

HEIGHT = 320
LABEL = 15  # pixels between the labels of two curves
LOWEST = 1e-300  # smaller numbers are treated as 0 on a logarithmic scale
_SUP = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


@dataclass(frozen=True)
class Quantity:
    """What is drawn. number: its name in Flow.numbers. axis: the title of the axis. share: whether it is
    a share of units, from 0 to 1 on a linear scale. rule: whether the rule of thumb applies to it."""

    number: str
    axis: str
    share: bool = False
    rule: bool = False


def power(exponent: float) -> str:
    """Such as 10⁻³."""
    return "10" + str(round(exponent)).translate(_SUP)


def short(value: float) -> str:
    """A number with three significant digits and a proper minus sign, such as 1.2e−5."""
    return f"{value:.3g}".replace("e-0", "e-").replace("e+0", "e").replace("-", "−")


def map_range(flow: Flow, quantity: Quantity) -> tuple[float, float] | None:
    """The smallest and the largest number on the map's colour scale; None if no number has a logarithm,
    because all are 0."""
    if quantity.share:
        return 0.0, 1.0
    found = _drawable(flow.numbers[quantity.number])
    found = found[np.isfinite(found)]
    return (float(found.min()), float(found.max())) if found.size else None


def flow_map(flow: Flow, quantity: Quantity, shown: int, layer: int, palette: Palette) -> go.Figure:
    """A map with layers from bottom to top and iterations from left to right; the colour is log10 of
    the number, or the share.

    Every cell has an invisible marker with (iteration, layer) as customdata; a click selects the nearest.
    """
    values = flow.numbers[quantity.number].T
    t, layers = flow.iterations, np.arange(1, flow.depth + 1)
    z = values if quantity.share else np.log10(_drawable(values))
    low, high = map_range(flow, quantity) or (1.0, 1.0)
    if not quantity.share:
        low, high = np.log10(low), np.log10(high)
    figure = go.Figure()
    figure.add_heatmap(
        x=t,
        y=layers,
        z=z,
        zmin=low,
        zmax=max(high, low + 1e-9),
        colorscale=palette.sequential(),
        hoverinfo="skip",
        colorbar=_colorbar(low, high, quantity, palette),
    )
    at, row = (part.ravel() for part in np.meshgrid(t, layers))
    texts = [short(v) if np.isfinite(v) else "not a finite number" for v in values.ravel()]
    figure.add_scatter(
        x=at,
        y=row,
        mode="markers",
        text=texts,
        marker={"size": 2, "opacity": 0, "symbol": "square", "color": palette.ink},
        customdata=np.column_stack([at, row]).tolist(),
        hovertemplate=f"iteration %{{x}}, %{{y}}<br>{quantity.axis} %{{text}}<extra></extra>",
    )
    layout = _time_layout(flow, palette)
    layout["yaxis"] |= {
        "range": [0.5, flow.depth + 0.5],
        "tickvals": layers,
        "showgrid": False,
        "ticktext": [f"layer {l}" for l in layers],
    }
    layout["xaxis"] |= {"showgrid": False}
    layout |= {
        "dragmode": False,
        "hovermode": "closest",
        "hoverdistance": -1,
    }  # the nearest cell, however large it is
    figure.layout = layout | {"margin": {"l": 60, "r": 8, "t": 12, "b": 44}}
    _mark(figure, shown, palette)
    figure.add_shape(
        type="rect",
        xref="x domain",
        x0=0,
        x1=1,
        y0=layer - 0.5,
        y1=layer + 0.5,
        line={"color": palette.sel, "width": 2},
    )
    return figure


def _colorbar(low: float, high: float, quantity: Quantity, palette: Palette) -> dict[str, Any]:
    bar: dict[str, Any] = {
        "thickness": 12,
        "outlinewidth": 0,
        "tickfont": {"size": 12, "color": palette.mute},
    }
    if quantity.share:
        return bar | {"tickvals": [0, 0.5, 1], "ticktext": ["0", "½", "1"]}
    powers = np.arange(np.ceil(low), np.floor(high) + 1)
    powers = powers[:: max(1, -(-len(powers) // 6))]
    if len(powers) < 2:
        ends = np.array([low, high])
        return bar | {"tickvals": ends, "ticktext": [short(10.0**e) for e in ends]}
    return bar | {"tickvals": powers, "ticktext": [power(p) for p in powers]}


def flow_curves(
    flow: Flow, quantity: Quantity, shown: int, layer: int, palette: Palette
) -> go.Figure:
    """One curve for each layer over the iterations, darker towards the output; the chosen one is amber."""
    figure = go.Figure()
    values = flow.numbers[quantity.number]
    drawn = values if quantity.share else _drawable(values)
    order = [l for l in range(1, flow.depth + 1) if l != layer] + [layer]  # the chosen one on top
    colors = {l: _shade(l, flow.depth, palette) for l in order} | {layer: palette.sel}
    single = len(flow.iterations) == 1
    for l in order:
        figure.add_scatter(
            x=flow.iterations,
            y=drawn[:, l - 1],
            name=f"layer {l}",
            mode="markers" if single else "lines",
            line={"color": colors[l], "width": 3 if l == layer else 1.5},
            marker={"size": 7, "color": colors[l]},
            hovertemplate=f"iteration %{{x}}<br>layer {l}: %{{y:.3g}}<extra></extra>",
        )
    low, high = _range(drawn, quantity)
    layout = _time_layout(flow, palette)
    layout["yaxis"] |= {"range": [low, high], "title": {"text": quantity.axis}}
    if not quantity.share:
        layout["yaxis"] |= {
            "type": "log",
            "minorloglabels": "complete",
            "exponentformat": "power",
            "nticks": 7,
        }
        if high - low > 2:
            layout["yaxis"] |= {"dtick": max(1, round((high - low) / 6))}
    figure.layout = layout | {"margin": {"l": 64, "r": 58, "t": 12, "b": 44}}
    _mark(figure, shown, palette)
    if quantity.rule:
        figure.add_hline(RULE_OF_THUMB, line={"color": palette.mute, "width": 1, "dash": "dash"})
        figure.add_annotation(
            x=0.01,
            xref="x domain",
            y=np.log10(RULE_OF_THUMB),
            text="rule of thumb 10⁻³",
            showarrow=False,
            xanchor="left",
            yanchor="bottom",
            font={"size": 12, "color": palette.mute},
        )
    _names(figure, drawn[-1], (low, high), quantity, colors)
    return figure


def _range(drawn: Array, quantity: Quantity) -> tuple[float, float]:
    """The range of the axis, as powers of ten unless the quantity is a share."""
    if quantity.share:
        return -0.04, 1.04
    found = np.log10(drawn[np.isfinite(drawn)])
    if quantity.rule:
        found = np.append(found, np.log10(RULE_OF_THUMB))
    if not found.size:
        return -1.0, 1.0
    low, high = float(found.min()), float(found.max())
    room = 0.06 * max(high - low, 0.5)
    return low - room, high + room


def _names(
    figure: go.Figure,
    ends: Array,
    limits: tuple[float, float],
    quantity: Quantity,
    colors: dict[int, str],
) -> None:
    """The layers' names at the ends of their curves, moved apart where they would overlap."""
    low, high = limits
    heights = ends if quantity.share else np.log10(ends)
    places = sorted(
        ((float(h) - low) / (high - low), l) for l, h in enumerate(heights, 1) if np.isfinite(h)
    )
    gap, y = LABEL / (HEIGHT - 56), -np.inf
    settled: list[tuple[float, int]] = []
    for place, l in places:
        y = max(place, y + gap)
        settled.append((y, l))
    over = max(0.0, settled[-1][0] - 1.0) if settled else 0.0
    for y, l in settled:
        figure.add_annotation(
            x=1.0,
            xref="x domain",
            y=y - over,
            yref="y domain",
            text=f"layer {l}",
            showarrow=False,
            xanchor="left",
            yanchor="middle",
            xshift=4,
            font={"size": 12, "color": colors[l]},
        )


def distribution(
    flow: Flow, name: str, axis: str, layer: int, shown: int, palette: Palette
) -> go.Figure:
    """The distribution of a layer's numbers over the iterations: bands between quantiles around their
    median, as in TensorBoard's view of distributions."""
    t, q = flow.iterations, flow.quantiles[name][:, layer - 1]
    q = np.where(np.isfinite(q), q, np.nan)
    figure = go.Figure()
    half = q.shape[1] // 2
    words = ("all", "87 %", "68 %", "38 %")  # what lies between the two quantiles
    for k in range(half):
        line = {"width": 1 if k == 0 else 0, "color": palette.line}
        hover = f"iteration %{{x}}<br>{words[k]} above %{{y:.3g}}<extra></extra>"
        figure.add_scatter(x=t, y=q[:, k], mode="lines", line=line, hovertemplate=hover)
        figure.add_scatter(
            x=t,
            y=q[:, -1 - k],
            mode="lines",
            line=line,
            fill="tonexty",
            fillcolor=mix(palette.mid, palette.ink, 0.06 + 0.16 * k),
            hovertemplate=hover.replace("above", "below"),
        )
    figure.add_scatter(
        x=t,
        y=q[:, half],
        mode="lines",
        line={"width": 2, "color": palette.ink},
        hovertemplate="iteration %{x}<br>median %{y:.3g}<extra></extra>",
    )
    layout = _time_layout(flow, palette)
    layout["yaxis"] |= {"title": {"text": axis}, "zeroline": True, "zerolinecolor": palette.mute}
    layout["yaxis"] |= {"exponentformat": "power", "nticks": 6}
    figure.layout = layout | {"height": 240, "margin": {"l": 64, "r": 16, "t": 12, "b": 44}}
    _mark(figure, shown, palette)
    return figure


def _time_layout(flow: Flow, palette: Palette) -> dict[str, Any]:
    layout = base_layout(palette, HEIGHT)
    room = max(0.5, 0.004 * flow.last)
    layout["xaxis"] = layout["xaxis"] | {
        "title": {"text": "iteration"},
        "range": [-room, flow.last + room],
        "fixedrange": True,
        "zeroline": False,
    }
    layout["yaxis"] = layout["yaxis"] | {"fixedrange": True, "zeroline": False}
    return layout


def _mark(figure: go.Figure, shown: int, palette: Palette) -> None:
    figure.add_vline(shown, line={"color": palette.sel, "width": 2})


def _shade(layer: int, depth: int, palette: Palette) -> str:
    return mix(palette.faint, palette.ink, (layer - 1) / max(1, depth - 1))


def _drawable(values: Array) -> Array:
    """The numbers that have a logarithm, positive and finite ones; NaN elsewhere."""
    with np.errstate(invalid="ignore"):
        return np.where((values > LOWEST) & np.isfinite(values), values, np.nan)
