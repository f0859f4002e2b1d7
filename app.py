"""The app: `streamlit run app.py` serves the pages and the scripts of the live view."""

import streamlit as st

from backprop.live_view import assets
from backprop.ui import boundary

app = st.App(
    "backprop/ui/main.py",
    routes=assets.routes(st.get_option("server.baseUrlPath") or ""),
    on_script_error=boundary.say,
)
