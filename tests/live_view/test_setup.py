"""What the browser receives about a run only once."""

from __future__ import annotations

import numpy as np
import pytest

from backprop import Dataset, Experiment, Trainer
from backprop.data import DATASETS
from backprop.live_view.setup import extent, principal_plane, setup_of


@pytest.mark.parametrize("name", DATASETS)
def test_of_every_data_set(name: str) -> None:
    trainer = Trainer(Experiment(dataset=name, n_samples=80))
    setup, arrays = setup_of(trainer)
    data = trainer.dataset
    assert setup["sizes"] == [data.n_features, 4, 3, data.y_train.shape[1]]
    assert len(setup["activations"]) == len(setup["sizes"]) - 1
    assert (setup["n_train"], setup["n_test"]) == (len(data.X_train), len(data.X_test))
    for block in ("X_train", "y_train", "X_test", "y_test"):
        assert np.array_equal(arrays[block][1], getattr(data, block))
    xmin, xmax, ymin, ymax = setup["extent"]
    points = (
        np.vstack([data.X_train, data.X_test])
        if setup["plane"] is None
        else np.vstack([arrays["P_train"][1], arrays["P_test"][1]])
    )
    assert (points >= [xmin, ymin]).all()
    assert (points <= [xmax, ymax]).all()
    low, high = setup["target_range"]
    assert low < high


def test_more_inputs_than_two_are_shown_in_the_plane_of_their_principal_components() -> None:
    trainer = Trainer(Experiment.preset("digits"))
    setup, arrays = setup_of(trainer)
    assert setup["plane"] == {"title": "first two principal components"}
    mean, axes = arrays["plane_mean"][1], arrays["plane_axes"][1]
    X = trainer.dataset.X_train
    assert np.allclose(mean, X.mean(axis=0))
    assert np.allclose(axes @ axes.T, np.eye(2))
    spread = np.linalg.eigvalsh(np.cov(X.T, bias=True))[::-1][:2]
    assert np.allclose(arrays["P_train"][1].var(axis=0), spread)


def test_one_input_and_equal_inputs_have_an_extent() -> None:
    assert extent(np.array([[0.0], [1.0]])) == pytest.approx([-0.08, 1.08, -1.0, 1.0])
    assert extent(np.array([[2.0, 2.0], [2.0, 2.0]])) == pytest.approx([1.92, 2.08, 1.92, 2.08])
    x = np.linspace(0, 1, 12)[:, None]
    trainer = Trainer(
        Experiment(dataset="plane", hidden=(2,), activations=("tanh",)),
        Dataset(x, x**2, x[:0], x[:0], task="regression"),
    )
    setup, _ = setup_of(trainer)
    assert setup["sizes"] == [1, 2, 1]
    assert setup["plane"] is None


def test_axes_do_not_flip_from_draw_to_draw() -> None:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(50, 6)) * [5, 3, 1, 1, 1, 1]
    first, second = principal_plane(X)[1], principal_plane(X[::-1].copy())[1]
    assert np.allclose(first, second)
    assert (first[np.arange(2), np.abs(first).argmax(axis=1)] > 0).all()


def test_fewer_samples_than_axes() -> None:
    _, axes = principal_plane(np.ones((1, 4)))
    assert axes.shape == (2, 4)
    assert np.isfinite(axes).all()
