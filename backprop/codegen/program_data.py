"""How a generated program creates each data set, with only NumPy and scikit-learn."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from backprop.codegen.layout import bracketed
from backprop.data import DATASETS, FEATURES, OWN
from backprop.training import Experiment

OWN_FILE = "own-data.npz"


def _make(name: str, *arguments: str) -> Callable[[Experiment], str]:
    return lambda e: bracketed(
        f"X, labels = datasets.{name}(",
        [a.format(e=e, flipped=min(e.noise, 0.5)) for a in arguments],
        ")",
    )


def _digits(e: Experiment) -> str:
    noise = f" + {e.noise!r} * rng.normal(size=(len(chosen), 64))" if e.noise else ""
    return (
        "X, labels = datasets.load_digits(return_X_y=True)\n"
        f"rng = np.random.default_rng({e.data_seed})\n"
        f"chosen = rng.permutation(len(X))[:{e.n_samples}]\n"
        f"X, labels = X[chosen] / 16{noise}, labels[chosen]"
    )


def _loaded(name: str) -> Callable[[Experiment], str]:
    arguments = "scaled=False, return_X_y=True" if name == "diabetes" else "return_X_y=True"
    return lambda e: f"X, labels = datasets.load_{name}({arguments})"


def sampled(e: Experiment) -> str:
    """The lines that sample a larger table, as ``sample_rows`` does."""
    return (
        f"if len(X) > {e.n_samples}:  # sample the rows, keeping the share of each class\n"
        f"    order = np.random.default_rng({e.data_seed}).permutation(len(X))\n"
        '    order = order[np.argsort(labels[order], kind="stable")]\n'
        f"    kept = np.sort(order[np.arange({e.n_samples}) * len(X) // {e.n_samples}])\n"
        "    X, labels = X[kept], labels[kept]"
    )


def made_of_coordinates(features: Iterable[str]) -> str:
    """The lines that compute inputs other than the two coordinates."""
    columns = [FEATURES[name].code for name in features]
    return "# The inputs, computed from the two coordinates\n" + bracketed(
        "X = np.column_stack([", columns, "])"
    )


def standardised(name: str) -> str:
    """The lines that scale each column that varies to mean 0 and standard deviation 1 on the training rows."""
    return (
        f"varies = np.ptp({name}, axis=0) > 0  # in standard deviations from the mean\n"
        f"{name} = ({name} - {name}.mean(axis=0)) / np.where(varies, {name}.std(axis=0), 1)"
    )


def _drawn(body: str) -> Callable[[Experiment], str]:
    return lambda e: f"rng = np.random.default_rng({e.data_seed})\n" + body.strip().format(e=e)


_N, _NOISE, _SEED = "{e.n_samples}", "noise={e.noise!r}", "random_state={e.data_seed}"
_circles = _make("make_circles", _N, "factor={e.circle_factor!r}", _NOISE, _SEED)
_moons = _make("make_moons", _N, _NOISE, _SEED)
_blobs = _make("make_blobs", _N, "centers=centers", "cluster_std=0.1 + {e.noise!r}", _SEED)
_classification = _make(
    "make_classification",
    _N,
    "2",
    "n_informative=2",
    "n_redundant=0",
    "n_clusters_per_class=1",
    "flip_y={flipped!r}",
    "class_sep=1.2",
    _SEED,
)
_CENTERS = """
angles = np.pi * (0.5 + 2 * np.arange(3) / 3)
centers = np.column_stack([np.cos(angles), np.sin(angles)])
"""

DATA: dict[str, Callable[[Experiment], str]] = {
    "circles": _circles,
    "moons": lambda e: _moons(e) + "\nX = X - np.array([0.5, 0.25])",
    "blobs": lambda e: _CENTERS.lstrip() + _blobs(e),
    "xor": _drawn("""
X = rng.uniform(-1, 1, ({e.n_samples}, 2))
labels = (X[:, 0] * X[:, 1] < 0).astype(int)
X = X + {e.noise!r} * rng.normal(size=X.shape)
"""),
    "spirals": _drawn("""
labels = np.arange({e.n_samples}) % 2
along = np.sqrt(rng.uniform(0, 1, {e.n_samples}))
angle, radius = 3 * np.pi * along + np.pi * labels, 0.1 + 1.1 * along
X = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
X = X + {e.noise!r} / 3 * rng.normal(size=X.shape)
"""),
    "gaussians": _drawn("""
labels = np.arange({e.n_samples}) % 2
X = 0.6 * (2 * labels - 1)[:, None] + (0.2 + {e.noise!r}) * rng.normal(size=({e.n_samples}, 2))
"""),
    "classification": lambda e: _classification(e) + "\nX = X / 2",
    "plane": _drawn("""
X = rng.uniform(-1, 1, ({e.n_samples}, 2))
labels = X.mean(axis=1) + {e.noise!r} * rng.normal(size={e.n_samples})
"""),
    "digits": _digits,
    OWN: lambda e: (
        f'with np.load("{OWN_FILE}") as table:  # your table, downloaded beside this program\n'
        '    X, labels = table["X"], table["labels"]'
    ),
    **{name: _loaded(name) for name, spec in DATASETS.items() if spec.measured},
}
