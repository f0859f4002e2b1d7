"""The app: `streamlit run app.py` serves the pages and the scripts of the live view."""

from pathlib import Path

import streamlit as st
from threadpoolctl import threadpool_limits

from backprop import ui
from backprop.live_view import assets
from backprop.ui import errors

# The networks are small and the sessions many: BLAS threads that wait for each other cost a busy
# server 3 to 50 times the time of an iteration (64-256-256-10, two sessions on two cores).
threadpool_limits(1, user_api="blas")

app = st.App(
    Path(ui.__file__).parent / "main.py",
    routes=assets.routes(st.get_option("server.baseUrlPath") or ""),
    on_script_error=errors.say,
)
