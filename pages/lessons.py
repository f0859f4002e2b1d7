"""The Lessons page: runs that tell a story, each with a question that its numbers answer."""

from __future__ import annotations

from backprop.ui import notices, state
from backprop.ui.lessons import page

state.begin_page()
notices.draw()
page.draw()
