"""Sentences on top of the page: what the address held that could not be taken, refused changes."""

from __future__ import annotations

import streamlit as st

from backprop.ui import state


def draw() -> None:
    """One line for the address, one for a refused change; nothing when there is nothing to say."""
    lab = state.lab()
    if lab.sentences:
        st.warning(" ".join(lab.sentences), icon=":material/link_off:")
    if lab.error:
        st.error(f"{lab.error} The run before is still here.", icon=":material/error:")
