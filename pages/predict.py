"""The Predict page: say what a step will do, then make it and see."""

from __future__ import annotations

from backprop.ui import notices, predict_page, standing, state

state.begin_page()
notices.draw()
predict_page.draw(standing.draw("Predict, then reveal"))
