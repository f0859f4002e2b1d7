"""Interventions on the page: messages of the instrument, and the list in the sidebar."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import streamlit as st

from backprop.live_view.answers import with_interventions
from backprop.live_view.mount import interventions_list
from backprop.ui import state

KEY = "interventions"


def draw() -> None:
    """The list of the run's interventions, if it has any."""
    listed = state.lab().experiment.interventions
    if not listed:
        return
    st.markdown(
        "**Interventions**",
        help="What was changed in the middle of the run, before the update of the iteration shown. The "
        "number goes to that iteration, × takes the change back.",
    )
    interventions_list(KEY, [{**dataclasses.asdict(one), "text": str(one)} for one in listed])
    st.caption("The choices below are those of iteration 0.")


def take(lab: state.Lab, message: Mapping[str, Any]) -> None:
    """Make the run that the instrument asks for: with changes at an iteration, or with an intervention
    removed. A branch goes beside the session's own run, which stays as it is.

    A message about another run is ignored. If the run cannot be made, the page shows why.
    """
    if message.get("run") != lab.run:
        return
    try:
        iteration = int(message["iteration"])
        experiment = with_interventions(lab.experiment, iteration, message)
    except (KeyError, TypeError, ValueError) as error:
        lab.error = _sentence(error)
        return
    if message.get("branch"):
        lab.shown = iteration
        lab.compare_with(experiment)
        lab.branched = True
        return
    lab.change(experiment, shown=iteration)


def _sentence(error: Exception) -> str:
    if isinstance(error, ValueError):
        return f"{str(error).removeprefix('interventions: ')}"
    return "This intervention could not be read."
