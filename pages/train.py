"""The Train page: the choices in the sidebar, the instrument beside them."""

from __future__ import annotations

from backprop.ui import notices, state
from backprop.ui.lessons import strip
from backprop.ui.train import run, sidebar, view

state.begin_page(*view.OPTIONS)
sidebar.draw()
notices.draw()
run.draw(strip.draw())
