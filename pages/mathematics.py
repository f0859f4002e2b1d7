"""The Mathematics page: the equations of the network as it is, and the program that implements them."""

from __future__ import annotations

import streamlit as st

from backprop.ui import mathematics_panel, notices, standing, state

state.begin_page(mathematics_panel.LAYER, mathematics_panel.EQUATION)
notices.draw()
standing.draw("Mathematics")
st.markdown(
    "These are the equations of your network, with the shapes of its arrays below the letters. "
    "Choose an equation, and the lines of the program that compute it light up; click a line, and "
    "its equation is chosen. Grey notes say where the article does something else."
)
mathematics_panel.draw()
