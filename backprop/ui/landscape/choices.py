"""What the Landscape page lets a person choose; each in the address, nonsense is the default."""

from __future__ import annotations

from typing import Any

import streamlit as st

from backprop.landscape import SIZES, affordable_size
from backprop.training import Trainer
from backprop.ui import state
from backprop.ui.landscape.weights import Weights

OPTIONS = (
    "directions", "size", "seed", "range", "view", "weight_x", "weight_y", "alpha", "other", "held",
    "from",
)  # fmt: skip
RANDOM, PATH, WEIGHTS = "random", "path", "weights"
DIRECTIONS = {RANDOM: "two random ones", PATH: "the path's own two", WEIGHTS: "two weights"}
VIEWS = {"contour": "Contour", "surface": "Surface"}
RANGES = {"0.1": "× 0.1", "0.25": "× 0.25", "0.5": "× 0.5", "1": "× 1", "2": "× 2", "5": "× 5"}
AUTO = "auto"
ALPHAS = {AUTO: "automatic", "2": "0 to 2 η", "10": "0 to 10 η", "100": "0 to 100 η"}
SEEDS = 10_000
FAR = 100  # the other end of the slice while iteration 0 is shown
STOPPED = "landscape_stopped"  # not in the address: which surface the person has stopped


def directions() -> str:
    """How the plane is chosen."""
    return _one_of("directions", DIRECTIONS, RANDOM)


def view() -> str:
    """Contour or surface."""
    return _one_of("view", VIEWS, "contour")


def scale() -> float:
    """Times the usual range."""
    return float(_one_of("range", RANGES, "1"))


def alpha() -> str:
    """How far the curve along −g goes."""
    return _one_of("alpha", ALPHAS, AUTO)


def size(trainer: Trainer) -> int:
    """Points a side; what takes about a second, unless another number is chosen."""
    text = state.lab().options.get("size", "")
    if text in map(str, SIZES):
        return int(text)
    return affordable_size(trainer.mlp, trainer.n_train)


def seed() -> int:
    """Of the random directions."""
    return _whole("seed", 0, SEEDS - 1)


def held() -> int | None:
    """The iteration at which the plane is held; None where it follows the shown one."""
    number = _whole("held", -1, state.MAX_ITERATION)
    return None if number < 0 else number


def other(shown: int) -> int:
    """The other end of the slice; 0, or while that is shown a later one."""
    return _whole("other", 0 if shown else FAR, state.MAX_ITERATION)


def draw_plane(trainer: Trainer, weights: Weights) -> None:
    """The choices of the plane, in a row that wraps."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        select("directions", "Directions", DIRECTIONS, directions(), RANDOM, 190,
                "Chooses the two directions, among all weights and biases, that span the picture. The path's own two are those in which its weights differ most.")  # fmt: skip
        if directions() == RANDOM:
            key = state.choice_key("landscape_seed", seed())
            st.number_input(
                "Seed", 0, SEEDS - 1, seed(), step=1, key=key, width=110, on_change=take,
                args=("seed", key, 0),
                help="Draws other random directions. Each is scaled, unit by unit, to the length of the "
                "weights into that unit (filter-normalised), and leaves the biases alone.",
            )  # fmt: skip
        elif directions() == WEIGHTS:
            for axis, label in (("weight_x", "Across"), ("weight_y", "Upwards")):
                chosen = weights.chosen(axis)
                select(axis, label, weights.names(chosen), weights.text(chosen),
                        weights.usual(axis), 130, "Chooses the weight or bias along this axis." + weights.note)  # fmt: skip
        usual = str(affordable_size(trainer.mlp, trainer.n_train))
        sizes = {str(n): f"{n} × {n}" for n in SIZES}
        select("size", "Points", sizes, str(size(trainer)), usual, 120,
                "Sets the resolution. Each point is the loss of a whole network, so more points take longer.")  # fmt: skip
        select("range", "Range", RANGES, _one_of("range", RANGES, "1"), "1", 105,
                "Sets how much of the plane is shown.")  # fmt: skip
        _draw_view()
        _draw_hold(trainer.iteration)


def draw_alpha() -> None:
    """How far the curve goes."""
    select("alpha", "Steps α", ALPHAS, alpha(), AUTO, 140,
            "Sets how far the curve follows the negative gradient.")  # fmt: skip


def stop(key: str) -> None:
    """Remember that the person has stopped that surface."""
    state.lab().options[STOPPED] = key


def go_on() -> None:
    """Compute the rest of it after all."""
    state.lab().options.pop(STOPPED, None)


def stopped(key: str) -> bool:
    """Whether the person has stopped that surface."""
    return state.lab().options.get(STOPPED) == key


def _draw_view() -> None:
    key = state.choice_key("landscape_view", view())
    st.segmented_control(
        "View", list(VIEWS), default=view(), format_func=VIEWS.__getitem__, required=True, key=key,
        on_change=take, args=("view", key, "contour"),
        help="Draws the same losses as a map, or as a surface that you can turn.",
    )  # fmt: skip


def _draw_hold(shown: int) -> None:
    on = held() is not None
    key = state.choice_key("landscape_held", on)
    st.toggle(
        "Hold", on, key=key, on_change=_take_hold, args=(key, shown),
        help="Keeps the plane where it is while you step on: the amber point then moves in it.",
    )  # fmt: skip


def select(
    option: str, label: str, names: dict[str, str], value: str, usual: str, width: int, text: str
) -> None:
    """A menu for an option; names: what it may be in the address, and what the menu says."""
    key = state.choice_key(f"landscape_{option}", value)
    st.selectbox(
        label, list(names), index=list(names).index(value), format_func=names.__getitem__, key=key, width=width,
        help=text, on_change=take, args=(option, key, usual),
    )  # fmt: skip


def take(option: str, key: str, usual: str | int | None) -> None:
    """What the person has chosen goes into the address; the usual is left out of it."""
    _set(option, state.given(f"landscape_{option}", key), usual)


def _take_hold(key: str, shown: int) -> None:
    on = state.given("landscape_held", key)
    if on is not None:
        state.lab().options["held"] = str(shown) if on else ""


def _set(option: str, value: Any, usual: Any) -> None:
    if value is not None:
        state.lab().options[option] = "" if value == usual else str(value)


def _one_of(option: str, names: dict[str, str], usual: str) -> str:
    text = state.lab().options.get(option, "")
    return text if text in names else usual


def _whole(option: str, usual: int, most: int) -> int:
    text = state.lab().options.get(option, "")
    fits = text.isascii() and text.isdecimal() and len(text) < 10 and int(text) <= most
    return int(text) if fits else usual
