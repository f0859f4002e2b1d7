"""The choice of inputs made from a point's two coordinates."""

from __future__ import annotations

import streamlit as st

from backprop.data import DATASETS, FEATURES
from backprop.ui import state
from backprop.ui.train import controls

_KEY = "features"


def draw_features() -> None:
    """A row of buttons, if the data has two coordinates."""
    lab = state.lab()
    table = lab.tables.get(lab.experiment.own_data)
    columns = table.X.shape[1] if table else DATASETS[lab.experiment.dataset].n_features
    if columns != 2:
        return
    now = list(lab.experiment.features)
    key = state.choice_key(_KEY, now)
    st.pills(
        "Inputs",
        list(FEATURES),
        default=now,
        selection_mode="multi",
        format_func=lambda name: FEATURES[name].called(),
        key=key,
        help="Chooses the inputs that the network sees for each point. With x₁² and x₂² a single layer can draw a ring; "
        "with x₁x₂ it can separate opposite quarters.",
        on_change=_take,
        args=(key,),
    )


def _take(key: str) -> None:
    names = state.changed_value(_KEY, key)
    if names is not None:
        controls.apply(features=tuple(name for name in FEATURES if name in names))
