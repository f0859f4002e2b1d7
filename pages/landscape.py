"""The Landscape page: the loss along lines and over planes through the space of all parameters."""

from __future__ import annotations

from backprop.ui import landscape_choices, landscape_page, notices, standing, state

state.begin_page(*landscape_choices.OPTIONS)
notices.draw()
landscape_page.draw(standing.draw("Landscape"))
