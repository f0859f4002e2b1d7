"""A Plotly figure of Python's in an element that stays while the page reruns.

``st.plotly_chart`` makes a new element for every new figure and draws it three times over; this one
hands the figure to the element that is there, which is drawn once. It uses the Plotly that the Train
page has loaded already.
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
    """Draw a figure whose layout has its height, and its width or as wide as there is room; its meta
    says what it is called when it is saved (``ui/saving.py``).

    alt: what it shows, for who cannot see it. picks: a click on a point that has customdata reruns; the
    run after it is returned that point's customdata, else None. on_picked: called before that run.
    """
    around = json.dumps({"alt": alt, "picks": picks or on_picked is not None})
    data = f'{around[:-1]}, "figure": {figure.to_json()}}}'.encode()
    return _chart(key=key, data=data, on_picked_change=on_picked or _nobody).picked


def _nobody() -> None:
    """Nothing follows a click."""
