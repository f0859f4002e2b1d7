"""Explanations call inputs by their names; equations keep the symbols."""

from __future__ import annotations

import numpy as np

from backprop import Experiment, Trainer
from backprop.data.input_names import axis_names, input_names
from backprop.data.table import Table
from backprop.live_view.setup import setup_of
from backprop.predict.prediction import cell_reason
from backprop.walkthrough import Cell
from backprop.walkthrough.explanation import explain, follow_in
from backprop.walkthrough.walk import walk

IRIS = Trainer(Experiment(dataset="iris", hidden=(3,), activations=("tanh",)))
MADE = Trainer(
    Experiment(features=("x2", "x1_squared", "sin_x1"), hidden=(3,), activations=("tanh",))
)


def test_a_column_is_named_beside_its_symbol() -> None:
    one = follow_in(IRIS, 0)
    z = explain(one, Cell("z", 1, 0))
    assert [term.label for term in z.terms][2:] == [
        "from x₃ petal length (cm)",
        "from x₄ petal width (cm)",
        "bias",
    ]
    assert z.general == "z¹₁ = Σᵢ xᵢ · W¹[i,1] + b¹[1]"
    assert "x₃ · dz¹₁" in explain(one, Cell("dW", 1, 0, 2)).general
    found = walk(one)
    assert found["names"][0] == ["x₁", "x₂", "x₃", "x₄"]
    assert found["columns"] == list(IRIS.dataset.feature_names)
    assert "x₂ sepal width (cm) = " in found["moves"][0]["numbers"][0]


def test_axes_are_called_by_their_columns() -> None:
    rng = np.random.default_rng(0)
    for names, axes in ((("height", "<b>"), ("height", "<b>")), (("x1", "X2"), ("x₁", "x₂"))):
        table = Table(rng.normal(size=(20, 2)), np.arange(20) % 2, names, "y", ("a", "b"))
        assert axis_names(table.draw(Experiment(n_samples=20))) == axes
    assert axis_names(MADE.dataset) == ("x₁", "x₂")


def test_made_inputs_are_called_by_what_they_are() -> None:
    one = follow_in(MADE, 0)
    z = explain(one, Cell("z", 1, 1))
    assert [term.label for term in z.terms] == ["from x₂", "from x₁²", "from sin x₁", "bias"]
    assert "Σᵢ a⁰ᵢ · W¹[i,2]" in z.general  # xᵢ would be a coordinate
    assert "(sin x₁) · dz¹₁" in explain(one, Cell("dW", 1, 0, 2)).general
    assert walk(one)["symbols"] == ["x₂", "x₁²", "sin x₁"]
    assert "the sum of (sin x₁) · dz¹₁ over the batch" in cell_reason(MADE, Cell("dW", 1, 0, 2))
    setup = setup_of(MADE)[0]
    assert setup["input_symbols"] == ["x₂", "x₁²", "sin x₁"]
    assert setup["input_columns"] is None


def test_made_inputs_of_a_table_have_both() -> None:
    X = np.random.default_rng(0).normal(size=(20, 2))
    table = Table(X, np.arange(20) % 2, ("height", "weight"), class_names=("a", "b"))
    own = Experiment(
        dataset="own", own_data=table.fingerprint, n_samples=20, features=("x1", "x1_squared")
    )
    trainer = Trainer(own, own.with_features(table.draw(own)))
    names = input_names(trainer.dataset)
    assert [names.label(0, j, (2, 1)) for j in (0, 1)] == ["x₁ height", "x₁² height²"]


def test_coordinates_without_names_stay_as_they_are() -> None:
    assert setup_of(Trainer(Experiment()))[0]["input_columns"] is None
