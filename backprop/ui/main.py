"""The script that Streamlit runs: page configuration and navigation over pages/."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

PAGES = Path(__file__).parents[2] / "pages"

st.set_page_config(page_title="Backprop Lab", page_icon=":material/network_node:", layout="wide")
page = st.navigation(
    [st.Page(PAGES / "train.py", title="Train", default=True, url_path="train")], position="top"
)
page.run()
