"""The palette that fits the page."""

from __future__ import annotations

import streamlit as st

from backprop.figures.palette import PALETTES, Palette
from backprop.live_view.mount import theme_change


def palette() -> Palette:
    """The palette for the theme that the browser shows."""
    return PALETTES.get(st.context.theme.type or "light", PALETTES["light"])


def follow() -> None:
    """Redraw the page when the browser's theme changes; Streamlit does not do so itself."""
    theme_change("theme_change", _changed)


def _changed() -> None:
    """The rerun itself redraws the figures in the other palette."""
