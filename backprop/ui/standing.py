"""The head of every page that explains the run: which run, which iteration, and the way back to Train."""

from __future__ import annotations

import streamlit as st

from backprop.training import Trainer
from backprop.training.describe import summary
from backprop.ui import state, theme
from backprop.ui.lessons import strip
from backprop.ui.paths import TRAIN_PAGE
from backprop.ui.turns import train_in_turns

_BACK = "Undoes the last update: the same weights and gradients as before, to the last bit."
_RUN = (
    "Your run: its data, its hidden layers with activation and units, its optimizer (the rule that makes the "
    "update from the gradient) with the learning rate η, and its batches (the samples for one update). "
    "Change it on the Train page."
)
_ON = "Makes one more update of every weight, and shows this page for the new weights."


def draw(title: str = "") -> Trainer:
    """Draw the title, the run with its stepping buttons, and the link to the Train page.

    Returns the session's trainer at the shown iteration, with that iteration's batch.
    """
    theme.follow()
    lab = state.lab()
    notice = strip.draw()
    trainer = at_shown()
    notice(trainer)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if title:
            st.markdown(f"# {title}", width="content")
        ended = trainer.diverged is not None and lab.shown >= trainer.last
        # On a phone these three wrap together.
        with st.container(
            horizontal=True, width="content", vertical_alignment="center", gap="small"
        ):
            _step("Previous iteration", ":material/chevron_left:", -1, lab.shown == 0, _BACK)
            key = state.choice_key("iteration", lab.shown)
            st.number_input(
                "Iteration",
                min_value=0,
                max_value=state.MAX_ITERATION,
                value=lab.shown,
                step=1,
                key=key,
                width=130,
                label_visibility="collapsed",
                on_change=_take,
                args=(key,),
            )
            _step("Next iteration", ":material/chevron_right:", 1, ended, _ON)
        st.markdown(summary(lab.experiment), width="stretch", help=_RUN)
        st.page_link(TRAIN_PAGE, label="Back to Train", icon=":material/arrow_back:")
    if ended:
        st.caption(f"{trainer.diverged} This is the last iteration that can be shown.")
    return trainer


def at_shown() -> Trainer:
    """The session's trainer, moved to the shown iteration. If that is beyond the end of the run, or takes
    too long to compute, the shown iteration becomes the last one reached."""
    lab = state.lab()
    found = train_in_turns(lab.trainer, lab.shown)
    lab.trainer.seek(found)
    lab.shown = found
    return lab.trainer


def _step(label: str, icon: str, by: int, disabled: bool, help_text: str) -> None:
    st.button(
        label,
        key=f"standing_{by}",
        icon=icon,
        type="tertiary",
        disabled=disabled,
        help=help_text,
        on_click=_go,
        args=(by,),
    )


def _go(by: int) -> None:
    lab = state.lab()
    lab.shown = min(max(0, lab.shown + by), state.MAX_ITERATION)


def _take(key: str) -> None:
    value = state.changed_value("iteration", key)
    if value is not None:
        state.lab().shown = int(value)
