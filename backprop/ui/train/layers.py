"""The hidden layers: a row for each, with its activation and units."""

from __future__ import annotations

import streamlit as st

from backprop.nn import HIDDEN_ACTIVATIONS
from backprop.training import MAX_HIDDEN_LAYERS, with_layer, without_layer
from backprop.training.choices import BOUNDS
from backprop.training.describe import spoken
from backprop.ui import state
from backprop.ui.train import controls

DEFAULT_UNITS, DEFAULT_ACTIVATION = 4, "tanh"


def draw_layers() -> None:
    """A row for each hidden layer, and the button that adds one."""
    experiment = state.lab().experiment
    for layer in range(len(experiment.hidden)):
        _row(layer)
    full = len(experiment.hidden) >= MAX_HIDDEN_LAYERS
    st.button(
        "Add a layer" if not full else f"{MAX_HIDDEN_LAYERS} layers are the most",
        key="add_layer",
        icon=":material/add:",
        type="tertiary",
        disabled=full,
        on_click=_add,
        help="Adds a hidden layer before the output, with the activation of the one before it. Training starts over.",
    )


def _row(layer: int) -> None:
    experiment = state.lab().experiment
    name, activation, units, remove = st.columns([20, 32, 25, 11], vertical_alignment="center")
    name.caption(f"Layer {layer + 1}")
    key = state.choice_key(f"activation_{layer}", experiment.activations[layer])
    activation.selectbox(
        f"Activation of hidden layer {layer + 1}",
        list(HIDDEN_ACTIVATIONS),
        index=HIDDEN_ACTIVATIONS.index(experiment.activations[layer]),
        format_func=spoken,
        key=key,
        label_visibility="collapsed",
        on_change=_take,
        args=("activations", layer, f"activation_{layer}", key),
    )
    bound = BOUNDS["hidden"]
    key = state.choice_key(f"units_{layer}", experiment.hidden[layer])
    units.number_input(
        f"Units of hidden layer {layer + 1}",
        min_value=int(bound.low),
        max_value=int(bound.high),
        value=experiment.hidden[layer],
        step=1,
        key=key,
        label_visibility="collapsed",
        on_change=_take,
        args=("hidden", layer, f"units_{layer}", key),
    )
    remove.button(
        f"Remove hidden layer {layer + 1}",  # for screen readers, hidden by style.py
        key=f"remove_{layer}",
        icon=":material/close:",
        type="tertiary",
        on_click=_remove,
        args=(layer,),
        help="Removes this layer. The others keep their units and activations; training starts over.",
    )


def _take(field: str, layer: int, name: str, key: str) -> None:
    value = state.changed_value(name, key)
    if value is None:
        return
    values = list(getattr(state.lab().experiment, field))
    values[layer] = value
    controls.apply(**{field: tuple(values)})


def _add() -> None:
    experiment = state.lab().experiment
    units = (*experiment.hidden, experiment.hidden[-1] if experiment.hidden else DEFAULT_UNITS)
    last = experiment.activations[-1] if experiment.activations else DEFAULT_ACTIVATION
    # The new layer stands before the output, which moves up by one.
    moved, dropped = with_layer(experiment.interventions, len(experiment.hidden) + 1)
    controls.apply(
        dropped,
        hidden=units,
        activations=(*experiment.activations, last),
        interventions=moved,
    )


def _remove(layer: int) -> None:
    experiment = state.lab().experiment
    hidden, activations = list(experiment.hidden), list(experiment.activations)
    del hidden[layer], activations[layer]
    moved, dropped = without_layer(experiment.interventions, layer + 1)
    controls.apply(
        dropped, hidden=tuple(hidden), activations=tuple(activations), interventions=moved
    )
