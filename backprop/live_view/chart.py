"""A Plotly figure made in Python, in an element that stays while the page reruns.

``st.plotly_chart`` makes a new element for every new figure and draws it three times. This component passes
the figure to the existing element, which draws it once, with the Plotly that the Train page also loads.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
from streamlit.components.v2 import component

from backprop.live_view.loading import loader, styles

_chart = component(
    "backprop_chart",
    css=styles("save"),
    js=loader("components/chart.js", "mountChart", plotly=True),
    isolate_styles=False,  # Plotly puts its styles into the document
)


def chart(
    figure: go.Figure,
    key: str,
    alt: str,
    on_picked: Callable[[], None] | None = None,
    *,
    picks: bool = False,
) -> Any:
    """Draw a figure. Its layout sets the height, and the width unless it should fill the place; its meta
    holds the name for saving (``ui/saving.py``).

    alt: a description for people who cannot see it. picks: a click on a point with customdata reruns the
    page, and that run gets the customdata as return value; otherwise it is None. on_picked: called before
    that run.
    """
    around = json.dumps({"alt": alt, "picks": picks or on_picked is not None})
    data = f'{around[:-1]}, "figure": {figure.to_json()}}}'.encode()
    return _chart(key=key, data=data, on_picked_change=on_picked or _ignore).picked


def _ignore() -> None:
    """Ignore a click."""
