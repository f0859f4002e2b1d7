"""Plotly figures: plain functions from arrays to go.Figure. They know no Streamlit."""
