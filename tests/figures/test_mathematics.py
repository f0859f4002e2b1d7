"""The drawn activation and loss: curves, marks and colours."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from backprop.equations import activation_curves, loss_curves
from backprop.figures.mathematics import RUG_MARKS, activation_figure, axis_of, loss_figure, thinned
from backprop.figures.palette import PALETTES, Palette


def traces(figure: go.Figure) -> list[Any]:
    return list(figure.data)


@pytest.mark.parametrize("palette", PALETTES.values(), ids=lambda p: p.name)
def test_each_unit_has_its_row_of_marks_coloured_by_sign(palette: Palette) -> None:
    z = np.random.default_rng(0).normal(size=(30, 4))
    figure = activation_figure(activation_curves("tanh", z), 2, palette, axis_of("tanh"))
    curve, slope, below, above = traces(figure)
    assert (curve.name, slope.name) == ("f₂", "f′₂")
    assert (below.line.color, above.line.color) == (palette.neg, palette.pos)
    assert figure.layout.yaxis2.ticktext[0] == "z²₁"
    for unit in range(4):
        negative, positive = (marked(trace, unit) for trace in (below, above))
        assert max(negative) < 0 <= min(positive)
        assert [*negative, *positive] == sorted(z[:, unit])


def marked(trace: Any, row: int) -> list[float]:
    """The numbers at which a row of marks is drawn; their hover text names the unit."""
    x, y, unit = (np.reshape(trace[name], (-1, 3)) for name in ("x", "y", "customdata"))
    here = np.isclose(y[:, :2].mean(axis=1), row)
    assert (unit[here] == row + 1).all()
    assert (x[here, 0] == x[here, 1]).all()
    assert np.isnan(x[:, 2]).all()
    return x[here, 0].tolist()


def test_many_units_share_a_row_and_many_marks_are_thinned_evenly() -> None:
    z = np.random.default_rng(0).normal(size=(500, 64))
    figure = activation_figure(activation_curves("relu", z), 1, PALETTES["light"], "z")
    row = np.array([x for trace in traces(figure)[2:] for x in marked(trace, 0)])
    assert len(row) == RUG_MARKS
    assert (row[0], row[-1]) == (z.min(), z.max())
    assert np.abs(np.median(row) - np.median(z)) < 0.01


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
        lines, marks = traces(figure), traces(figure)[2::3]
        assert [t.line.color for t in lines] == [color for color in colors for _ in range(3)]
    assert [marked(trace, row) for row, trace in enumerate(marks)] == [[0.8], [0.3]]


def test_a_batch_of_one_label_can_be_drawn() -> None:
    curves = loss_curves("binary_cross_entropy", np.ones((3, 1)), np.full((3, 1), 0.6))
    figure = loss_figure(curves, PALETTES["dark"], "ŷ", True)
    assert [len(trace.x) // 3 for trace in traces(figure)[2::3]] == [3, 0]


def test_errors_are_marked_by_their_sign() -> None:
    curves = loss_curves("mse", np.zeros((3, 1)), np.array([[-0.5], [0.25], [0.0]]))
    below, above = traces(loss_figure(curves, PALETTES["light"], "ŷ − y", False))[2:]
    assert (marked(below, 0), marked(above, 0)) == ([-0.5], [0.0, 0.25])
