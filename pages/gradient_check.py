"""The Gradient check page: is every dW and db the derivative of the loss?"""

from __future__ import annotations

from backprop.ui import gradient_check_choices, gradient_check_page, notices, standing, state

gradient_check_choices.tidy()
state.begin_page(*gradient_check_choices.OPTIONS)
notices.draw()
standing.draw("Gradient check")
gradient_check_page.draw()
