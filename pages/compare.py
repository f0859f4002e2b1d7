"""The Compare page: experiments side by side, on one clock."""

from __future__ import annotations

from backprop.ui import notices, state
from backprop.ui.compare import choices, page

state.begin_page(*choices.OPTIONS, with_compared=True)
notices.draw()
page.draw()
