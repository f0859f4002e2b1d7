"""The Gradient flow page: how much gradient reaches each layer, and why a network does not train."""

from __future__ import annotations

from backprop.ui import flow_choices, flow_page, notices, standing, state

state.begin_page(*flow_choices.OPTIONS)
notices.draw()
standing.draw("Gradient flow")
flow_page.draw()
