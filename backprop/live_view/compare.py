"""Several runs in one component: their traces in one message, and the component that steps them together.

Layout: a header like that of a trace without blocks, then the traces of ``trace.py`` one after another. The
header names the set and its runs, and says where each run's trace lies behind it, if it is included.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from streamlit.components.v2 import component

from backprop.live_view.loading import loader, styles
from backprop.live_view.trace import EXACT_PARAMETERS, pack
from backprop.training import Trainer

_compare = component(
    "backprop_compare",
    css=styles("base", "plots", "transport", "views", "save", "compare"),
    js=loader("compare/compare.js", "mountCompare", plotly=True),
    isolate_styles=False,  # Plotly puts its styles into the document
)


@dataclass(frozen=True)
class Entry:
    """A run of the set. own: label and value of the choices in which the runs differ. full: a summary of all
    choices."""

    run: str
    own: Sequence[tuple[str, str]]
    full: str


def set_id(runs: Sequence[str]) -> str:
    """A short name for a set of runs; equal for the same runs in the same order."""
    return hashlib.sha256(" ".join(runs).encode()).hexdigest()[:16]


def pack_set(entries: Sequence[Entry], traces: Mapping[str, bytes], show: int) -> bytes:
    """Pack the set with the traces of some of its runs, by name. show: the iteration to open at."""
    runs, pieces, offset = [], [], 0
    for entry in entries:
        trace = traces.get(entry.run)
        at = None if trace is None else (offset, len(trace))
        if trace is not None:
            pieces.append(trace)
            offset += len(trace)
        runs.append(
            {
                "run": entry.run,
                "own": list(entry.own),
                "full": entry.full,
                "at": at,
                "only": len(entries) == 1,
            }
        )
    header = {
        "version": 1,
        "set": set_id([entry.run for entry in entries]),
        "show": show,
        "runs": runs,
    }
    return pack(header, {}) + b"".join(pieces)


def exact_norms(trainer: Trainer) -> list[float] | None:
    """‖dW‖ of each layer at the trainer's iteration, if the trace holds it rounded; else None."""
    if trainer.mlp.parameters.size <= EXACT_PARAMETERS:
        return None
    with np.errstate(over="ignore"):
        norms = [float(np.linalg.norm(dW)) for dW in trainer.mlp.dW[1:]]
    return norms if np.isfinite(norms).all() else None


def compare_view(
    key: str, data: bytes, on_more: Callable[[], None], on_picked: Callable[[], None]
) -> None:
    """Mount the instrument. Triggers: "more" requests stretches of runs, "picked" acts on one run."""
    _compare(key=key, data=data, on_more_change=on_more, on_picked_change=on_picked)
