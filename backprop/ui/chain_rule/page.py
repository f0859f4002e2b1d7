"""The chain rule page: its head, and its two parts in one fragment."""

from __future__ import annotations

import streamlit as st

from backprop.ui import notices, state, words
from backprop.ui.chain_rule import choices, explorer, stack
from backprop.ui.paths import TRAIN_PAGE

_PARAGRAPH = (
    "x moves f in three ways: through t, through u and through v. **The [total derivative] adds up the three:** "
    "df/dx = [∂f/∂t|partial derivative] · [dt/dx|derivative] + ∂f/∂u · du/dx + ∂f/∂v · dv/dx. "
    "[Back-propagation|back-propagation] is this sum, [unit] by unit. Drag x, and see the [computational graph] and the "
    "[tangent] change; drag dx, and compare the [total differential] with the true change."
)


def draw() -> None:
    """The whole page."""
    state.begin_page(*choices.OPTIONS)
    notices.draw()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("# Chain rule", width="content")
        words.paragraph(_PARAGRAPH)
        st.page_link(TRAIN_PAGE, label="Back to Train", icon=":material/arrow_back:")
    explorer.forget_start()
    _body()


@st.fragment
def _body() -> None:
    """Both parts in one fragment, because the browser sends simultaneous events as one message."""
    state.begin_fragment()
    state.write_address(*choices.OPTIONS)
    explorer.draw()
    stack.draw()
