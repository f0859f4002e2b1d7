"""The Lessons page: runs that tell a story, each with a question that its numbers answer."""

from __future__ import annotations

from backprop.ui import lessons_page, notices, state

state.begin_page()
notices.draw()
lessons_page.draw()
