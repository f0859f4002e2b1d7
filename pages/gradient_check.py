"""The Gradient check page: is every dW and db the derivative of the loss?"""

from __future__ import annotations

from backprop.ui import notices, standing, state
from backprop.ui.gradient_check import choices, page

state.begin_page(*choices.OPTIONS)
notices.draw()
standing.draw("Gradient check")
page.draw()
