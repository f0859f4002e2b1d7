"""The losses of a sweep: a curve a value, or, of several seeds, their median in a band."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from backprop.compare import Band
from backprop.figures.palette import Palette, base_layout, mix

HEIGHT, LABEL, RIGHT = 360, 15, 120  # pixels: of the figure, between two labels, for the labels
DASHES = ("solid", "dash", "dot", "dashdot")
MOST_POINTS = 1000  # of a curve
_SMALLEST = 1e-300  # what a logarithmic axis can show


def sweep_curves(
    bands: Sequence[Band], labels: Sequence[str], axis: str, log: bool, palette: Palette
) -> go.Figure:
    """Curves over the iterations, told apart by tone, dash and the label at their end. labels: one a
    band. log: a logarithmic axis, which leaves out what is 0."""
    figure = go.Figure()
    ends: list[tuple[float, str, str]] = []
    for k, (band, label) in enumerate(zip(bands, labels, strict=True)):
        color = mix(palette.mute, palette.ink, k % 2)
        t = _kept(len(band.median))
        if band.seeds > 1:
            _add_band(figure, t, band, label, color, palette)
        figure.add_scatter(
            x=t, y=band.median[t], name=label, mode="lines" if len(t) > 1 else "markers",
            line={"color": color, "width": 2, "dash": DASHES[k // 2 % len(DASHES)]},
            hovertemplate=f"iteration %{{x}}<br>{label} %{{y:.4g}}<extra></extra>",
        )  # fmt: skip
        ends.append((float(band.median[-1]), label, color))
    layout = base_layout(palette, HEIGHT)
    last = max((len(band.median) for band in bands), default=1) - 1
    layout["xaxis"] = layout["xaxis"] | {
        "title": {"text": "iteration"}, "range": [0, max(1, last)], "zeroline": False,
    }  # fmt: skip
    layout["yaxis"] = layout["yaxis"] | {"title": {"text": axis}, "zeroline": False}
    low, high = _range(bands, log)
    layout["yaxis"] |= {
        "range": [low, high],
        "type": "log" if log else "linear",
        "minorloglabels": "complete",
    }
    layout["yaxis"] |= {"exponentformat": "power", "nticks": 7}
    figure.update_layout(layout | {"margin": {"l": 64, "r": RIGHT, "t": 12, "b": 44}})
    _label(figure, ends, (low, high), log)
    return figure


def _add_band(
    figure: go.Figure, t: np.ndarray, band: Band, label: str, color: str, palette: Palette
) -> None:
    line = {"color": mix(palette.line, color, 0.3), "width": 1}
    for values, word, fill in ((band.low, "lowest", None), (band.high, "highest", "tonexty")):
        figure.add_scatter(
            x=t, y=values[t], mode="lines", line=line, fill=fill,
            fillcolor=_transparent(color, 0.16), name=f"{label}, {word}",
            hovertemplate=f"{label}, {word} of {band.seeds} %{{y:.4g}}<extra></extra>",
        )  # fmt: skip


def _kept(length: int) -> np.ndarray:
    step = max(1, -(-length // MOST_POINTS))
    return np.unique(np.append(np.arange(0, length, step), length - 1))


def _transparent(color: str, alpha: float) -> str:
    red, green, blue = (int(color[k : k + 2], 16) for k in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"


def _range(bands: Sequence[Band], log: bool) -> tuple[float, float]:
    """Of the axis; a run on its way to infinity does not flatten the others."""
    values = np.concatenate([np.concatenate([b.low, b.high]) for b in bands] or [np.ones(1)])
    values = values[np.isfinite(values) & ((values > _SMALLEST) | (not log))]
    if not values.size:
        return 0.0, 1.0
    starts = max(float(b.high[0]) for b in bands)
    high = min(float(values.max()), 4 * starts) if np.isfinite(starts) else float(values.max())
    if log:
        low, top = np.log10(values.min()), np.log10(max(high, float(values.min())))
        room = 0.05 * max(top - low, 0.2)
        return float(low - room), float(top + room)
    return 0.0, 1.05 * high or 1.0


def _label(
    figure: go.Figure, ends: list[tuple[float, str, str]], limits: tuple[float, float], log: bool
) -> None:
    """The names beside the ends of the curves, moved apart where they would overlap."""
    low, high = limits
    with np.errstate(divide="ignore", invalid="ignore"):
        places = [(np.log10(end) if log else end, text, color) for end, text, color in ends]
    gap, y = LABEL / (HEIGHT - 56), -np.inf
    settled = []
    for place, text, color in sorted(places, key=lambda one: one[0]):
        share = (place - low) / (high - low)
        y = max(min(max(0.0, share), 1.0) if np.isfinite(share) else 0.0, y + gap)
        settled.append((y, text, color))
    over = max(0.0, settled[-1][0] - 1.0) if settled else 0.0
    for y, text, color in settled:
        figure.add_annotation(
            x=1.0, xref="x domain", y=y - over, yref="y domain", text=text, showarrow=False,
            xanchor="left", yanchor="middle", xshift=6, font={"size": 12, "color": color},
        )  # fmt: skip
