"""The Mathematics page: the equations of the network as it is, and the program that implements them."""

from __future__ import annotations

from backprop.ui import notices, standing, state, words
from backprop.ui.mathematics import panel

state.begin_page(*panel.OPTIONS)
notices.draw()
standing.draw("Mathematics")
words.paragraph(
    "These are the equations of the network of your [run] at the shown [iteration], from x to the prediction [ŷ|ŷ, y], with the shapes of its arrays below the letters. "
    "The [forward pass] makes [z and a|z, a]. The [backward pass] makes [dz and da|dz, da], and from "
    "them [dW and db|dW, db], the [gradient] of the [loss]. Choose an equation, and the lines of the "
    "program that compute it light up; click a line, and its equation is chosen. Grey notes say where "
    "the article does something else."
)
panel.draw()
