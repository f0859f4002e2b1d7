"""The options of the Gradient flow page: a quantity, norm or mean, how far, and a layer."""

from __future__ import annotations

import streamlit as st

from backprop.figures.flow import Quantity
from backprop.ui.options import LAYER, one_of, segmented

GRADIENTS = ("dW", "db", "dz", "da")
LABELS = {
    **{name: name for name in GRADIENTS},
    "update": "|update| / |W|",
    "dead": "dead units",
    "saturated": "saturated units",
}
SIZES = {"norm": "norm", "mean": "mean size"}
LENGTHS = {"trained": "as far as trained", "shown": "the shown iteration"}
QUANTITY = one_of("flow", "quantity", tuple(LABELS), "dz")
SIZE = one_of("flow", "size", tuple(SIZES), "mean")
UNTIL = one_of("flow", "until", tuple(LENGTHS), "trained")
OPTIONS = (QUANTITY, SIZE, UNTIL, LAYER)
_HELP = (
    "Chooses what is measured in each layer.  \n"
    "dW and db are the gradients of its weights and biases, dz and da are what comes back to it from the loss.  \n"
    "|update| / |W| compares an update with the weights; about 0.001 is usual in a healthy training.  \n"
    "Dead units have a slope of 0 for every training sample.  \n"
    "Saturated units (sigmoid or tanh) have less than 5 % of the steepest slope for most training samples. "
    "In an output layer that only means that the network is sure."
)


def quantity() -> Quantity:
    """What is drawn."""
    name = QUANTITY.value()
    if name in GRADIENTS:
        size = SIZE.value()
        axis = f"norm of {name}" if size == "norm" else f"mean |{name}|"
        return Quantity(f"{name}_{size}", axis)
    if name == "update":
        return Quantity(name, LABELS[name], rule=True)
    return Quantity(name, f"share of {LABELS[name]}", share=True)


def draw(depth: int) -> None:
    """A row: the quantity, norm or mean, how far, the layer."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        segmented(QUANTITY, "Quantity", LABELS, _HELP)
        if QUANTITY.value() in GRADIENTS:
            help_text = "Norm: the square root of the sum of squares. Mean size: the mean of all |values|, which does not grow with the size of the layer."
            segmented(SIZE, "Size", SIZES, help_text)
        help_text = "Measures all iterations trained so far, or only those up to the shown one."
        segmented(UNTIL, "Look at iterations 0 to", LENGTHS, help_text)
        help_text = "Draws this layer in amber, and its distributions below."
        segmented(LAYER, "Layer", {l: str(l) for l in range(1, depth + 1)}, help_text)
