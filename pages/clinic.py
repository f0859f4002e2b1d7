"""The Clinic page: one mistake in the backward pass, to be seen, or to be found."""

from __future__ import annotations

from backprop.ui import clinic_choices, clinic_page, notices, standing, state

clinic_choices.tidy()
state.begin_page(*clinic_choices.OPTIONS)
notices.draw()
standing.draw("Clinic")
clinic_page.draw()
