"""The options of the Landscape page: of the curve along −g and of the plane; those of the slice are in other.py."""

from __future__ import annotations

import streamlit as st

from backprop.landscape import SIZES, affordable_size
from backprop.training import Trainer
from backprop.ui import state
from backprop.ui.landscape.other import FROM, OTHER
from backprop.ui.landscape.weights import WEIGHT_X, WEIGHT_Y, Weights
from backprop.ui.options import Option, one_of, segmented, selectbox, whole

RANDOM, PATH, WEIGHTS = "random", "path", "weights"
_DIRECTIONS = {RANDOM: "two random ones", PATH: "the path's own two", WEIGHTS: "two weights"}
CONTOUR, SURFACE = "contour", "surface"
_VIEWS = {CONTOUR: "Contour", SURFACE: "Surface"}
AUTO = "auto"
_ALPHAS = {AUTO: "automatic", "2": "0 to 2 η", "10": "0 to 10 η", "100": "0 to 100 η"}
_SCALES = {scale: f"× {scale:g}" for scale in (0.1, 0.25, 0.5, 1.0, 2.0, 5.0)}
SEEDS = 10_000

DIRECTIONS = one_of("landscape", "directions", tuple(_DIRECTIONS), RANDOM)
# Points along each side; None: what can be computed in about a second.
SIZE: Option[int | None] = one_of("landscape", "size", SIZES, None)
SEED = whole("landscape", "seed", 0, SEEDS - 1, 0)  # of the random directions
SCALE = one_of("landscape", "range", tuple(_SCALES), 1.0, "{:g}".format)  # times the usual range
VIEW = one_of("landscape", "view", tuple(_VIEWS), CONTOUR)
ALPHA = one_of("landscape", "alpha", tuple(_ALPHAS), AUTO)  # how far the curve along −g goes
# The iteration around which the plane is fixed; None: it follows the shown one.
PLANE_AT = whole("landscape", "held", 0, state.MAX_ITERATION, None)
OPTIONS = (
    DIRECTIONS,
    SIZE,
    SEED,
    SCALE,
    VIEW,
    WEIGHT_X,
    WEIGHT_Y,
    ALPHA,
    OTHER,
    PLANE_AT,
    FROM,
)
_STOPPED = "landscape_stopped"  # in Lab.page_memory: the surface that the person has stopped


def size(trainer: Trainer) -> int:
    """The number of points along each side of the plane."""
    return SIZE.value() or affordable_size(trainer.mlp, trainer.n_train)


def draw_plane(trainer: Trainer, weights: Weights) -> None:
    """The choices of the plane, in a row that wraps."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        selectbox(
            DIRECTIONS,
            "Directions",
            _DIRECTIONS,
            "Chooses the two directions in the space of all weights and biases that span the picture. The path's own two are those along which its weights vary most.",
            190,
        )
        if DIRECTIONS.value() == RANDOM:
            st.number_input(
                "Seed",
                0,
                SEEDS - 1,
                SEED.value(),
                step=1,
                width=110,
                help="Draws different random directions. Each is scaled, unit by unit, to the length of the "
                "weights into that unit (filter-normalised), and leaves the biases alone.",
                **SEED.bound(SEED.value()),
            )
        elif DIRECTIONS.value() == WEIGHTS:
            for axis, label in ((WEIGHT_X, "Across"), (WEIGHT_Y, "Upwards")):
                chosen = weights.chosen(axis)
                selectbox(
                    axis,
                    label,
                    weights.names(chosen),
                    "Chooses the weight or bias along this axis." + weights.note,
                    130,
                    shown=weights.text(chosen),
                    usual=weights.usual(axis),
                )
        selectbox(
            SIZE,
            "Points",
            {n: f"{n} × {n}" for n in SIZES},
            "Sets the resolution. Each point is the loss of a whole network, so more points take longer.",
            120,
            shown=size(trainer),
            usual=affordable_size(trainer.mlp, trainer.n_train),
        )
        selectbox(SCALE, "Range", _SCALES, "Sets how much of the plane is shown.", 105)
        segmented(
            VIEW,
            "View",
            _VIEWS,
            "Draws the same losses as a map, or as a surface that you can turn.",
        )
        _draw_hold(trainer.iteration)


def draw_alpha() -> None:
    """How far the curve along −g goes."""
    selectbox(
        ALPHA, "Steps α", _ALPHAS, "Sets how far the curve follows the negative gradient.", 140
    )


def stop(surface: str) -> None:
    """Remember that the person has stopped the computation of a surface."""
    state.lab().page_memory[_STOPPED] = surface


def go_on() -> None:
    """Let the stopped computation go on."""
    state.lab().page_memory.pop(_STOPPED, None)


def stopped(surface: str) -> bool:
    """Whether the person has stopped the computation of that surface."""
    return state.lab().page_memory.get(_STOPPED) == surface


def _draw_hold(shown: int) -> None:
    on = PLANE_AT.value() is not None
    key = state.choice_key(PLANE_AT.widget, on)
    st.toggle(
        "Hold",
        on,
        key=key,
        on_change=_take_hold,
        args=(key, shown),
        help="Keeps the plane fixed while you step: the amber point then moves across it.",
    )


def _take_hold(key: str, shown: int) -> None:
    on = state.changed_value(PLANE_AT.widget, key)
    if on is not None:
        PLANE_AT.choose(shown if on else None)
