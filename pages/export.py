"""The Take along page: links, files and downloads of the run."""

from __future__ import annotations

from backprop.ui import notices, standing, state
from backprop.ui.take_along import page

state.begin_page()
notices.draw()
page.draw(standing.draw("Take along"))
