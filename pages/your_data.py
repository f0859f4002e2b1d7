"""The page for a person's own table: load, paste or draw it, mend it, train on it."""

from __future__ import annotations

from backprop.ui import notices, state, your_data_page

state.begin_page(*your_data_page.OPTIONS)
notices.draw()
your_data_page.draw()
