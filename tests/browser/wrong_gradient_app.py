"""The app with a deliberately wrong gradient: dW of layer 2 is one percent too large."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from backprop.live_view import assets
from backprop.nn import MLP

ROOT = Path(__file__).parents[2]

_right = MLP.backward


def _wrong(self: MLP, y: Any) -> None:
    _right(self, y)
    dW = self.dW[2]
    assert dW is not None
    dW *= 1.01


MLP.backward = _wrong
app = st.App(ROOT / "backprop" / "ui" / "main.py", routes=assets.routes(""))
