"""The figures of Gradient check and Clinic show the right numbers in the right places."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backprop import MLP, Experiment, Trainer, gradient_check
from backprop.data import InputNames
from backprop.data.input_names import input_names
from backprop.figures.check_curves import losses_figure, steps_figure
from backprop.figures.gradient_check import (
    cell_name,
    error_text,
    errors_figure,
    factor_text,
    layer_width,
)
from backprop.figures.palette import PALETTES
from backprop.notation import typeset

PALETTE = PALETTES["light"]


def traces(figure: Any) -> Any:
    return figure.data


def check(method: str = "complex", **more: Any) -> Any:
    trainer = Trainer(Experiment(hidden=(4, 3), activations=("relu", "tanh"), n_samples=100))
    trainer.run(10)
    return gradient_check(trainer.mlp, *trainer.batch_data, method=method, **more)


@pytest.mark.parametrize("palette", PALETTES.values(), ids=lambda p: p.name)
def test_the_heatmap_is_the_errors_in_their_places(palette: Any) -> None:
    for layer in check("central", step=1e-3).layers:
        figure: Any = errors_figure(layer, palette)
        weights, biases = traces(figure)[:2]
        expected = np.log10(np.clip(layer.errors, 1e-16, 1.0))
        shown = np.vstack([weights.z, biases.z])
        assert np.isnan(shown[layer.kinks]).all()
        assert np.array_equal(shown[~layer.kinks], expected[~layer.kinks])
        assert biases.y0 > len(weights.z) - 1  # below the weights
        low, high = figure.layout.yaxis.range
        assert low > high  # the first row on top
        assert figure.layout.width == layer_width(layer.layer, layer.dW.shape[1])
        assert (weights.zmin, weights.zmax) == (-16, 0)
        assert typeset(f"{layer.errors[0, 0]:.2e}") in weights.text[0][0]


def test_the_cells_carry_errors_or_factors() -> None:
    layer = check().layers[1]
    texts = traces(errors_figure(layer, PALETTE))[2].text
    assert list(texts) == [error_text(error) for error in layer.errors.ravel()]
    assert set(traces(errors_figure(layer, PALETTE, factors=True))[2].text) == {"1"}


def test_kinks_and_cells_that_were_not_checked() -> None:
    layers = check("central", step=1e-2).layers
    kinked = next(layer for layer in layers if layer.kinks.any())
    texts = list(traces(errors_figure(kinked, PALETTE))[2].text)
    assert texts.count("kink") == kinked.kinks.sum()
    some = check(cells_per_layer=3).layers[0]
    assert len(traces(errors_figure(some, PALETTE))[2].text) == 3


@pytest.mark.parametrize(
    ("g", "numerical", "text"),
    [
        (2.0, 1.0, "2"),
        (-1.0, 1.0, "−1"),
        (1.0, 1.0, "1"),
        (1.0003, 1.0, "1.0003"),
        (250.0, 1.0, "250"),
        (0.0, 0.0, "0"),
        (1.0, 0.0, "≠ 0"),
        (np.nan, 1.0, "NaN"),
        (-0.2521, 1.0, "−0.252"),
        (1.25e-7, 1.0, "1.25e−7"),
    ],
)
def test_factors_in_words(g: float, numerical: float, text: str) -> None:
    assert factor_text(g, numerical) == text


def test_names_and_errors_in_words() -> None:
    assert cell_name(2, 2, 0, 4) == "dW²[3,1]"
    assert cell_name(12, 4, 0, 4) == "db¹²[1]"
    assert [error_text(e) for e in (0.0, 3.2e-12, 1e-4, 1.9, np.nan)] == [
        "0",
        "3e−12",
        "1e−4",
        "2",
        "NaN",
    ]


def test_the_curves_over_the_step_size() -> None:
    steps = 10.0 ** -np.arange(1.0, 5.0)
    figure: Any = steps_figure(steps, steps**2, np.zeros(4), 1e-3, 1e-4, PALETTE)
    assert np.array_equal(traces(figure)[0].y, steps**2)
    assert (traces(figure)[1].y == 1e-16).all()  # 0 has no logarithm: at the lower edge
    assert not np.any(traces(figure)[1].customdata)
    assert {shape.x0 for shape in figure.layout.shapes if shape.x0 == shape.x1} == {1e-3}


def test_the_losses_side_by_side() -> None:
    right, wrong = np.array([1.0, 0.5, 0.2, 0.1]), np.array([1.0, 40.0])
    figure: Any = losses_figure(right, wrong, 2, True, PALETTE)
    assert np.array_equal(traces(figure)[0].y, right)
    assert np.array_equal(traces(figure)[1].y, wrong)
    assert traces(figure)[2].x == (1,)  # where it ended
    assert figure.layout.yaxis.type == "log"
    assert figure.layout.shapes[0].x0 == 2
    calm: Any = losses_figure(right, right, 9, False, PALETTE)
    assert calm.layout.yaxis.type is None
    assert not calm.layout.shapes  # iteration 9 is beyond the curves


def test_inputs_have_their_names_beside_the_cells_and_at_the_pointer() -> None:
    trainer = Trainer(Experiment(dataset="iris", hidden=(3,), activations=("tanh",)))
    names = input_names(trainer.dataset)
    first, second = gradient_check(trainer.mlp, *trainer.batch_data).layers
    figure: Any = errors_figure(first, PALETTE, names)
    assert figure.layout.yaxis.ticktext[2] == "x₃ petal length (cm)"
    assert "from x₃ petal length (cm)" in figure.data[0].text[2][0]
    assert "from" not in figure.data[1].text[0][0]  # a bias comes from nowhere
    unnamed: Any = errors_figure(first, PALETTE)
    assert unnamed.layout.yaxis.ticktext[2] == "x₃"
    room = figure.layout.margin.l - unnamed.layout.margin.l
    assert room > 100
    assert figure.layout.width - unnamed.layout.width == room  # the cells keep their size
    assert layer_width(2, 3, names) == layer_width(2, 3)
    assert errors_figure(second, PALETTE, names).layout.yaxis.ticktext[0] == "a¹₁"


def test_made_inputs_have_their_symbols_and_long_names_are_cut_short() -> None:
    made = InputNames(symbols=("x₁²", "sin x₂"))
    check = gradient_check(*_net(2)).layers[0]
    assert errors_figure(check, PALETTE, made).layout.yaxis.ticktext[:2] == ("x₁²", "sin x₂")
    long = InputNames(columns=("a name that goes on and on", "short"))
    assert errors_figure(check, PALETTE, long).layout.yaxis.ticktext[0] == "x₁ a name that goes …"


def _net(n_in: int) -> tuple[MLP, np.ndarray, np.ndarray]:
    mlp = MLP([n_in, 3, 1], ["tanh", "sigmoid"], "binary_cross_entropy")
    mlp.initialize("glorot_uniform", seed=0)
    X = np.random.default_rng(0).normal(size=(8, n_in))
    return mlp, X, (X[:, :1] > 0).astype(float)
