"""Two bare Streamlit pages to measure against: one Plotly chart, or a fragment with a line of text."""

import plotly.graph_objects as go
import streamlit as st


@st.fragment
def _counter() -> None:
    st.session_state.count = st.session_state.get("count", 0) + st.button("more")
    st.html(f'<b data-testid="count">{st.session_state.count}</b>')


if st.query_params.get("what") == "fragment":
    _counter()
else:
    st.plotly_chart(go.Figure(go.Scatter(y=[3, 1, 2])))
