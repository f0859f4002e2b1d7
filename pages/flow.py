"""The Gradient flow page: how much gradient reaches each layer, and why a network does not train."""

from __future__ import annotations

from backprop.ui import notices, standing, state
from backprop.ui.flow import choices, page

state.begin_page(*choices.OPTIONS)
notices.draw()
standing.draw("Gradient flow")
page.draw()
