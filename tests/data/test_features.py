"""Inputs made of two coordinates, against plain NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop import Dataset, Experiment, Trainer, gradient_check
from backprop.data.features import FEATURES, PLAIN

PLAIN_NUMPY = {
    "x1": lambda X: X[:, 0],
    "x2": lambda X: X[:, 1],
    "x1_squared": lambda X: np.power(X[:, 0], 2),
    "x2_squared": lambda X: np.power(X[:, 1], 2),
    "x1x2": lambda X: np.prod(X, axis=1),
    "sin_x1": lambda X: np.sin(X)[:, 0],
    "sin_x2": lambda X: np.sin(X)[:, 1],
}


def test_all_of_them_are_compared() -> None:
    assert list(FEATURES) == list(PLAIN_NUMPY)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(list(FEATURES)), min_size=1, unique=True))
def test_any_subset_is_the_networks_input(names: list[str]) -> None:
    experiment = Experiment(features=tuple(names), n_samples=40, hidden=(3,), activations=("tanh",))
    ordered = tuple(name for name in FEATURES if name in names)
    assert experiment.features == ordered
    plain = Experiment(n_samples=40).load_dataset()
    trainer = Trainer(experiment)
    data = trainer.dataset
    expected = np.column_stack([PLAIN_NUMPY[name](plain.X_train) for name in ordered])
    np.testing.assert_allclose(data.X_train, expected, rtol=1e-15)
    np.testing.assert_array_equal(data.points[0], plain.X_train)
    np.testing.assert_array_equal(data.points[1], plain.X_test)
    assert trainer.mlp.layer_sizes == (len(ordered), 3, 1)
    assert gradient_check(trainer.mlp, *trainer.batch_data).passed
    assert trainer.mlp.da[0].shape == data.X_train.shape
    # a trainer's data given to another one is not made into inputs twice
    again = Trainer(experiment, data)
    np.testing.assert_array_equal(again.dataset.X_train, data.X_train)
    back = Trainer(Experiment(n_samples=40), data).dataset
    np.testing.assert_array_equal(back.X_train, plain.X_train)
    assert (back.features, back.feature_names) == ((), ("x1", "x2"))


def test_data_with_other_columns_is_taken_as_it_is() -> None:
    assert Trainer(Experiment(dataset="iris", features=("x1x2",))).mlp.layer_sizes[0] == 4
    x = np.linspace(-1, 1, 20)[:, None]
    one = Dataset(x, (x > 0).astype(float), x[:0], x[:0])
    assert Trainer(Experiment(features=("x1x2",)), one).mlp.layer_sizes[0] == 1


def test_columns_of_ones_own_keep_their_names() -> None:
    X = np.random.default_rng(0).normal(size=(20, 2))
    y = (X[:, :1] > 0).astype(float)
    own = Dataset(X, y, X[:0], y[:0], feature_names=("height", "width"))
    made = Experiment(features=("x1", "x1_squared", "x1x2", "sin_x2")).with_features(own)
    assert made.feature_names == ("height", "height²", "height · width", "sin width")
    assert made.coordinate_names == ("height", "width")


@pytest.mark.parametrize(("names", "least"), [(("x1x2",), 0.95), (PLAIN, 0.0)])
def test_one_product_separates_what_two_coordinates_cannot(
    names: tuple[str, ...], least: float
) -> None:
    trainer = Trainer(
        Experiment(
            dataset="xor", noise=0.0, features=names, hidden=(), activations=(), learning_rate=5.0
        )
    )
    trainer.run(200)
    found = trainer.history.train_accuracy[-1]
    assert found > least if least else found < 0.75
