"""What the Compare page lets a person choose, as text in the address: the view."""

from __future__ import annotations

from backprop.ui import state

VIEW = "view"
OPTIONS = (state.RUNS, VIEW)
SIDE_BY_SIDE, SWEEP = "runs", "sweep"


def view() -> str:
    """The chosen view; side by side where the address holds nonsense."""
    return SWEEP if state.lab().options.get(VIEW) == SWEEP else SIDE_BY_SIDE


def show(name: str) -> None:
    """Take a view; the first is the default and left out of the address."""
    state.lab().options[VIEW] = name if name == SWEEP else ""
