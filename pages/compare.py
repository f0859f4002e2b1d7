"""The Compare page: experiments side by side, on one clock."""

from __future__ import annotations

from backprop.ui import compare_choices, compare_page, notices, state

state.begin_page(*compare_choices.OPTIONS)
notices.draw()
compare_page.draw()
