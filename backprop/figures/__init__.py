"""Plotly figures: plain functions from arrays to go.Figure, and small SVG pictures.

This package may import Plotly, the subjects' packages and the layers below them, but no Streamlit.
"""
