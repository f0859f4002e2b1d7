"""The figure of the page that follows one sample: what each sample of a batch adds to one gradient."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from backprop.figures.palette import Palette, base_layout, class_symbol
from backprop.notation import num, w_name
from backprop.walkthrough import Indices, Pulls

LABELLED = 24  # up to this many bars have room for their numbers
HEIGHT = 250


def contribution_bars(
    found: Pulls, classes: Indices | None, n_classes: int, followed: int | None, palette: Palette
) -> go.Figure:
    """One bar for each sample, sorted: green adds to the sum, purple subtracts; the followed one is framed.

    classes: of the samples in sorted order, drawn as dots below the bars if there are few; None in
    regression. followed: a row of X_train, None if no sample of the batch is followed.
    """
    n = len(found.added)
    x, few = np.arange(n), n <= LABELLED
    figure = go.Figure(
        go.Bar(
            x=x,
            y=found.added,
            marker={
                "color": [palette.neg if v < 0 else palette.pos for v in found.added],
                "line": {"width": 0},
            },
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
            customdata=_hover_data(found),
            text=[num(float(v), 2) for v in found.added] if few else None,
            textposition="outside",
            textfont={"size": 12, "color": palette.mute},
            cliponaxis=False,
            constraintext="both",
            textangle=0,
            hovertemplate=_hover(found),
        )
    )
    low, high = min(0.0, float(found.added.min())), max(0.0, float(found.added.max()))
    room = 0.2 * ((high - low) or 1.0)
    if few and classes is not None:
        figure.add_trace(_dots(x, low - 1.6 * room, classes, n_classes, palette))
    figure.layout = base_layout(palette, HEIGHT, bargap=0.25 if few else 0.05)
    figure.update_layout(
        margin={"l": 56, "r": 8, "t": 8, "b": 34, "autoexpand": False},
        dragmode="pan",
        uniformtext={"mode": "hide", "minsize": 12},  # hides numbers that do not fit
    )
    figure.update_yaxes(
        range=[low - (2 if few else 0.4) * room, high + room], nticks=5, zerolinecolor=palette.faint
    )
    if few:
        labels = [f"#{k + 1}" for k in found.samples]
        figure.update_xaxes(
            tickmode="array", tickvals=x, ticktext=labels, showgrid=False, zeroline=False
        )
    else:
        title = f"the {n:,} samples of the batch, sorted"
        figure.update_xaxes(
            showticklabels=False, showgrid=False, zeroline=False, title={"text": title}
        )
    figure.update_xaxes(fixedrange=True)  # a click means a bar, a drag scrolls the page
    figure.update_yaxes(fixedrange=True)
    _frame(figure, found, followed, palette)
    return figure


def _hover_data(found: Pulls) -> list[tuple[int, float, float]]:
    """For each bar the sample's number, counted from 1, with a and dz; a list, so that a click reports
    lists."""
    numbers = (found.samples + 1).tolist()
    return list(zip(numbers, found.a.tolist(), found.dz.tolist(), strict=True))


def _hover(found: Pulls) -> str:
    weight = f"1/{len(found.added)} · " if found.weight != 1 else ""
    a = "%{customdata[1]:.4g} · " if found.cell.i >= 0 else ""
    return f"sample %{{customdata[0]}}<br>{weight}{a}%{{customdata[2]:.4g}} = %{{y:.4g}}<extra></extra>"


def _dots(x: Indices, y: float, classes: Indices, n_classes: int, palette: Palette) -> go.Scatter:
    return go.Scatter(
        x=x,
        y=np.full(len(x), y),
        mode="markers",
        marker={
            "size": 8,
            "color": [palette.of_class(int(c), n_classes) for c in classes],
            "symbol": [class_symbol(int(c)) for c in classes],
        },
        hoverinfo="skip",
    )


def _frame(figure: go.Figure, found: Pulls, followed: int | None, palette: Palette) -> None:
    at = np.flatnonzero(found.samples == followed) if followed is not None else []
    if not len(at):
        return
    half = max(0.5, 0.004 * len(found.added))
    frame = {"color": palette.sel, "width": 2}
    figure.add_shape(
        type="rect", x0=at[0] - half, x1=at[0] + half, y0=0, y1=1, yref="paper", line=frame
    )


def contribution_title(found: Pulls, iteration: int) -> str:
    """Such as "What each of the 16 samples adds to dW²[3,1] at iteration 141"."""
    n, name = len(found.added), w_name(found.cell.layer, found.cell.i, found.cell.j, "dW")
    who = "the one sample" if n == 1 else f"each of the {n:,} samples"
    return f"What {who} adds to {name} at iteration {iteration}"


def contribution_words(found: Pulls) -> str:
    """A sentence on how the contributions add up."""
    penalty = f", the penalty adds {num(found.penalty)}" if found.penalty else ""
    return (
        f"{found.up:,} raise the sum, {found.down:,} lower it{penalty}; together "
        f"{num(found.total)}, the number in the heatmap. Click a bar to follow its sample."
    )
