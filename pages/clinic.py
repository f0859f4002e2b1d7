"""The Clinic page: one mistake in the backward pass, to be seen, or to be found."""

from __future__ import annotations

from backprop.ui import notices, standing, state
from backprop.ui.clinic import choices, page

state.begin_page(*choices.OPTIONS)
notices.draw()
standing.draw("Clinic")
page.draw()
