"""The picture beside the questions: the boundary, the numbered points, and the person's own points."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from backprop.arrays import Array
from backprop.data import REGRESSION, Dataset, axis_names
from backprop.data.table.sheet import shortened
from backprop.figures.prediction import probes_figure
from backprop.live_view.chart import chart
from backprop.notation import plain
from backprop.predict import MOST_OWN, Predicting, Probe, outputs_at, probe_key, rounded
from backprop.training import Trainer
from backprop.ui import state
from backprop.ui.saving import named
from backprop.ui.theme import palette
from backprop.ui.words import literal

GRID = 41  # grid points along each side of the picture
ROOM = 0.08  # margin, as a share of the data's span


def draw(trainer: Trainer, probes: tuple[Probe, ...], revealed: bool) -> None:
    """Draw the picture, if the data has a plane. Before the reveal, a click asks about a point."""
    data, mlp, t = trainer.dataset, trainer.mlp, trainer.iteration
    points = data.points[0]
    if points.shape[1] != 2:
        return
    game = state.lab().predicting
    low, high = points.min(axis=0), points.max(axis=0)
    room = ROOM * (high - low)
    x, y = (np.linspace(low[k] - room[k], high[k] + room[k], GRID) for k in (0, 1))
    now, before = _values(trainer, x, y), None
    if revealed and t > 0:
        trainer.seek(t - 1)
        before = _values(trainer, x, y)
        trainer.seek(t)
    regression = data.task == REGRESSION
    classes: Any = None
    if not regression:
        target = data.y_train
        classes = target.argmax(axis=1) if target.shape[1] > 1 else target[:, 0] > 0.5
    what = "The surface ŷ" if regression else "The decision boundary"
    dotted = revealed and not regression and mlp.layer_sizes[-1] == 1
    st.markdown(f"## {what} at iteration {t}" + (f", dotted at {t - 1}" if dotted else ""))
    numbered = ", ".join(f"{p.number} at ({plain(p.x[0])}, {plain(p.x[1])})" for p in probes)
    asking = not revealed and len(game.points) < MOST_OWN
    figure = probes_figure(
        x,
        y,
        now,
        None if regression else 0.5,
        before,
        points,
        classes,
        data.n_classes,
        np.array([probe.x for probe in probes]).reshape(-1, 2),
        _axes(trainer.dataset),
        palette(),
        asking,
    )
    clicked = chart(
        named(figure, "predict", "plane", f"{what} at iteration {t}"),
        "predict_plane",
        f"{what} at iteration {t} over the training points."
        + (f" Numbered points: {numbered}." if probes else ""),
        picks=asking,
    )
    if revealed:
        return
    if asking and clicked:
        game.mark(rounded(np.array(clicked), high - low))
        st.rerun()
    _own_point(game, (low - room, high + room), asking, probes, axis_names(data))


def _axes(data: Dataset) -> tuple[str, str]:
    """The titles of the axes."""
    first, second = (shortened(name, 30) for name in axis_names(data))
    return (f"{first}, standardised", f"{second}, standardised") if data.means else (first, second)


def _values(trainer: Trainer, x: Array, y: Array) -> Array:
    """ŷ on the grid (GRID, GRID), or the class if there are several outputs."""
    gx, gy = np.meshgrid(x, y)
    plane = np.column_stack([gx.ravel(), gy.ravel()])
    found = outputs_at(trainer.mlp, trainer.mlp.parameters, plane, trainer)
    flat = found[:, 0] if found.shape[1] == 1 else found.argmax(axis=1).astype(np.float64)
    return flat.reshape(GRID, GRID)


def _own_point(
    game: Predicting,
    ends: tuple[Array, Array],
    asking: bool,
    probes: tuple[Probe, ...],
    names: tuple[str, ...],
) -> None:
    """Fields to type a point, for the keyboard, and a button to remove it."""
    st.caption(
        "Click the picture, or type a point, to ask whether ŷ rises or falls there."
        if asking
        else f"You can ask about {MOST_OWN} points of your own. Take one back to ask about another."
    )
    low, high = ends
    span = high - low
    middle, step = rounded((low + high) / 2, span), rounded(span / 20, span)
    keys = [f"predict_x{k}_{game.asked[0]}" for k in (0, 1)]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        for k, key in enumerate(keys):
            st.number_input(
                literal(shortened(names[k], 24)),
                float(low[k]),
                float(high[k]),
                middle[k],
                step=step[k],
                format="%g",
                key=key,
                width=120,
                disabled=not asking,
                help="Sets the position of your point, in the units of the axes.",
            )
        st.button(
            "Ask about this point",
            key="predict_point",
            icon=":material/add_location:",
            on_click=_mark,
            args=(keys,),
            disabled=not asking,
            help="Adds a numbered point of your own to the questions.",
        )
        st.button(
            "Take the last point back",
            key="predict_point_back",
            icon=":material/undo:",
            type="tertiary",
            on_click=_take_back,
            args=(probes[-1:],),
            disabled=not game.points,
            help="Removes the question about the point that you added last.",
        )


def _mark(keys: list[str]) -> None:
    x, y = (state.widget_value(key) for key in keys)
    if x is not None and y is not None:
        state.lab().predicting.mark((float(x), float(y)))


def _take_back(last: tuple[Probe, ...]) -> None:
    game = state.lab().predicting
    for probe in last:
        game.guesses.pop(probe_key(probe), None)
    game.take_back()
