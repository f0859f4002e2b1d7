"""The plane of the Landscape page: its choices, its computation in slices, its picture."""

from __future__ import annotations

import time

import numpy as np
import streamlit as st

from backprop.arrays import Array
from backprop.figures.landscape_plane import (
    Landscape,
    arrow_points,
    arrow_vector,
    contour_figure,
    surface_figure,
)
from backprop.landscape import (
    RANDOM_HALF,
    WEIGHT_HALF,
    Objective,
    Path,
    Surface,
    around_path,
    parameters_at,
    path_of,
    path_plane,
    random_plane,
    weights_plane,
)
from backprop.landscape.surface import around, clipped
from backprop.live_view.chart import chart
from backprop.notation import rounded
from backprop.training import Experiment, Trainer
from backprop.ui.caches import cached
from backprop.ui.landscape import choices
from backprop.ui.landscape.weights import WEIGHT_X, WEIGHT_Y, Weights
from backprop.ui.landscape.words import loss_of
from backprop.ui.saving import named
from backprop.ui.theme import palette
from backprop.ui.turns import train_in_turns

AT_ONCE = 0.6  # seconds before progress is shown
AT_A_TIME = 60.0  # seconds after which the person is asked whether to go on, so that a link alone cannot keep a server busy
SLICE = 0.15  # seconds between two checks for another choice
HIGHEST = 1000.0  # times the loss at the shown point: higher values are cut off there


def draw(trainer: Trainer) -> None:
    """The choices, the surface as far as it is computed, and its picture."""
    weights = Weights(trainer.mlp.layer_sizes, trainer.mlp.gradients)
    base = _base(trainer)
    place = f"around iteration {base}" if base != trainer.iteration else f"at iteration {base}"
    st.markdown(f"## {loss_of(trainer)} {place}")
    choices.draw_plane(trainer, weights)
    across, upwards = (weights.chosen(axis) for axis in (WEIGHT_X, WEIGHT_Y))
    asked = (
        choices.DIRECTIONS.value(),
        choices.SEED.value(),
        across,
        upwards,
        choices.SCALE.value(),
    )
    try:
        penalty = trainer.mlp.l1, trainer.mlp.l2  # an intervention may change it during the run
        surface = _surface(
            trainer.experiment, base, *asked, choices.size(trainer), penalty, trainer
        )
    except ValueError as error:
        st.info(str(error))
        return
    objective = Objective(trainer.mlp, trainer.dataset.X_train, trainer.dataset.y_train)
    key = f"{trainer.experiment} {base} {asked} {choices.size(trainer)} {penalty}"
    _compute(surface, objective, key)
    names = ("direction 1", "direction 2")
    if choices.DIRECTIONS.value() == choices.WEIGHTS:
        names = weights.name(across), weights.name(upwards)
    elif (shares := surface.plane.shares) is not None:
        first, second = (
            f"component {k} ({100 * share:.1f} %)" for k, share in enumerate(shares, 1)
        )
        names = first, second
    found = _landscape(trainer, surface, objective, max(base, trainer.iteration), names)
    figure = (contour_figure if choices.VIEW.value() == choices.CONTOUR else surface_figure)(
        found, palette()
    )
    title = f"{loss_of(trainer)} over the plane of {' and '.join(names)} around iteration {base}"
    chart(
        named(figure, "landscape", choices.VIEW.value(), title),
        f"landscape_{choices.VIEW.value()}",
        _alt(found, surface),
    )
    _say(trainer, surface, found)


def _base(trainer: Trainer) -> int:
    """The iteration around which the plane lies."""
    fixed = choices.PLANE_AT.value()
    if fixed is None:
        return trainer.iteration
    shown = trainer.iteration
    found = train_in_turns(trainer, fixed)
    trainer.seek(shown)
    return found


@cached(st.cache_resource, max_entries=8, show_spinner="Following the path so far…")
def _path(experiment: Experiment, last: int, _trainer: Trainer) -> Path:
    return path_of(_trainer, last)


@cached(st.cache_resource, max_entries=24, show_spinner=False)
def _surface(
    experiment: Experiment,
    base: int,
    directions: str,
    seed: int,
    across: int,
    upwards: int,
    scale: float,
    size: int,
    penalty: tuple[float, float],
    _trainer: Trainer,
) -> Surface:
    """A surface, cached with the rows computed so far. Sessions that look at the same surface share it:
    a row has the same numbers whoever computes it."""
    if directions == choices.PATH:
        path = _path(experiment, base, _trainer)
        plane = path_plane(path)
        x, y = around_path(plane.points(path.thetas), scale, size)
        return Surface(plane, x, y)
    center = parameters_at(_trainer, base)
    if directions == choices.WEIGHTS:
        plane = weights_plane(center, across, upwards)
        half = max(WEIGHT_HALF, *map(abs, plane.origin))  # so that zero is in the picture at × 1
    else:
        plane, half = random_plane(center, _trainer.mlp.layer_sizes, seed), RANDOM_HALF
    return Surface(plane, *around(plane.origin, scale * half, size))


