"""The app with an activation that is registered from outside the package."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from backprop import ui
from backprop.live_view import assets
from backprop.nn import ACTIVATIONS
from tests.bent import BENT

ACTIVATIONS[BENT.name] = BENT
app = st.App(Path(ui.__file__).parent / "main.py", routes=assets.routes(""))
