"""The Landscape page below its head: two curves beside the plane.

It is not a fragment: a fragment's rerun waits for the previous run to finish, while a rerun of the page
stops one that is still computing a surface.
"""

from __future__ import annotations

import streamlit as st

from backprop.training import Trainer
from backprop.ui import words
from backprop.ui.landscape import lines, plane

ABOUT = (
    "The [loss] depends on all [weights and biases|parameters]: it is a landscape with one dimension for each of them. "
    "Training walks downhill in it, against the [gradient] g. Here are straight lines and flat planes cut through it, with "
    "the shown [iteration] marked. A [tangent] shows the [first order], and ‖g‖ is the [norm] of g. Step on, and watch your [run] move."
)


def draw(trainer: Trainer) -> None:
    """Everything below the head, for the trainer at the shown iteration."""
    words.paragraph(ABOUT)
    left, right = st.columns([5, 6], gap="medium")
    with left:
        lines.draw_descent(trainer)
        lines.draw_slice(trainer)
    with right:
        plane.draw(trainer)
