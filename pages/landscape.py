"""The Landscape page: the loss along lines and over planes through the space of all parameters."""

from __future__ import annotations

from backprop.ui import notices, standing, state
from backprop.ui.landscape import choices, page

state.begin_page(*choices.OPTIONS)
notices.draw()
page.draw(standing.draw("Landscape"))
