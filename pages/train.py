"""The Train page: the choices in the sidebar, the instrument beside them."""

from __future__ import annotations

from backprop.ui import lesson_strip, notices, run, sidebar, state, train_view

state.begin_page(*train_view.OPTIONS)
sidebar.draw()
notices.draw()
run.draw(lesson_strip.draw())
