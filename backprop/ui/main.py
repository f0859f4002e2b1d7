"""The script that Streamlit runs: page configuration and navigation over pages/."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException, StopException

from backprop.ui import style

HERE = Path(__file__).parent
PAGES = HERE.parents[1] / "pages"
LOG = logging.getLogger(__name__)

st.set_page_config(page_title="Backprop Lab", page_icon=":material/network_node:", layout="wide")
st.logo(HERE / "images" / "logo.svg", size="large")
style.draw()
page = st.navigation(
    [st.Page(PAGES / "train.py", title="Train", default=True, url_path="train")], position="top"
)
try:
    page.run()
except (RerunException, StopException):
    raise
except Exception:  # the last boundary: details belong in the log, a person gets a sentence
    LOG.exception("The page %s failed", page.title)
    st.error(
        "Something went wrong on this page, and the details are in the server's log. "
        "Reload the page; the address holds your experiment.",
        icon=":material/error:",
    )
