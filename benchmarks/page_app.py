"""Three bare Streamlit pages to measure against: one Plotly chart; a fragment with a line of text; a
fragment with the pictures of the Train page as one Plotly chart each."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st

HEATMAPS = [(80, 80), (2, 8), (8, 8), (8, 4), (4, 1)]  # the boundary, then dW of 2-8-8-4-1


def _press() -> int:
    st.session_state.count = st.session_state.get("count", 0) + st.button("more")
    return st.session_state.count


def _show(count: int) -> None:
    st.html(f'<b data-testid="count">{count}</b>')


@st.fragment
def _line_of_text() -> None:
    _show(_press())


@st.fragment
def _pictures() -> None:
    count = _press()
    rng = np.random.default_rng(count)
    columns = st.columns(3)
    for k, shape in enumerate(HEATMAPS):
        figure = go.Figure(go.Heatmap(z=rng.random(shape)), {"title": f"{count}", "height": 250})
        columns[k % 3].plotly_chart(figure, key=f"heatmap-{k}")
    loss = go.Figure(go.Scatter(y=rng.random(200)), {"title": f"{count}", "height": 250})
    columns[2].plotly_chart(loss, key="loss")
    _show(count)


match st.query_params.get("what"):
    case "text":
        _line_of_text()
    case "pictures":
        _pictures()
    case _:
        st.plotly_chart(go.Figure(go.Scatter(y=[3, 1, 2])))
