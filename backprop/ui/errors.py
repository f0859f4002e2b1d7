"""The last resort: an error becomes one sentence on the page, its details go to the log."""

from __future__ import annotations

import logging

import streamlit as st

LOG = logging.getLogger(__name__)

SENTENCE = (
    "Something went wrong on this page, and the details are in the server's log. "
    "Reload the page; the address holds your experiment."
)


def say(error: Exception) -> bool:
    """Log the error and show the sentence. Returns True, so that Streamlit shows nothing itself."""
    LOG.error("A page failed", exc_info=error)
    st.error(SENTENCE, icon=":material/error:")
    return True
