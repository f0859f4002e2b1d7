"""Which of the palettes fits the page."""

from __future__ import annotations

import streamlit as st

from backprop.figures.palette import PALETTES, Palette
from backprop.live_view.mount import theme_change


def palette() -> Palette:
    """The palette of the theme that the browser showed when it asked for this run of the page."""
    return PALETTES.get(st.context.theme.type or "light", PALETTES["light"])


def follow() -> None:
    """Draw the page anew when the browser's theme changes: Streamlit by itself does not."""
    theme_change("theme_change", _changed)


def _changed() -> None:
    """The page reruns, and its figures are drawn in the other palette."""
