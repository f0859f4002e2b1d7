"""The Landscape page below its head: two curves beside the plane."""

from __future__ import annotations

import streamlit as st

from backprop.ui import landscape_choices as choices
from backprop.ui import landscape_lines as lines
from backprop.ui import landscape_plane as plane
from backprop.ui import standing, state

ABOUT = (
    "The loss is a function of all weights and biases, a landscape in as many dimensions as there "
    "are of them. Training walks downhill in it; here are straight lines and flat planes cut "
    "through it, and on each the iteration that you see. Step on and watch the point move."
)


@st.fragment
def draw() -> None:
    """Everything that answers a choice of this page."""
    state.begin_fragment()
    state.write_address(*choices.OPTIONS)
    trainer = standing.at_shown()
    st.caption(ABOUT)
    left, right = st.columns([5, 6], gap="medium")
    with left:
        lines.draw_descent(trainer)
        lines.draw_slice(trainer)
    with right:
        plane.draw(trainer)
