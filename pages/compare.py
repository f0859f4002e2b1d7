"""The Compare page: experiments side by side, on one clock."""

from __future__ import annotations

from backprop.ui import compare_page, notices, standing, state

state.begin_page(state.RUNS)
notices.draw()
standing.draw()
compare_page.draw()
