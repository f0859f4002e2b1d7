"""The name and title of a figure when it is saved.

They travel in the figure as layout.meta; the Save menu (``live_view/js/save/menu.js``) reads them.
"""

from __future__ import annotations

import re

import plotly.graph_objects as go

from backprop.data import OWN
from backprop.ui import state

_MARKS = re.compile(r"[*`]|^#+ ")


def named(
    figure: go.Figure, page: str, name: str, title: str, iteration: int | None = None
) -> go.Figure:
    """The figure with its name and title. page, name: path of the page and name of the figure, for the file
    name. title: what it shows; may be the markdown of a heading. iteration: by default the shown one."""
    t = state.lab().shown if iteration is None else iteration
    what = words = _MARKS.sub("", title)
    if "iteration" not in words:
        words = f"{words} at iteration {t}"
    experiment = state.lab().experiment
    data = "own data" if experiment.dataset == OWN else experiment.dataset
    run = f"{data}, hidden {'-'.join(map(str, experiment.hidden)) or 'none'}"
    figure.layout.meta = {
        "page": page,
        "name": name,
        "what": what,
        "title": f"{words} ({run})",
        "iteration": t,
    }
    return figure