def _compute(surface: Surface, objective: Objective, key: str) -> None:
    """Compute the missing rows, unless the person has stopped it. Each update of the bar lets Streamlit
    end this run if the person has chosen something else; computed rows are kept."""
    place = st.empty()
    if not surface.complete and not choices.stopped(key):
        end = time.monotonic() + AT_A_TIME
        surface.advance(objective, AT_ONCE)
        if not surface.complete:
            with place.container(horizontal=True, vertical_alignment="center"):
                bar = st.progress(surface.share, _doing(surface))
                st.button("Stop", key="landscape_stop", on_click=choices.stop, args=(key,))
            while not surface.complete and time.monotonic() < end:
                surface.advance(objective, SLICE)
                bar.progress(surface.share, _doing(surface))
            place.empty()
            if not surface.complete:
                choices.stop(key)
    if not surface.complete:
        with place.container(horizontal=True, vertical_alignment="center"):
            done = int(surface.done.sum())
            st.markdown(f"Stopped after {done} of {len(surface.done)} rows.", width="content")
            st.button("Go on", key="landscape_go_on", on_click=choices.go_on)


def _doing(surface: Surface) -> str:
    return f"Computing the loss of {surface.losses.size:,} networks: {100 * surface.share:.0f} %"


def _landscape(
    trainer: Trainer, surface: Surface, objective: Objective, last: int, names: tuple[str, str]
) -> Landscape:
    plane, theta = surface.plane, trainer.mlp.parameters
    path = _path(trainer.experiment, last, trainer)
    path_losses = trainer.history.train_loss[path.iterations] + objective.penalties(path.thetas)
    loss = objective.loss(theta)
    x, y = plane.points(theta[None])[0]
    shown = float(x), float(y)
    arrow = arrow_vector(plane.direction(-trainer.mlp.gradients), surface.x, surface.y)
    along = np.empty(0)
    if arrow is not None:
        along = objective.losses(plane.thetas(*arrow_points(shown, arrow)))
    return Landscape(
        surface.x,
        surface.y,
        clipped(surface.losses, _highest(loss)),
        names,
        plane.points(path.thetas),
        path.iterations,
        path_losses,
        shown,
        trainer.iteration,
        loss,
        arrow,
        along,
    )


def _highest(loss: float) -> float:
    return HIGHEST * loss if loss > 0 and np.isfinite(loss) else np.inf


def _alt(found: Landscape, surface: Surface) -> str:
    finite = found.losses[np.isfinite(found.losses)]
    if not finite.size:
        return "The loss over the plane: nothing to draw."
    kind = "map with lines of equal loss" if choices.VIEW.value() == choices.CONTOUR else "surface"
    return (
        f"The loss over a plane as a {kind}, {len(found.x)} times {len(found.y)} points, from "
        f"{rounded(float(finite.min()))} to {rounded(float(finite.max()))}. Iteration "
        f"{found.iteration} stands at {rounded(found.shown[0])}, {rounded(found.shown[1])} with the "
        f"loss {rounded(found.loss)}."
    )


def _say(trainer: Trainer, surface: Surface, found: Landscape) -> None:
    """What the picture shows, and what it cannot show."""
    share = surface.plane.share(trainer.mlp.gradients)
    batch = trainer.batch_size < trainer.n_train
    arrow = "the negative gradient of the shown batch" if batch else "the negative gradient"
    sentences = [f"Amber: iteration {found.iteration}, loss **{rounded(found.loss)}**."]
    if found.arrow is None:
        sentences.append("The gradient has no part in this plane, so there is no arrow.")
    else:
        sentences.append(f"Arrow: {arrow}; {100 * share:.3g} % of its length lies in this plane.")
    sentences.append("Line: the path of the run, projected onto the plane.")
    if (shares := surface.plane.shares) is not None:
        sentences.append(
            f"The plane captures {100 * sum(shares):.1f} % of the variance of the path up to its own iteration."
        )
    if choices.VIEW.value() == choices.SURFACE:
        sentences.append(
            "The path's height is its own loss: it may lie above or below the surface."
        )
    sentences += _limits(surface, found)
    st.markdown(" ".join(sentences))


def _limits(surface: Surface, found: Landscape) -> list[str]:
    total, said = int(surface.done.sum()) * len(surface.x), []
    if surface.not_finite:
        said.append(
            f"At {surface.not_finite:,} of {total:,} points the loss is not finite. "
            "They are left blank."
        )
    highest = _highest(found.loss)
    if cut := _above(surface.losses, highest):
        said.append(
            f"At {cut:,} of {total:,} points it is above {rounded(highest)} and cut off there."
        )
    x, y = found.shown
    if not (found.x[0] <= x <= found.x[-1] and found.y[0] <= y <= found.y[-1]):
        said.append(f"Iteration {found.iteration} lies outside the picture: choose a larger range.")
    return said


def _above(losses: Array, highest: float) -> int:
    return int(np.count_nonzero(np.isfinite(losses) & (losses > highest)))
