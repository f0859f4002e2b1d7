"""The Predict page: say what a step will do, then make it and see."""

from __future__ import annotations

from backprop.ui import notices, standing, state
from backprop.ui.predict import page

state.begin_page()
notices.draw()
page.draw(standing.draw("Predict, then reveal"))
