"""The Train page: the choices in the sidebar, the instrument beside them."""

from __future__ import annotations

from backprop.ui import notices, run, sidebar, state

state.begin_page()
sidebar.draw()
notices.draw()
run.draw()
