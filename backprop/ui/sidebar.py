"""The choices: data, network, training. Every change restarts the run and can be undone."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from backprop.choices import AUTO, BOUNDS
from backprop.lessons import LESSONS
from backprop.optimizers import OPTIMIZERS
from backprop.presets import PRESETS
from backprop.schedules import SCHEDULES
from backprop.ui import controls, interventions, state
from backprop.ui.describe import difference, preset_of, spoken
from backprop.ui.features import draw_features
from backprop.ui.layers import draw_layers
from backprop.ui.notices import DATA_PAGE
from backprop.ui.tiles import draw_tiles

OWN = "your own choices"

_NUMBERS = {  # label, what it does to the training, step
    "momentum": (
        "Momentum",
        "How much of the last update is added to this one: more gathers speed, and overshoots more.",
        0.05,
    ),
    "rmsprop_decay": (
        "Decay ρ",
        "How long the average of the squared gradient remembers: higher makes the steps steadier, and slower to adapt.",
        0.05,
    ),
    "beta1": (
        "β₁",
        "How long the average of the gradient remembers: higher gathers more speed.",
        0.05,
    ),
    "beta2": (
        "β₂",
        "How long the average of the squared gradient remembers: higher makes the steps steadier.",
        0.001,
    ),
    "epsilon": (
        "ε",
        "Limits the steps where gradients are tiny: it is added to what each gradient is divided by.",
        1e-8,
    ),
    "schedule_period": ("Period T", "Over how many iterations the learning rate falls.", 50),
    "schedule_factor": ("Factor", "What the learning rate is multiplied by in each period.", 0.1),
    "schedule_floor": (
        "Final share",
        "The share of the learning rate that is left at the end.",
        0.01,
    ),
}

_NOISE = "Scatters the points: more of it makes the classes overlap, and no boundary can then be right everywhere."


def draw() -> None:
    """Draw all choices in the sidebar."""
    with st.sidebar:
        _preset()
        interventions.draw()
        _data()
        _network()
        _training()


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
        help="Takes the last change back, and returns to the iteration where you were.",
    )


def _row() -> DeltaGenerator:
    return st.container(horizontal=True, vertical_alignment="center", gap="small")


def _heading(title: str, help_text: str | None = None) -> None:
    """A heading that leaves the rest of its row to a button."""
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
    chosen = state.given("preset", key)
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
        "How many points there are. More of them make a steadier gradient, and slower steps.",
        _NOISE,
    )
    if measured is not None:
        samples = f"{samples} This set has {measured:,}; a larger number takes them all."
        noise = "No noise is added to measured data: it has its own."
    controls.number(left, "n_samples", "Samples", samples, 50)
    controls.number(right, "noise", "Noise", noise, 0.05, disabled=measured is not None)
    controls.number(
        left,
        "test_fraction",
        "Test share",
        "The share of the samples that is not trained on. Their loss shows whether the network learns by heart (overfitting).",
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
            "boundary more. More layers combine the bends, and the gradient has further to go back.",
        )
        controls.draw_seed(
            "init_seed",
            "New weights",
            "Starts the training from other weights, drawn with the next seed. Restart keeps the weights.",
        )
    draw_features()
    with st.container(key="label_beside"):  # one row each: layer, layer, …, output, loss
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


def _training() -> None:
    experiment = state.lab().experiment
    st.markdown("**Training**")
    left, right = st.columns(2, gap="small")
    controls.choice(
        left,
        "optimizer",
        "Optimizer",
        "Turns the gradient into the update. SGD takes it as it is, momentum and Nesterov add earlier updates, RMSprop and Adam scale it for each weight.",
    )
    rate_step = (
        0.1
        if experiment.learning_rate >= 0.2
        else 0.01
        if experiment.learning_rate >= 0.02
        else 0.001
    )
    controls.number(
        right,
        "learning_rate",
        "Learning rate η",
        "How far each update goes. Too small, and training is slow; too large, and the loss jumps.",
        rate_step,
    )
    _own_numbers(OPTIMIZERS[experiment.optimizer].numbers)
    left, right = st.columns(2, gap="small")
    _batch_size(left)
    controls.choice(
        right,
        "schedule",
        "Schedule",
        "How the learning rate falls during training. A falling rate starts fast and settles calmly.",
    )
    _own_numbers(SCHEDULES[experiment.schedule].numbers)
    with st.expander("Batches, penalty, gradient rule"):
        controls.switch(
            st,
            "shuffle",
            "Shuffle each epoch",
            "On: each epoch takes the samples in a new order. Off: always in the same one.",
        )
        controls.number(
            st,
            "batch_seed",
            "Batch seed",
            "Each seed shuffles the samples in another order. With small batches the loss then takes another path.",
            1,
        )
        controls.draw_seed(
            "batch_seed",
            "New batch order",
            "Shuffles the samples in another order, that of the next seed.",
        )
        left, right = st.columns(2, gap="small")
        controls.number(
            left,
            "l1",
            "L1",
            "A penalty on |W|: every update pulls each weight towards 0 by the same amount. Many weights end at 0.",
            0.001,
        )
        controls.number(
            right,
            "l2",
            "L2",
            "A penalty on W²: every update pulls each weight towards 0 in proportion to its size. The boundary gets smoother.",
            0.001,
        )
        controls.choice(
            st,
            "gradient_rule",
            "Gradient rule",
            "Exact trains along the true gradient. The article's code differs from it in places; the badge then turns red and names the layers.",
        )


def _own_numbers(fields: tuple[str, ...]) -> None:
    if not fields:
        return
    columns = st.columns(len(fields), gap="small")
    for column, field in zip(columns, fields, strict=True):
        label, help_text, step = _NUMBERS[field]
        controls.number(column, field, label, help_text, step)


def _batch_size(where: controls.Where) -> None:
    """0 stands for the full batch."""
    now = state.lab().experiment.batch_size or 0
    key = state.choice_key("batch_size", now)
    where.number_input(
        "Batch size (0: all)",
        min_value=0,
        max_value=int(BOUNDS["batch_size"].high),
        value=now,
        step=1,
        key=key,
        on_change=_take_batch_size,
        args=(key,),
        help="How many samples are averaged for one update; 0 takes them all. Small batches make quick, shaky steps.",
    )


def _take_batch_size(key: str) -> None:
    value = state.given("batch_size", key)
    if value is not None:
        controls.apply(batch_size=value or None)
