"""Figures of the loss over a plane, as a contour map and as a surface, with the path of the run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from backprop.arrays import Array
from backprop.figures.landscape import logarithmic
from backprop.figures.palette import Palette, Scale, base_layout, mix

HEIGHT = 535
DARKEST = 0.6  # share of ink for the highest loss, so that path and arrow stay legible on it
STEPS = 8  # of the colour scale
CONTOURS = 24
APART = (0.3, 0.12)  # least distance between two labels' centres, as shares of half the picture
EDGE = 0.06  # share of the width within which a label is placed on the inner side
ARROW = 0.35  # length of the arrow, as a share of half the picture


@dataclass(frozen=True)
class Landscape:
    """What is drawn: losses (ny, nx) over x (nx,), y (ny,), NaN where there is no number to show.

    names: of the two axes. path (m, 2): with its iterations and true losses (m,). shown: the amber
    point, with its iteration and loss. arrow: the direction of the negative gradient, None if it is 0.
    along: losses of the plane at ``arrow_points``.
    """

    x: Array
    y: Array
    losses: Array
    names: tuple[str, str]
    path: Array
    iterations: NDArray[np.int64]
    path_losses: Array
    shown: tuple[float, float]
    iteration: int
    loss: float
    arrow: tuple[float, float] | None
    along: Array


def arrow_vector(direction: Array, x: Array, y: Array) -> tuple[float, float] | None:
    """The direction (2,) scaled to the length at which it is drawn; None if its length is 0."""
    half = np.array([np.ptp(x), np.ptp(y)]) / 2
    with np.errstate(all="ignore"):
        length = float(np.linalg.norm(direction / half))
    if not (0.0 < length < np.inf):
        return None
    found = direction * (ARROW / length)
    return float(found[0]), float(found[1])


def arrow_points(
    shown: tuple[float, float], arrow: tuple[float, float], count: int = 12
) -> tuple[Array, Array]:
    """x and y (count,) along the arrow."""
    shares = np.linspace(0.0, 1.0, count)
    return shown[0] + shares * arrow[0], shown[1] + shares * arrow[1]


def contour_figure(found: Landscape, palette: Palette) -> go.Figure:
    """The losses as a contour map, seen from above."""
    figure = go.Figure()
    heights = _heights(found)
    if np.isfinite(heights.z).any():
        figure.add_contour(
            x=found.x,
            y=found.y,
            z=heights.z,
            customdata=found.losses,
            ncontours=CONTOURS,
            colorscale=_scale(palette),
            line={"width": 0.6, "color": palette.mute},
            colorbar=_colorbar(heights, palette),
            hoverongaps=False,
            hovertemplate="%{x:.4g}, %{y:.4g}<br>loss %{customdata:.6g}<extra></extra>",
        )
    _draw_path(figure, found, palette)
    layout = base_layout(palette, HEIGHT, margin={"l": 56, "r": 8, "t": 12, "b": 44})
    for axis, values, name in (("xaxis", found.x, 0), ("yaxis", found.y, 1)):
        layout[axis] = layout[axis] | {
            "title": {"text": found.names[name]},
            "zeroline": False,
            "showgrid": False,
            "range": [float(values[0]), float(values[-1])],
            "fixedrange": True,
        }
    figure.layout = layout
    if found.arrow is not None:
        x, y = found.shown
        figure.add_annotation(
            x=x + found.arrow[0],
            y=y + found.arrow[1],
            ax=x,
            ay=y,
            text="",
            showarrow=True,
            xref="x",
            yref="y",
            axref="x",
            ayref="y",
            arrowhead=2,
            arrowwidth=2.5,
            arrowsize=1,
            arrowcolor=palette.ink,
        )
    _point(figure, found, palette)
    _name_places(figure, found, palette)
    return figure


def _name_places(figure: go.Figure, found: Landscape, palette: Palette) -> None:
    """Labels at the shown point, the arrow and both ends of the path, where they do not overlap."""
    (x, y), arrow = found.shown, found.arrow or (0.0, 0.0)
    below = arrow[1] >= 0
    places = [(x, y, f"iteration {found.iteration}", -18 if below else 18)]
    if found.arrow is not None:
        places.append((x + arrow[0], y + arrow[1], "−g", 14 if below else -14))
    for k, beside in ((0, 1), (-1, -2)):
        end, near = found.path[k], found.path[beside if len(found.path) > 1 else k]
        if _inside(found)[k] and found.iterations[k] != found.iteration:
            shift = -14 if near[1] >= end[1] else 14  # away from the path
            places.append((float(end[0]), float(end[1]), f"iteration {found.iterations[k]}", shift))
    half = np.array([np.ptp(found.x), np.ptp(found.y)]) / 2
    written: list[Array] = []
    for px, py, text, shift in places:
        at = np.array([px, py]) / half + (0.0, 2.0 * shift / HEIGHT)
        if any(
            abs(at - other)[0] < APART[0] and abs(at - other)[1] < APART[1] for other in written
        ):
            continue
        written.append(at)
        side = (px - found.x[0]) / (found.x[-1] - found.x[0])
        anchor = "left" if side < EDGE else "right" if side > 1 - EDGE else "center"
        figure.add_annotation(
            x=px,
            y=py,
            text=text,
            showarrow=False,
            yshift=shift,
            borderpad=1,
            xanchor=anchor,
            font={"size": 12, "color": palette.ink},
            bgcolor=palette.card,
            opacity=0.85,
        )


def surface_figure(found: Landscape, palette: Palette) -> go.Figure:
    """The losses as a surface. The path is drawn at its own losses, so it may lie off the surface."""
    figure, heights = go.Figure(), _heights(found)
    if np.isfinite(heights.z).any():
        figure.add_surface(
            x=found.x,
            y=found.y,
            z=heights.z,
            customdata=found.losses,
            colorscale=_scale(palette),
            colorbar=_colorbar(heights, palette),
            opacity=0.9,
            lighting={"ambient": 0.75, "diffuse": 0.4, "specular": 0.05},
            contours={"z": {"show": True, "color": palette.mute, "width": 1}},
            hovertemplate="%{x:.4g}, %{y:.4g}<br>loss %{customdata:.6g}<extra></extra>",
        )
    inside = _inside(found)
    path_z = np.where(inside, heights.of(found.path_losses), np.nan)
    x, y = found.path.T
    figure.add_scatter3d(
        x=np.where(inside, x, np.nan),
        y=np.where(inside, y, np.nan),
        z=path_z,
        mode="lines",
        line={"color": palette.ink, "width": 5},
        customdata=_hover_data(found),
        hovertemplate="iteration %{customdata[0]}<br>loss %{customdata[1]:.6g}<extra></extra>",
    )
    if found.arrow is not None:
        x, y = arrow_points(found.shown, found.arrow, len(found.along))
        figure.add_scatter3d(
            x=x,
            y=y,
            z=heights.of(found.along),
            mode="lines+markers",
            hoverinfo="skip",
            line={"color": palette.mute, "width": 6},
            marker={
                "size": [0.0] * (len(x) - 1) + [5.0],
                "color": palette.mute,
                "symbol": "diamond",
            },
        )
    figure.add_scatter3d(
        x=[found.shown[0]],
        y=[found.shown[1]],
        z=heights.of(np.array([found.loss])),
        mode="markers",
        marker={"size": 6, "color": palette.sel, "line": {"color": palette.ink, "width": 2}},
        hovertemplate=f"iteration {found.iteration}<br>loss {found.loss:.6g}<extra></extra>",
    )
    figure.layout = _room(found, heights, palette)
    return figure


@dataclass(frozen=True)
class _Heights:
    """z (ny, nx) as drawn: the losses or their log10 (log). ticks, texts: of the axis, in losses."""

    z: Array
    log: bool
    ticks: list[float]
    texts: list[str]

    def of(self, losses: Array) -> Array:
        """Other losses (k,) on the same scale, limited to its range."""
        low, high = np.nanmin(self.z), np.nanmax(self.z)
        with np.errstate(all="ignore"):
            found = np.log10(losses) if self.log else losses
        return np.clip(found, low - 0.02 * (high - low), high)


def _heights(found: Landscape) -> _Heights:
    log = logarithmic(found.losses)
    with np.errstate(invalid="ignore"):
        z = np.log10(found.losses) if log else found.losses
    if not log:
        return _Heights(z, False, [], [])
    low, high = float(np.nanmin(z)), float(np.nanmax(z))
    candidates = [
        np.log10(m) + e
        for e in range(int(np.floor(low)), int(np.ceil(high)) + 1)
        for m in (1, 2, 5)
    ]
    ticks = [float(t) for t in candidates if low <= t <= high]
    if len(ticks) > 9:
        ticks = [t for t in ticks if abs(t - round(t)) < 1e-9]
    return _Heights(z, True, ticks, [f"{10**t:.3g}" for t in ticks])


def _scale(palette: Palette) -> Scale:
    """A colour scale from the middle tone to a dark one on which lines are still visible."""
    return [
        [k / STEPS, mix(palette.mid, palette.ink, DARKEST * k / STEPS)] for k in range(STEPS + 1)
    ]


def _colorbar(heights: _Heights, palette: Palette) -> dict[str, Any]:
    title = "loss, log" if heights.log else "loss"
    bar: dict[str, Any] = {
        "thickness": 10,
        "outlinewidth": 0,
        "x": 1.0,
        "xpad": 6,
        "len": 0.9,
        "tickfont": {"size": 12, "color": palette.mute},
        "title": {"text": title, "font": {"size": 12, "color": palette.mute}},
    }
    if heights.log:
        bar |= {"tickvals": heights.ticks, "ticktext": heights.texts}
    return bar


def _hover_data(found: Landscape) -> Array:
    return np.column_stack([found.iterations.astype(np.float64), found.path_losses])


def _inside(found: Landscape) -> NDArray[np.bool_]:
    x, y = found.path.T
    within = (x >= found.x[0]) & (x <= found.x[-1])
    return within & (y >= found.y[0]) & (y <= found.y[-1])


def _draw_path(figure: go.Figure, found: Landscape, palette: Palette) -> None:
    x, y = found.path.T
    for color, width in ((palette.card, 5), (palette.ink, 2)):
        figure.add_scatter(
            x=x,
            y=y,
            mode="lines",
            line={"color": color, "width": width},
            customdata=_hover_data(found),
            hovertemplate="iteration %{customdata[0]}<br>its loss %{customdata[1]:.6g}<extra></extra>",
        )


def _point(figure: go.Figure, found: Landscape, palette: Palette) -> None:
    figure.add_scatter(
        x=[found.shown[0]],
        y=[found.shown[1]],
        mode="markers",
        name="shown",
        marker={"size": 13, "color": palette.sel, "line": {"color": palette.ink, "width": 2}},
        hovertemplate=f"iteration {found.iteration}<br>loss {found.loss:.6g}<extra></extra>",
    )


def _room(found: Landscape, heights: _Heights, palette: Palette) -> dict[str, Any]:
    quiet = {
        "gridcolor": palette.line,
        "zerolinecolor": palette.line,
        "showbackground": False,
        "tickfont": {"size": 12, "color": palette.mute},
        "nticks": 5,
    }
    z = quiet | {"title": {"text": "loss"}}
    if heights.log:
        z |= {"tickvals": heights.ticks, "ticktext": heights.texts}
    layout = base_layout(palette, HEIGHT, margin={"l": 0, "r": 0, "t": 0, "b": 0})
    layout["scene"] = {
        "xaxis": quiet | {"title": {"text": found.names[0]}},
        "yaxis": quiet | {"title": {"text": found.names[1]}},
        "zaxis": z,
        "aspectmode": "manual",
        "uirevision": "turned",  # keeps the person's view while iterations change
        "dragmode": "turntable",
        "aspectratio": {"x": 1, "y": 1, "z": 0.7},
        "camera": {"eye": {"x": 1.3, "y": -1.55, "z": 1.0}, "center": {"x": 0, "y": 0, "z": -0.15}},
    }
    return layout
