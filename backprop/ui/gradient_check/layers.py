"""The layers of a check side by side, each with a verdict and the error of every cell. Used by Gradient
check and Clinic."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from backprop.data import InputNames
from backprop.figures.gradient_check import (
    cell_name,
    error_text,
    errors_figure,
    layer_width,
    scale_css,
)
from backprop.gradcheck import GradientCheck, LayerCheck, Pattern
from backprop.live_view.chart import chart
from backprop.ui.saving import named
from backprop.ui.theme import palette

_LEGEND = """
<div data-testid="error-scale" style="display:flex;gap:8px;align-items:center;font-size:12px">
<span>relative error</span><span>1e−16 and less</span>
<span style="width:120px;height:10px;border:1px solid {line};background:{scale}"></span><span>1 and more</span>
</div>
"""


BESIDE = 860  # largest width of all layers, in pixels, that leaves room for a figure beside them
GAP, WHOLE = 24, 1360


def places(
    check: GradientCheck, names: InputNames
) -> tuple[DeltaGenerator, DeltaGenerator, DeltaGenerator]:
    """The places for the layers, a figure and the text. The figure goes beside the layers and the text
    below; if the layers are wide, figure and text go below them, side by side."""
    width = sum(layer_width(layer.layer, layer.dW.shape[1], names) + GAP for layer in check.layers)
    if width > BESIDE:
        above = st.container()
        return (above, *_two(3, 2))
    return (*_two(width, WHOLE - width), st.container())


def _two(left: int, right: int) -> tuple[DeltaGenerator, DeltaGenerator]:
    first, second = st.columns([left, right], gap="medium")
    return first, second


def draw(
    check: GradientCheck,
    pattern: Pattern,
    names: InputNames,
    key: str,
    page: str,
    *,
    factors: bool = False,
) -> None:
    """A block for each layer, in network order, wrapping on narrow pages. names: of the inputs."""
    colors = palette()
    st.html(_LEGEND.format(line=colors.line, scale=scale_css(colors)))
    with st.container(horizontal=True, gap="medium"):
        for layer in check.layers:
            n_out = layer.dW.shape[1]
            with st.container(width=layer_width(layer.layer, n_out, names), gap=None):
                st.html(_heading(check, layer, pattern))
                figure = errors_figure(layer, colors, names, factors=factors)
                title = f"Relative errors of dW and db, layer {layer.layer}"
                name = f"errors-layer-{layer.layer}"
                chart(named(figure, page, name, title), f"{key}_{layer.layer}", _alt(layer))


def _heading(check: GradientCheck, layer: LayerCheck, pattern: Pattern) -> str:
    colors = palette()
    right = layer.worst <= check.tolerance
    dW, db = (part for part in pattern.parts if part.layer == layer.layer)
    if not layer.compared.any():
        verdict, color = "nothing to compare", colors.mute
    elif right:
        verdict, color = f"✓ agrees to {error_text(layer.worst)}", colors.ok
    else:
        verdict = f"✗ dW {dW.words}, db {db.words}"
        color = colors.bad
    rows, columns = layer.dW.shape
    kinks = int(layer.kinks.sum())
    note = f" · {kinks} at a kink" if kinks else ""
    return (
        f'<div data-testid="layer-verdict-{layer.layer}" style="font-size:14px;line-height:20px;'
        f'min-height:60px;font-variant-numeric:tabular-nums"><b>Layer {layer.layer}</b> '
        f'<span style="color:{colors.mute};font-size:12px">{rows} × {columns}{note}</span><br>'
        f'<span style="color:{color}">{verdict}</span></div>'
    )


def _alt(layer: LayerCheck) -> str:
    rows, columns = layer.dW.shape
    text = f"Relative errors of dW and db of layer {layer.layer}, {rows} by {columns} cells and a row of biases"
    if layer.worst_cell is None:
        return f"{text}: every cell at a kink."
    where = cell_name(layer.layer, *layer.worst_cell, rows)
    return f"{text}. Largest: {error_text(layer.worst)} at {where}."
