"""The lower part of the sidebar: how the gradient becomes the update."""

from __future__ import annotations

import streamlit as st

from backprop.nn import OPTIMIZERS, SCHEDULES
from backprop.training.choices import BOUNDS
from backprop.ui import state
from backprop.ui.train import controls

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


def draw() -> None:
    """Optimizer, learning rate, batches and schedule; rarely changed choices in an expander."""
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
        _rarely_changed()


def _rarely_changed() -> None:
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
        "A penalty on W²: every update pulls each weight towards 0 in proportion to its size. The boundary becomes smoother.",
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
    value = state.changed_value("batch_size", key)
    if value is not None:
        controls.apply(batch_size=value or None)
