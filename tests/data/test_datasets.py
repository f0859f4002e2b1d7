"""Data sets: scikit-learn's own draws, splits, targets, and the limits of your own table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sklearn.datasets
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_digits, make_circles, make_moons
from sklearn.preprocessing import StandardScaler

from backprop import Dataset
from backprop.data.dataset import CLASSIFICATION, REGRESSION
from backprop.data.datasets import DATASETS, load
from backprop.data.rows import from_rows, sample_rows

FLAT = ["circles", "moons", "blobs", "xor", "spirals", "gaussians", "classification", "plane"]
MEASURED = ["iris", "wine", "breast_cancer", "diabetes"]
NAMES = [*FLAT, "digits", *MEASURED]
X4, Y4, NO_X, NO_Y = np.zeros((4, 2)), np.zeros((4, 1)), np.zeros((0, 2)), np.zeros((0, 1))


def test_every_registered_name_is_here() -> None:
    assert list(DATASETS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_shapes_targets_and_split(name: str) -> None:
    spec, data = DATASETS[name], load(name, 100, 0.1, 0.3, 0)
    assert data.X_train.shape == (70, spec.n_features)
    assert data.X_test.shape == (30, spec.n_features)
    assert (data.task, data.n_features) == (spec.task, spec.n_features)
    assert data.n_classes == spec.n_classes
    y = np.vstack([data.y_train, data.y_test])
    if spec.task == REGRESSION:
        assert y.shape == (100, 1)
        return
    assert set(np.unique(y)) == {0.0, 1.0}
    if spec.n_classes == 2:
        assert y.shape == (100, 1)
    else:
        assert y.shape == (100, spec.n_classes)
        np.testing.assert_array_equal(y.sum(axis=1), 1.0)


@pytest.mark.parametrize("name", NAMES)
def test_a_pure_function_of_its_arguments(name: str) -> None:
    first, again, other = (load(name, 100, 0.1, 0.5, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.X_train, again.X_train)
    np.testing.assert_array_equal(first.y_test, again.y_test)
    assert not np.array_equal(first.X_train, other.X_train)


@pytest.mark.parametrize("name", [n for n in NAMES if DATASETS[n].task == CLASSIFICATION])
def test_splits_are_stratified(name: str) -> None:
    data = load(name, 150, 0.1, 0.25, 3)
    train, test = (class_shares(y) for y in (data.y_train, data.y_test))
    np.testing.assert_allclose(train, test, atol=1.5 / len(data.y_test))


@pytest.mark.parametrize("name", FLAT)
def test_coordinates_lie_where_the_picture_looks(name: str) -> None:
    X = load(name, 2000, 0.1, 0.0, 0).X_train
    assert (np.abs(X).max(axis=1) <= 1.8).mean() > 0.98
    assert np.abs(X).max() > 0.9


@pytest.mark.parametrize("name", NAMES)
def test_no_test_set(name: str) -> None:
    data = load(name, 50, 0.1, 0.0, 0)
    assert len(data.X_train) == 50
    assert data.X_test.shape == (0, data.n_features)
    assert data.y_test.shape == (0, data.y_train.shape[1])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("fraction", [0.01, 0.5, 0.9])
def test_the_smallest_sets_can_be_split(name: str, fraction: float) -> None:
    data = load(name, 10, 2.0, fraction, 0)
    assert len(data.X_train) >= 1
    assert len(data.X_test) >= 1


def test_scikit_learns_sets_are_scikit_learns() -> None:
    X, y = make_circles(100, factor=0.3, noise=0.2, random_state=5)
    data = load("circles", 100, 0.2, 0.0, 5, circle_factor=0.3)
    np.testing.assert_array_equal(data.X_train, X)
    np.testing.assert_array_equal(data.y_train[:, 0], y)
    X, y = make_moons(100, noise=0.2, random_state=5)
    np.testing.assert_array_equal(
        load("moons", 100, 0.2, 0.0, 5).X_train, np.asarray(X) - [0.5, 0.25]
    )


def test_circles_are_the_articles_under_the_legacy_seed() -> None:
    np.random.seed(0)
    X, y = make_circles(n_samples=1000, factor=0.5, noise=0.1)
    data = load("circles", 1000, 0.1, 0.0, 0)
    np.testing.assert_array_equal(data.X_train, X)
    np.testing.assert_array_equal(data.y_train[:, 0], y)


def test_digits_are_the_digits() -> None:
    X: Any
    X, y = load_digits(return_X_y=True)
    data = load("digits", 1797, 0.0, 0.0, 9)
    assert data.X_train.min() == 0
    assert data.X_train.max() == 1
    order = np.lexsort(data.X_train.T)
    expected = np.lexsort(X.T)
    np.testing.assert_array_equal(data.X_train[order] * 16, X[expected])
    np.testing.assert_array_equal(data.y_train.argmax(axis=1)[order], np.asarray(y)[expected])
    assert len(load("digits", 20_000, 0.0, 0.0, 0).X_train) == 1797


@pytest.mark.parametrize("name", MEASURED)
def test_measured_sets_are_scikit_learns(name: str) -> None:
    given = {"scaled": False} if name == "diabetes" else {}
    bunch: Any = getattr(sklearn.datasets, f"load_{name}")(**given)
    data = load(name, 5000, 2.0, 0.0, 7)  # all rows, in their order; noise does not apply
    scaler = StandardScaler().fit(bunch.data)
    expected: Any = scaler.transform(bunch.data)
    np.testing.assert_allclose(data.X_train, expected, rtol=0, atol=1e-12)
    np.testing.assert_allclose(
        data.X_train * np.array(data.scales) + np.array(data.means),
        bunch.data,
        rtol=1e-12,
        atol=1e-9,
    )
    assert data.feature_names == tuple(bunch.feature_names)
    if name == "diabetes":
        y = data.y_train[:, 0] * data.target_scale + data.target_mean
        np.testing.assert_allclose(y, bunch.target, rtol=1e-12)
        return
    assert data.class_names == tuple(bunch.target_names)
    labels = data.y_train.argmax(axis=1) if data.n_classes > 2 else data.y_train[:, 0]
    np.testing.assert_array_equal(labels, bunch.target)


@pytest.mark.parametrize("name", MEASURED)
def test_standardised_on_the_training_rows_alone(name: str) -> None:
    data = load(name, 100, 0.0, 0.4, 0)
    np.testing.assert_allclose(data.X_train.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(data.X_train.std(axis=0), 1, atol=1e-12)
    assert abs(data.X_test.mean(axis=0)).max() > 0.01


@given(
    counts=st.lists(st.integers(1, 60), min_size=1, max_size=6),
    share=st.floats(0.01, 1.0),
    seed=st.integers(0, 99),
)
def test_a_sample_has_its_share_of_every_class(counts: list[int], share: float, seed: int) -> None:
    labels = np.random.default_rng(seed).permutation(np.repeat(range(len(counts)), counts))
    n = max(1, int(share * len(labels)))
    kept = sample_rows(labels, n, seed)
    assert len(np.unique(kept)) == n
    assert (np.diff(kept) > 0).all()
    found = np.bincount(labels[kept], minlength=len(counts))
    assert (abs(found - n * np.array(counts) / len(labels)) < 1 + 1e-9).all()


def test_a_column_that_does_not_vary_keeps_its_scale() -> None:
    X = np.column_stack([np.full(9, 0.1), np.arange(9.0)])
    data = from_rows(
        X,
        np.arange(9.0),
        n_samples=9,
        test_fraction=0.0,
        seed=0,
        standardise=True,
        name="own",
        feature_names=("a", "b"),
        class_names=(),
    )
    assert data.scales[0] == 1.0
    np.testing.assert_allclose(data.X_train[:, 0], 0, atol=1e-15)


def test_plane_is_the_mean_of_the_coordinates() -> None:
    data = load("plane", 100, 0.0, 0.0, 0)
    np.testing.assert_allclose(data.y_train[:, 0], data.X_train.mean(axis=1), rtol=1e-15)


def test_xor_labels_are_the_signs_before_the_noise() -> None:
    data = load("xor", 300, 0.0, 0.0, 0)
    np.testing.assert_array_equal(data.y_train[:, 0] == 1, data.X_train.prod(axis=1) < 0)


def test_a_table_of_ones_own() -> None:
    data = Dataset(X4, Y4, NO_X, NO_Y, "regression")
    assert (data.n_features, data.n_classes) == (2, 0)
    assert Dataset(X4, np.eye(4), NO_X, np.zeros((0, 4))).n_classes == 4


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ((X4, Y4, NO_X, NO_Y, "clustering"), "classification or regression"),
        ((X4[:, 0], Y4, NO_X, NO_Y), "X_train with two dimensions"),
        ((X4, Y4[:3], NO_X, NO_Y), "X_train has 4 rows, but y_train has 3"),
        ((X4, Y4, X4, Y4[:1]), "X_test has 4 rows, but y_test has 1"),
        ((NO_X, NO_Y, X4, Y4), "at least one sample"),
        ((X4 + np.nan, Y4, NO_X, NO_Y), "X_train contains a value that is not a finite number"),
        ((X4, Y4 + np.inf, NO_X, NO_Y), "y_train contains a value that is not a finite number"),
        ((X4, Y4, np.zeros((2, 3)), np.zeros((2, 1))), "feature|column|shape"),
        ((X4, Y4, X4, np.zeros((4, 2))), "target|column|shape"),
    ],
)
def test_what_is_no_data_set_raises(parts: tuple[Any, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Dataset(*parts)


def class_shares(y: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.column_stack([1 - y, y]).mean(axis=0) if y.shape[1] == 1 else y.mean(axis=0)
