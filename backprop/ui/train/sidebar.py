"""The sidebar: data, network, training. Every change restarts the run and can be undone."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from backprop.lessons import LESSONS
from backprop.nn import HIDDEN_ACTIVATIONS
from backprop.training import PRESETS
from backprop.training.choices import AUTO
from backprop.training.describe import difference, preset_of, spoken
from backprop.ui import state
from backprop.ui.notices import DATA_PAGE
from backprop.ui.train import controls, interventions, training_choices
from backprop.ui.train.features import draw_features
from backprop.ui.train.layers import draw_layers
from backprop.ui.train.tiles import draw_tiles

OWN = "your own choices"

_NOISE = "Scatters the points. With much noise the classes overlap, and no boundary can be right everywhere."


def draw() -> None:
    """Draw all choices in the sidebar."""
    with st.sidebar:
        _preset()
        interventions.draw()
        _data()
        _network()
        training_choices.draw()


def _last_change(lab: state.Lab) -> str:
    before = lab.undo[-1]
    if lab.lesson and lab.lesson != before.lesson:
        return f"lesson {LESSONS[lab.lesson].title}"
    if before.experiment == lab.experiment:
        return f"back to iteration {before.shown:,}"
    return difference(before.experiment, lab.experiment)


def _undo() -> None:
    lab = state.lab()
    st.button(
        f"Undo: {_last_change(lab)}" if lab.undo else "Nothing to undo",
        key="undo",
        icon=":material/undo:",
        type="tertiary",
        disabled=not lab.undo,
        on_click=lab.go_back,
        help="Undoes the last change, and returns to the iteration where you were.",
    )


def _row() -> DeltaGenerator:
    return st.container(horizontal=True, vertical_alignment="center", gap="small")


def _heading(title: str, help_text: str | None = None) -> None:
    """A heading with room for a button in the rest of its row."""
    st.markdown(f"**{title}**", help=help_text, width="content")
    st.space("stretch")


def _preset() -> None:
    name = preset_of(state.lab().experiment)
    key = state.choice_key("preset", name or OWN)
    names = [*PRESETS] if name else [OWN, *PRESETS]
    with _row():
        _heading(
            "Preset",
            "Starts the training of a complete experiment. It replaces all choices below; Undo brings them back.",
        )
        _undo()
    st.selectbox(
        "Preset",
        names,
        index=names.index(name or OWN),
        format_func=lambda option: PRESETS[option].title if option in PRESETS else OWN,
        key=key,
        on_change=_take_preset,
        args=(key,),
        label_visibility="collapsed",
    )
    if name:
        st.caption(PRESETS[name].look_for)


def _take_preset(key: str) -> None:
    chosen = state.changed_value("preset", key)
    if chosen in PRESETS:
        state.lab().change(PRESETS[chosen].experiment)


def _data() -> None:
    with _row():
        _heading("Data")
        controls.draw_seed(
            "data_seed",
            "New data",
            "Trains on other points of the same kind, drawn with the next seed.",
        )
        st.page_link(DATA_PAGE, label="Your data", icon=":material/table:")
    draw_tiles()
    left, right = st.columns(2, gap="small")
    measured = state.lab().rows
    samples, noise = (
        "The number of points. More points make a steadier gradient and slower steps.",
        _NOISE,
    )
    if measured is not None:
        samples = f"{samples} This set has {measured:,}; a larger number uses them all."
        noise = "No noise is added to measured data: it has its own."
    controls.number(left, "n_samples", "Samples", samples, 50)
    controls.number(right, "noise", "Noise", noise, 0.05, disabled=measured is not None)
    controls.number(
        left,
        "test_fraction",
        "Test share",
        "The share of the samples held back from training. Their loss shows whether the network learns by heart (overfitting).",
        0.1,
    )
    controls.number(
        right,
        "data_seed",
        "Data seed",
        "Each seed draws other points of the same kind. The first weights stay the same.",
        1,
    )


def _network() -> None:
    with _row():
        _heading(
            "Network",
            "Each row is a hidden layer: its activation and its units (1 to 256). More units bend the "
            "boundary more. More layers combine the bends, and the gradient has further to go back.\n\n"
            + controls.entries("activations", HIDDEN_ACTIVATIONS),
        )
        controls.draw_seed(
            "init_seed",
            "New weights",
            "Starts the training from other weights, drawn with the next seed. Restart keeps the weights.",
        )
    draw_features()
    with st.container(key="label_beside"):  # a row each: layers, output, loss
        draw_layers()
        _output_and_loss()
    experiment = state.lab().experiment
    left, right = st.columns(2, gap="small")
    controls.choice(
        left,
        "initializer",
        "Weights",
        "How large the random first weights are. Too small, and the gradient vanishes on its way back; too large, and it explodes.",
    )
    controls.number(
        right,
        "init_seed",
        "Weight seed",
        "Each seed draws other first weights of the same size. Some starts learn faster, some get stuck.",
        1,
    )
    if experiment.initializer == "uniform":
        controls.number(
            st,
            "uniform_limit",
            "Limit ±",
            "Draws the first weights between − and + this number. Too large, and units saturate; too small, and the gradient vanishes.",
            0.1,
        )


def _output_and_loss() -> None:
    experiment = state.lab().experiment
    output, loss = state.lab().output_and_loss(experiment)
    controls.choice(
        st,
        "output",
        "Output",
        "Turns the last z into the prediction ŷ, and so shapes the gradient from the start: dz of the last layer. Auto follows the data.",
        lambda name: f"{spoken(output)} (auto)" if name == AUTO else spoken(name),
    )
    controls.choice(
        st,
        "loss",
        "Loss",
        "The number that training makes smaller. It decides which mistakes pull hardest. Auto follows the output.",
        lambda name: f"{spoken(loss)} (auto)" if name == AUTO else spoken(name),
    )
