"""Which of the palettes fits the page."""

from __future__ import annotations

import streamlit as st

from backprop.figures.palette import PALETTES, Palette


def palette() -> Palette:
    """The palette of the theme that the browser shows; Streamlit reruns the page when it changes."""
    return PALETTES.get(st.context.theme.type or "light", PALETTES["light"])
