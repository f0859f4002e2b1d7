"""The Train page: the choices in the sidebar, the instrument beside them."""

from __future__ import annotations

from backprop.ui import run, sidebar

sidebar.draw()
run.draw()
