"""Rich display in Jupyter: ``from backprop import notebook``, and a Trainer is shown as its replay.

The replay is the Train page's instrument; it steps, plays and goes back in the cell, without a server.
"""

from __future__ import annotations

import html
from typing import Any

from backprop.live_view import replay
from backprop.support import missing
from backprop.training import Snapshot, Trainer

HEIGHT = 900  # pixels; the instrument fits without scrolling


class Replay:
    """What Jupyter shows: a frame that holds the replay of a run as it was at that moment.

    Raises ValueError, one sentence, for a run that is too large, or without Plotly.
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
    """A trainer's run from its first iteration on, opened at the one where the trainer stands."""
    return Replay(trainer, height)


def register(formatters: Any) -> None:
    """Let IPython show every Trainer as its replay; where there is none, as its text alone.
    formatters: the DisplayFormatter of a shell."""
    formatters.formatters["text/html"].for_type(Trainer, _as_html)


def _as_html(trainer: Trainer) -> str | None:
    if missing("plotly") or replay.refusal(Snapshot.of(trainer)):
        return None
    return show(trainer)._repr_html_()


def _register_here() -> None:
    """In the shell that this module is imported in, if it is IPython's."""
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return
    if (shell := get_ipython()) is not None:
        register(shell.display_formatter)


_register_here()
