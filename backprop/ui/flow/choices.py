"""What the Gradient flow page lets a person choose, as text in the address: a quantity, norm or mean,
how far, and a layer (the same as on the Mathematics page)."""

from __future__ import annotations

import streamlit as st

from backprop.figures.flow import Quantity
from backprop.ui import state

QUANTITY, SIZE, UNTIL, LAYER = OPTIONS = ("quantity", "size", "until", "layer")
GRADIENTS = ("dW", "db", "dz", "da")
LABELS = {
    **{name: name for name in GRADIENTS},
    "update": "|update| / |W|",
    "dead": "dead units",
    "saturated": "saturated units",
}
SIZES = {"norm": "norm", "mean": "mean size"}
LENGTHS = {"trained": "as far as trained", "shown": "the shown iteration"}
_DEFAULTS = {QUANTITY: "dz", SIZE: "mean", UNTIL: "trained", LAYER: "1"}
_HELP = (
    "Chooses what is measured in each layer.  \n"
    "dW and db are the gradients of its weights and biases, dz and da what comes back to it from the loss.  \n"
    "|update| / |W| compares an update with the weights; about 0.001 is usual in a healthy training.  \n"
    "Dead units have a slope of 0 for every training sample.  \n"
    "Saturated units (sigmoid or tanh) have less than 5 % of the steepest slope for most training samples. "
    "In an output layer that only means that the network is sure."
)


def chosen(name: str) -> str:
    """An option's text; the default where the address holds nonsense."""
    text = state.lab().options.get(name, "")
    allowed = {QUANTITY: LABELS, SIZE: SIZES, UNTIL: LENGTHS}[name]
    return text if text in allowed else _DEFAULTS[name]


def layer(depth: int) -> int:
    """The chosen layer, the first where the address names none that there is."""
    text = state.lab().options.get(LAYER, "")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 1
    return number if 1 <= number <= depth else 1


def choose(name: str, text: str) -> None:
    """Take a choice; a default is left out of the address."""
    state.lab().options[name] = "" if text == _DEFAULTS[name] else text


def clean(depth: int) -> None:
    """Put the options that hold nonsense at their default, so that the address says what is seen."""
    for name in (QUANTITY, SIZE, UNTIL):
        choose(name, chosen(name))
    choose(LAYER, str(layer(depth)))


def quantity() -> Quantity:
    """What is drawn."""
    name = chosen(QUANTITY)
    if name in GRADIENTS:
        size = chosen(SIZE)
        axis = f"norm of {name}" if size == "norm" else f"mean |{name}|"
        return Quantity(f"{name}_{size}", axis)
    if name == "update":
        return Quantity(name, LABELS[name], rule=True)
    return Quantity(name, f"share of {LABELS[name]}", share=True)


def draw(depth: int) -> None:
    """A row: the quantity, norm or mean, how far, the layer."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _pick(QUANTITY, "Quantity", list(LABELS), LABELS, _HELP)
        if chosen(QUANTITY) in GRADIENTS:
            help_text = "Norm: the square root of the sum of squares. Mean size: the mean of all |values|, which does not grow with the size of the layer."
            _pick(SIZE, "Size", list(SIZES), SIZES, help_text)
        help_text = "Measures all iterations trained so far, or only those up to the shown one."
        _pick(UNTIL, "Look at iterations 0 to", list(LENGTHS), LENGTHS, help_text)
        names = [str(l) for l in range(1, depth + 1)]
        help_text = "Draws this layer in amber, and its distributions below."
        _pick(LAYER, "Layer", names, {name: name for name in names}, help_text)


def _pick(name: str, label: str, values: list[str], spoken: dict[str, str], help_text: str) -> None:
    now = str(layer(len(values))) if name == LAYER else chosen(name)
    key = state.choice_key(f"flow_{name}", now)
    st.segmented_control(
        label,
        values,
        default=now,
        format_func=lambda value: spoken[value],
        key=key,
        required=True,
        help=help_text,
        on_change=_take,
        args=(name, f"flow_{name}", key),
    )


def _take(name: str, widget: str, key: str) -> None:
    value = state.given(widget, key)
    if value is not None:
        choose(name, value)
