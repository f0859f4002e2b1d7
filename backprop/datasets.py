"""Data to learn: scikit-learn's generators and digits, and a person's own table as a Dataset.

Every named set is a pure function of (n_samples, noise, seed). Coordinates of the two-dimensional
sets lie mostly in −1.5 to 1.5; each docstring says where.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn import datasets as sk
from sklearn.model_selection import train_test_split

from backprop.activations import Array

Labels = NDArray[np.int64]
Drawn = tuple[Array, NDArray[np.float64] | Labels]
CLASSIFICATION, REGRESSION = "classification", "regression"


@dataclass(frozen=True)
class Dataset:
    """Training and test data of one task.

    X_train (n, d), y_train (n, k): k = 1 with 0/1 for two classes, one-hot for more, values for
    regression. X_test, y_test likewise; they may have no rows. All are copied, and read-only.
    means, scales: of standardised inputs, a number a column: original = mean + scale · value; empty
    where the inputs are as they were. features: names of inputs made of two coordinates, which are
    then P_train, P_test (n, 2), what the picture shows and means and scales are of; else empty and
    None. target_mean, target_scale: the same of a regression's values. choices: how a person's own table was
    made of a file, as JSON (table/choices.py).
    Raises ValueError when shapes do not fit together or a value is not finite.
    """

    X_train: Array
    y_train: Array
    X_test: Array
    y_test: Array
    task: str = CLASSIFICATION
    name: str = "own data"
    feature_names: tuple[str, ...] = ()
    class_names: tuple[str, ...] = field(default=())
    target_name: str = "y"
    means: tuple[float, ...] = ()
    scales: tuple[float, ...] = ()
    target_mean: float = 0.0
    target_scale: float = 1.0
    features: tuple[str, ...] = ()
    P_train: Array | None = None
    P_test: Array | None = None
    coordinate_names: tuple[str, ...] = ()
    choices: str = ""

    def __post_init__(self) -> None:
        if self.task not in (CLASSIFICATION, REGRESSION):
            raise ValueError(f"task has to be classification or regression, got {self.task!r}.")
        if not self.coordinate_names:
            object.__setattr__(self, "coordinate_names", self.feature_names)
        for part in ("X_train", "y_train", "X_test", "y_test", "P_train", "P_test"):
            if getattr(self, part) is None:
                continue
            array = np.array(getattr(self, part), dtype=np.float64, order="C")
            if array.ndim != 2:
                raise ValueError(f"expected {part} with two dimensions, got shape {array.shape}.")
            if not np.isfinite(array).all():
                raise ValueError(f"{part} holds a value that is not a finite number.")
            array.flags.writeable = False
            object.__setattr__(self, part, array)
        if not len(self.X_train) or not self.X_train.shape[1] or not self.y_train.shape[1]:
            raise ValueError("training data needs at least one sample, one feature, one target.")
        for X, y, kind in (
            (self.X_train, self.y_train, "train"),
            (self.X_test, self.y_test, "test"),
        ):
            if len(X) != len(y):
                raise ValueError(f"X_{kind} has {len(X)} rows, y_{kind} {len(y)}.")
            if self.task == CLASSIFICATION and y.size and not (y.min() >= 0 and y.max() <= 1):
                raise ValueError(
                    f"y_{kind} of a classification has to be 0 or 1 (one column a class where there "
                    f"are more than two), got {y.min():g} to {y.max():g}."
                )
        if self.X_test.shape[1] != self.X_train.shape[1]:
            raise ValueError("X_train and X_test differ in their number of columns.")
        if self.y_test.shape[1] != self.y_train.shape[1]:
            raise ValueError("y_train and y_test differ in their number of columns.")

    @property
    def points(self) -> tuple[Array, Array]:
        """Where the samples stand: their coordinates, the inputs themselves where none are made."""
        if self.P_train is None or self.P_test is None:
            return self.X_train, self.X_test
        return self.P_train, self.P_test

    @property
    def n_features(self) -> int:
        """Number of inputs d."""
        return self.X_train.shape[1]

    @property
    def n_classes(self) -> int:
        """Number of classes; 0 for regression."""
        if self.task == REGRESSION:
            return 0
        return max(2, self.y_train.shape[1])


@dataclass(frozen=True)
class DatasetSpec:
    """A named data set: draw(n_samples, noise, seed, circle_factor) -> X (n, d), y (n,).

    bunch: scikit-learn's loader of a measured set, with its names; rows: how many it has.
    """

    name: str
    title: str
    description: str
    task: str
    n_features: int
    n_classes: int
    draw: Callable[[int, float, int, float], Drawn]
    bunch: Callable[[], Any] | None = None

    rows: int | None = None

    @property
    def measured(self) -> bool:
        """Whether it is scikit-learn's own table of measurements: all rows are there, nothing is
        drawn, no noise is added, and inputs are standardised as ``from_rows`` does."""
        return self.bunch is not None


def _arrays(drawn: Any) -> Drawn:
    """X and y of a scikit-learn generator, whose own types are wider than what it returns."""
    X, y = drawn[:2]
    return np.asarray(X, dtype=np.float64), np.asarray(y)


def circles(n: int, noise: float, seed: int, factor: float) -> Drawn:
    """make_circles: class 0 on the unit circle, class 1 on one of radius factor; ±1.4."""
    return _arrays(sk.make_circles(n, factor=factor, noise=noise, random_state=seed))


def moons(n: int, noise: float, seed: int, factor: float) -> Drawn:
    """make_moons, moved by (−0.5, −0.25) so that it is centred; ±1.8."""
    X, y = _arrays(sk.make_moons(n, noise=noise, random_state=seed))
    return X - np.array([0.5, 0.25]), y


def blobs(n: int, noise: float, seed: int, factor: float) -> Drawn:
    """make_blobs: three classes around corners of a triangle, deviation 0.1 + noise; ±1.6."""
    angles = np.pi * (0.5 + 2 * np.arange(3) / 3)
    centers = np.column_stack([np.cos(angles), np.sin(angles)])
    return _arrays(sk.make_blobs(n, centers=centers, cluster_std=0.1 + noise, random_state=seed))


def xor(n: int, noise: float, seed: int, factor: float) -> Drawn:
    """Uniform on the square ±1; class 1 where the signs of x₁ and x₂ differ; then noise is added."""
    rng = np.random.default_rng(seed)
    X = rng.uniform(-1, 1, (n, 2))
    return X + noise * rng.normal(size=X.shape), (X[:, 0] * X[:, 1] < 0).astype(np.int64)


def spirals(n: int, noise: float, seed: int, factor: float) -> Drawn:
    """Two arms of 1.5 turns, radius 0.1 to 1.2; the noise is a third of that of the others; ±1.4."""
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 2
    along = np.sqrt(rng.uniform(0, 1, n))
    angle, radius = 3 * np.pi * along + np.pi * y, 0.1 + 1.1 * along
    X = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return X + noise / 3 * rng.normal(size=X.shape), y


def gaussians(n: int, noise: float, seed: int, factor: float) -> Drawn:
    """Two normal clouds around ±(0.6, 0.6), deviation 0.2 + noise; ±1.6."""
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 2
    X = 0.6 * (2 * y - 1)[:, None] + (0.2 + noise) * rng.normal(size=(n, 2))
    return X, y


def classification(n: int, noise: float, seed: int, factor: float) -> Drawn:
    """make_classification with two informative features, halved; noise is the share of flipped
    labels, at most 0.5; ±2."""
    drawn = sk.make_classification(
        n, 2, n_informative=2, n_redundant=0, n_clusters_per_class=1, flip_y=min(noise, 0.5),
        class_sep=1.2, random_state=seed,
    )  # fmt: skip
    X, y = _arrays(drawn)
    return X / 2, y


def plane(n: int, noise: float, seed: int, factor: float) -> Drawn:
    """Regression: y = (x₁ + x₂)/2 + noise · N(0, 1) on the square ±1."""
    rng = np.random.default_rng(seed)
    X = rng.uniform(-1, 1, (n, 2))
    return X, X.mean(axis=1) + noise * rng.normal(size=n)


def digits(n: int, noise: float, seed: int, factor: float) -> Drawn:
    """load_digits: 8 × 8 pixels in 0..1, ten classes; the first n of 1,797 in an order drawn from
    the seed (all of them when n is larger), plus noise · N(0, 1)."""
    X, y = _arrays(sk.load_digits(return_X_y=True))
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(len(X))[:n]
    return X[chosen] / 16 + noise * rng.normal(size=(len(chosen), X.shape[1])), y[chosen]


def _measured(loader: Callable[[], Any]) -> Callable[[int, float, int, float], Drawn]:
    """All rows as scikit-learn has them, and numbers of classes or values."""

    def draw(n: int, noise: float, seed: int, factor: float) -> Drawn:
        bunch = loader()
        return _arrays((bunch.data, bunch.target))

    return draw


def _diabetes() -> Any:
    """load_diabetes in the units in which it was measured."""
    return sk.load_diabetes(scaled=False)


def _measured_spec(
    name: str,
    title: str,
    description: str,
    rows: int,
    d: int,
    k: int,
    loader: Callable[[], Any],
) -> DatasetSpec:
    task = CLASSIFICATION if k else REGRESSION
    return DatasetSpec(name, title, description, task, d, k, _measured(loader), loader, rows)


_ENTRIES = (
    DatasetSpec("circles", "Circles", "One class around the other", CLASSIFICATION, 2, 2, circles),
    DatasetSpec("moons", "Moons", "Two interleaved half circles", CLASSIFICATION, 2, 2, moons),
    DatasetSpec("blobs", "Blobs", "Three separate clouds", CLASSIFICATION, 2, 3, blobs),
    DatasetSpec("xor", "XOR", "Opposite quarters share a class", CLASSIFICATION, 2, 2, xor),
    DatasetSpec("spirals", "Spirals", "Two wound arms, the hard one", CLASSIFICATION, 2, 2, spirals),
    DatasetSpec("gaussians", "Gaussians", "Two overlapping clouds", CLASSIFICATION, 2, 2, gaussians),
    DatasetSpec(
        "classification", "Classification", "scikit-learn's generator, some labels wrong",
        CLASSIFICATION, 2, 2, classification,
    ),
    DatasetSpec("plane", "Plane", "Regression: a tilted plane", REGRESSION, 2, 0, plane),
    DatasetSpec("digits", "Digits", "Handwritten digits, 8 × 8 pixels", CLASSIFICATION, 64, 10, digits),
    _measured_spec("iris", "Iris", "150 flowers of three kinds, 4 lengths", 150, 4, 3, sk.load_iris),
    _measured_spec("wine", "Wine", "178 wines of three growers, 13 analyses", 178, 13, 3, sk.load_wine),
    _measured_spec(
        "breast_cancer", "Breast cancer", "569 tumours, malignant or benign, 30 measures", 569, 30, 2,
        sk.load_breast_cancer,
    ),
    _measured_spec(
        "diabetes", "Diabetes", "Regression: 442 patients, 10 measures, the illness a year later",
        442, 10, 0, _diabetes,
    ),
)  # fmt: skip

DATASETS: dict[str, DatasetSpec] = {entry.name: entry for entry in _ENTRIES}
OWN = "own"  # a person's own table, which no name can load


def one_hot(labels: NDArray[np.int64], n_classes: int) -> Array:
    """Labels (n,) as rows of zeros with a one, (n, n_classes)."""
    return np.eye(n_classes)[labels]


def load(
    name: str,
    n_samples: int,
    noise: float,
    test_fraction: float,
    seed: int,
    circle_factor: float = 0.5,
) -> Dataset:
    """Draw a named set and split it, stratified by class where the classes are large enough.

    With test_fraction 0 the samples keep the order in which they were drawn. Of a measured set at
    most n_samples rows are taken, as ``from_rows`` does; noise does not apply.
    Raises KeyError for a name that is not registered.
    """
    spec = DATASETS[name]
    if spec.bunch is not None:
        return _load_measured(spec, spec.bunch(), n_samples, test_fraction, seed)
    X, labels = spec.draw(n_samples, noise, seed, circle_factor)
    if spec.task == REGRESSION or spec.n_classes == 2:
        y = labels.astype(np.float64).reshape(-1, 1)
    else:
        y = one_hot(labels.astype(np.int64), spec.n_classes)
    X_train, y_train, X_test, y_test = X, y, X[:0], y[:0]
    if test_fraction > 0:
        X_train, X_test, y_train, y_test = _split(X, y, labels, test_fraction, seed, spec.task)
    digits_like = spec.n_features > 2
    names = tuple(f"pixel {i}" if digits_like else f"x{i}" for i in range(1, spec.n_features + 1))
    classes = tuple(str(c) for c in range(spec.n_classes))
    return Dataset(X_train, y_train, X_test, y_test, spec.task, name, names, classes)


def _load_measured(spec: DatasetSpec, bunch: Any, n: int, fraction: float, seed: int) -> Dataset:
    X, labels = _arrays((bunch.data, bunch.target))
    return from_rows(
        X,
        labels,
        n_samples=n,
        test_fraction=fraction,
        seed=seed,
        standardise=True,
        name=spec.name,
        feature_names=tuple(map(str, bunch.feature_names)),
        class_names=tuple(map(str, bunch.get("target_names", ()))),
        target_name="progression" if spec.task == REGRESSION else "class",
    )


def from_rows(
    X: Array,
    labels: Array | Labels,
    *,
    n_samples: int,
    test_fraction: float,
    seed: int,
    standardise: bool,
    name: str,
    feature_names: tuple[str, ...],
    class_names: tuple[str, ...],
    target_name: str = "y",
    choices: str = "",
) -> Dataset:
    """Measured rows (n, d) with their labels (n,): classes from 0, or values without class_names.

    At most n_samples of the rows (``sample_rows``), then split as ``load`` does. standardise: means and standard deviations (of n, not n − 1) are
    those of the training rows; a column that does not vary there keeps its scale.
    """
    task = CLASSIFICATION if class_names else REGRESSION
    if n_samples < len(X):
        kept = sample_rows(labels, n_samples, seed)
        X, labels = X[kept], labels[kept]
    if len(class_names) > 2:
        y = one_hot(labels.astype(np.int64), len(class_names))
    else:
        y = labels.astype(np.float64).reshape(-1, 1)
    X_train, y_train, X_test, y_test = X, y, X[:0], y[:0]
    if test_fraction > 0 and len(X) > 1:
        X_train, X_test, y_train, y_test = _split(X, y, labels, test_fraction, seed, task)
    means, scales, target_mean, target_scale = (), (), 0.0, 1.0
    if standardise:
        center, scale = _center_and_scale(X_train)
        X_train, X_test = (X_train - center) / scale, (X_test - center) / scale
        means, scales = tuple(map(float, center)), tuple(map(float, scale))
        if task == REGRESSION:
            center, scale = _center_and_scale(y_train)
            y_train, y_test = (y_train - center) / scale, (y_test - center) / scale
            target_mean, target_scale = float(center[0]), float(scale[0])
    return Dataset(
        X_train, y_train, X_test, y_test, task, name, feature_names, class_names,
        target_name, means, scales, target_mean, target_scale, choices=choices,
    )  # fmt: skip


def _center_and_scale(X: Array) -> tuple[Array, Array]:
    varies = X.max(axis=0) > X.min(axis=0)
    return X.mean(axis=0), np.where(varies, X.std(axis=0), 1.0)


def sample_rows(labels: Array | Labels, n: int, seed: int) -> NDArray[np.int64]:
    """n of the rows in the order in which they stand, drawn so that every class, or every range of
    values, has its share to within one row."""
    order = np.random.default_rng(seed).permutation(len(labels))
    order = order[np.argsort(labels[order], kind="stable")]
    return np.sort(order[np.arange(n) * len(labels) // n])


def _split(
    X: Array, y: Array, labels: Array | Labels, fraction: float, seed: int, task: str
) -> tuple[Array, Array, Array, Array]:
    n_test = int(np.ceil(fraction * len(X)))
    counts = np.unique(labels, return_counts=True)[1] if task == CLASSIFICATION else np.array([0])
    enough = counts.min() >= 2 and min(n_test, len(X) - n_test) >= len(counts)
    X_train, X_test, y_train, y_test = train_test_split(
        X, y, test_size=fraction, random_state=seed, stratify=labels if enough else None
    )
    return np.asarray(X_train), np.asarray(X_test), np.asarray(y_train), np.asarray(y_test)
