"""The choice of the sample to follow: by set and number, or one of the suggestions."""

from __future__ import annotations

import streamlit as st

from backprop.training import Trainer
from backprop.ui import state
from backprop.ui.sample.choice import SAMPLE, SampleChoice
from backprop.walkthrough import Suggestion

SETS = {"train": "training sample", "test": "test sample"}


def draw(trainer: Trainer, sample: SampleChoice, offers: list[Suggestion]) -> None:
    """The row of choices."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if len(trainer.dataset.X_test):
            now = "test" if sample.test else "train"
            key = state.choice_key("sample_set", now)
            st.selectbox(
                "Set",
                tuple(SETS),
                index=list(SETS).index(now),
                format_func=SETS.__getitem__,
                key=key,
                width=160,
                label_visibility="collapsed",
                on_change=_take_set,
                args=(key,),
            )
        size = len(trainer.dataset.X_test if sample.test else trainer.dataset.X_train)
        key = state.choice_key("sample_number", sample.index + 1)
        st.number_input(
            "Sample number",
            min_value=1,
            max_value=size,
            value=sample.index + 1,
            step=1,
            key=key,
            width=130,
            label_visibility="collapsed",
            on_change=_take_number,
            args=(key, sample.test),
        )
        st.markdown(f"of {size:,}", width="content")
        for offer in offers:
            here = not sample.test and sample.index == offer.index
            st.button(
                offer.label,
                key=f"offer_{offer.key}",
                icon=":material/check:" if here else None,
                help=f"Follows sample {offer.index + 1}: {offer.why}.",
                on_click=SAMPLE.choose,
                args=(SampleChoice(offer.index),),
            )


def say_where(trainer: Trainer, sample: SampleChoice) -> None:
    """A sentence for a sample that is not in the batch."""
    if sample.test or sample.index not in trainer.batch_indices:
        why = (
            "Test samples are in no batch"
            if sample.test
            else f"Sample {sample.index + 1} is not in the batch of iteration {trainer.iteration}"
        )
        st.caption(
            f"{why}: it is followed as a probe, by itself, and does not change the training."
        )


def _take_number(key: str, test: bool) -> None:
    value = state.changed_value("sample_number", key)
    if value is not None:
        SAMPLE.choose(SampleChoice(int(value) - 1, test))


def _take_set(key: str) -> None:
    value = state.changed_value("sample_set", key)
    if value is not None:
        SAMPLE.choose(SampleChoice(0, value == "test"))
