"""The page for a person's own table: load, paste or draw it, mend it, train on it."""

from __future__ import annotations

from backprop.ui import notices, state
from backprop.ui.your_data import page

state.begin_page(*page.OPTIONS)
notices.draw()
page.draw()
