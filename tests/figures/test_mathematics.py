"""The drawn activation and loss: curves, marks and colours."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from backprop.curves import activation_curves, loss_curves
from backprop.figures.mathematics import (
    RUG_MARKS,
    activation_figure,
    axis_of,
    loss_figure,
    thinned,
)
from backprop.figures.palette import PALETTES, Palette


def traces(figure: go.Figure) -> list[Any]:
    return list(figure.data)


@pytest.mark.parametrize("palette", PALETTES.values(), ids=lambda p: p.name)
def test_each_unit_has_its_row_of_marks_coloured_by_sign(palette: Palette) -> None:
    z = np.random.default_rng(0).normal(size=(30, 4))
    figure = activation_figure(activation_curves("tanh", z), 2, palette, axis_of("tanh"))
    curve, slope, marks = traces(figure)
    assert (curve.name, slope.name) == ("f₂", "f′₂")
    rows = np.asarray(marks.y)
    assert list(dict.fromkeys(rows)) == ["z²₁", "z²₂", "z²₃", "z²₄"]
    line = marks.marker.line
    assert line.colorscale == ((0, palette.neg), (1, palette.pos))
    assert (line.cmin, line.cmax) == (0, 1)
    assert (np.asarray(line.color) == (np.asarray(marks.x) >= 0)).all()
    for unit in range(4):
        assert sorted(np.asarray(marks.x)[rows == f"z²{'₁₂₃₄'[unit]}"]) == sorted(z[:, unit])


def test_many_units_share_a_row_and_many_marks_are_thinned_evenly() -> None:
    z = np.random.default_rng(0).normal(size=(500, 64))
    figure = activation_figure(activation_curves("relu", z), 1, PALETTES["light"], "z")
    (row,) = traces(figure)[2:]
    assert len(row.x) == RUG_MARKS
    assert (row.x[0], row.x[-1]) == (z.min(), z.max())
    assert np.abs(np.median(row.x) - np.median(z)) < 0.01


def test_thinning_keeps_the_ends_and_the_order() -> None:
    values = np.array([5.0, 1.0, 3.0, 2.0, 4.0])
    assert thinned(values, 9).tolist() == [1, 2, 3, 4, 5]
    assert thinned(values, 3).tolist() == [1, 3, 5]
    assert thinned(np.array([]), 3).tolist() == []


def test_two_classes_have_their_colours_and_several_have_none() -> None:
    palette = PALETTES["light"]
    y, yhat = np.array([[1.0], [0.0]]), np.array([[0.8], [0.3]])
    curves = loss_curves("binary_cross_entropy", y, yhat)
    for two, colors in ((True, (palette.c1, palette.c0)), (False, (palette.ink, palette.mute))):
        figure = loss_figure(curves, palette, "ŷ", two)
        assert [t.line.color for t in traces(figure) if t.mode == "lines"] == [
            color for color in colors for _ in range(2)
        ]
    marks = [trace for trace in traces(figure) if trace.mode == "markers"]
    assert [list(trace.x) for trace in marks] == [[0.8], [0.3]]


def test_a_batch_of_one_label_can_be_drawn() -> None:
    curves = loss_curves("binary_cross_entropy", np.ones((3, 1)), np.full((3, 1), 0.6))
    figure = loss_figure(curves, PALETTES["dark"], "ŷ", True)
    assert [len(t.x) for t in traces(figure) if t.mode == "markers"] == [3, 0]
