"""The Take along page: links, files and downloads of the run."""

from __future__ import annotations

from backprop.ui import notices, standing, state, take_along

state.begin_page()
notices.draw()
take_along.draw(standing.draw("Take along"))
