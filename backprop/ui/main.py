"""The script that Streamlit runs: page configuration and navigation over pages/."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException, StopException

from backprop.live_view.mount import copy_link
from backprop.ui import errors, state, style
from backprop.ui.paths import PAGES

HERE = Path(__file__).parent

st.set_page_config(
    page_title="Backprop Lab",
    page_icon=HERE / "images" / "icon.svg",  # a named icon would be fetched from outside
    layout="wide",
    initial_sidebar_state=320,  # pixels: two choices side by side, their names in full
)
st.logo(HERE / "images" / "logo.svg", size="large")
style.draw()
with st.container(key="copy_link"):
    copy_link()
page = st.navigation(
    {
        "": [
            st.Page(PAGES / "train.py", title="Train", default=True, url_path="train"),
            st.Page(PAGES / "lessons.py", title="Lessons", url_path="lessons"),
            st.Page(PAGES / "your_data.py", title="Your data", url_path="your-data"),
            st.Page(PAGES / "export.py", title="Take along", url_path="export"),
        ],
        "Understand": [
            st.Page(PAGES / "chain_rule.py", title="Chain rule", url_path="chain-rule"),
            st.Page(PAGES / "sample.py", title="Follow one sample", url_path="sample"),
            st.Page(PAGES / "mathematics.py", title="Mathematics", url_path="mathematics"),
            st.Page(PAGES / "gradient_check.py", title="Gradient check", url_path="gradient-check"),
            st.Page(PAGES / "clinic.py", title="Clinic", url_path="clinic"),
            st.Page(PAGES / "predict.py", title="Predict, then reveal", url_path="predict"),
        ],
        "Diagnose": [
            st.Page(PAGES / "flow.py", title="Gradient flow", url_path="flow"),
            st.Page(PAGES / "landscape.py", title="Landscape", url_path="landscape"),
            st.Page(PAGES / "compare.py", title="Compare", url_path="compare"),
        ],
    },
    position="top",
)
try:
    state.lab().open_page(page.title)
    page.run()
except (RerunException, StopException):
    raise
except Exception as error:  # what the server's handler in app.py does for fragments
    errors.say(error)
