"""Rich display in Jupyter: after ``from backprop import notebook`` a Trainer is shown as its replay.

The replay is the instrument of the Train page. It steps, plays and goes back inside the cell, without a
server.
"""

from __future__ import annotations

import html
from typing import Any

from backprop.live_view import replay
from backprop.support import missing
from backprop.training import Snapshot, Trainer

HEIGHT = 900  # pixels; enough to show the instrument without scrolling


class Replay:
    """What Jupyter displays: a frame with the replay of a run as it was when this object was made.

    Raises ValueError, one sentence, if the run is too large or Plotly is missing.
    """

    def __init__(self, trainer: Trainer, height: int = HEIGHT) -> None:
        self.file = replay.replay(Snapshot.of(trainer))
        self.height = height

    def _repr_html_(self) -> str:
        page = html.escape(self.file.decode(), quote=True)
        return (
            f'<iframe srcdoc="{page}" title="Replay of the run" '
            f'style="width:100%;height:{self.height}px;border:0"></iframe>'
        )


def show(trainer: Trainer, height: int = HEIGHT) -> Replay:
    """The replay of a trainer's run from its first iteration, opened at the trainer's current iteration."""
    return Replay(trainer, height)


def register(formatters: Any) -> None:
    """Make IPython display every Trainer as its replay, or as text if there can be no replay.
    formatters: the DisplayFormatter of a shell."""
    formatters.formatters["text/html"].for_type(Trainer, _as_html)


def _as_html(trainer: Trainer) -> str | None:
    if missing("plotly") or replay.refusal(Snapshot.of(trainer)):
        return None
    return show(trainer)._repr_html_()


def _register_here() -> None:
    """Register in the current shell if it is IPython's."""
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return
    if (shell := get_ipython()) is not None:
        register(shell.display_formatter)


_register_here()
