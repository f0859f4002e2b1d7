"""The parts of the generated program that a registered name stands for, as Python text.

Every text uses formulas of its own, with a row a sample, and NumPy alone; the data sets that
scikit-learn draws use scikit-learn. A line may end in ``#@ marks``: the names of the equations that
it implements (program.py takes the marks off).
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable

from backprop.data import DATASETS, FEATURES, OWN
from backprop.nn import TUTORIAL_SIGMA
from backprop.training import Experiment

OWN_FILE = "own-data.npz"
WIDTH = 88  # columns of a line
MARK = "#@"  # between a line and the names of its equations

SIGMOID = """
def sigmoid(z):  #@ f.sigmoid f.silu df.silu df.softplus
    with np.errstate(over="ignore"):  # e^-z too large to write: 1 / (1 + inf) = 0 is right
        return 1 / (1 + np.exp(-z))  #@ f.sigmoid f.silu df.silu df.softplus
"""
PHI = '''
def Phi(z):  #@ f.gelu df.gelu
    """The share of a normal distribution below z."""
    return 0.5 * np.vectorize(math.erfc, otypes=[float])(-z / math.sqrt(2))  #@ f.gelu df.gelu
'''

# name: what a = f(z) returns, what f'(z) returns (None: it has no slope of its own)
FUNCTIONS: dict[str, tuple[str, str | None]] = {
    "relu": ("np.maximum(0, z)", "(z > 0).astype(float)"),
    "leaky_relu": ("np.maximum(0.01 * z, z)", "np.where(z > 0, 1, 0.01)"),
    "elu": ("np.where(z > 0, z, np.expm1(np.minimum(z, 0)))", "np.exp(np.minimum(z, 0))"),
    "gelu": ("z * Phi(z)", "Phi(z) + z * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)"),
    "silu": ("z * sigmoid(z)", "sigmoid(z) * (1 + z * (1 - sigmoid(z)))"),
    "softplus": ("np.logaddexp(0, z)", "sigmoid(z)"),
    "tanh": ("np.tanh(z)", "1 - a**2"),
    "sigmoid": ("1 / (1 + np.exp(-z))", "a * (1 - a)"),
    "linear": ("z", "np.ones_like(z)"),
    "softmax": ("e / e.sum(axis=1, keepdims=True)", None),
}
USES = {"gelu": (PHI,), "silu": (SIGMOID,), "softplus": (SIGMOID,), "sigmoid": (SIGMOID,)}

# loss: the sum over outputs and samples from y and yhat, and dL/dyhat of each sample
LOSSES: dict[str, tuple[str, str]] = {
    "mse": ("((y - yhat) ** 2).sum()", "2 * (yhat - y)"),
    "binary_cross_entropy": (
        "-(y * log(yhat) + (1 - y) * log(1 - yhat)).sum()",
        "-y / floor(yhat) + (1 - y) / floor(1 - yhat)",
    ),
    "cross_entropy": ("-(y * log(yhat)).sum()", "-y / floor(yhat)"),
}

# The fused pairs take z: nothing is lost where a rounds to 0 or 1.
FUSED_LOSSES: dict[tuple[str, str], str] = {
    ("binary_cross_entropy", "sigmoid"): """
    losses = np.logaddexp(0, np.where(y == 1, -z, z))  # -log(a) or -log(1 - a)  #@ loss
    return losses.sum() / {count}  #@ loss
""",
    ("cross_entropy", "softmax"): """
    z = z - z.max(axis=1, keepdims=True)  #@ loss
    log_a = z - np.log(np.exp(z).sum(axis=1, keepdims=True))  #@ loss
    return -(y * log_a).sum() / {count}  #@ loss
""",
}

FLOOR = """
def floor(p):
    return np.maximum(p, np.finfo(float).tiny)  # a probability of 0 has no logarithm
"""
LOG = """
def log(p):
    return np.log(floor(p))
"""

# initializer: the lines before, and the weights of a layer
_BETWEEN = "rng.uniform(-limit, limit, (n_in, n_out))"
WEIGHTS: dict[str, tuple[str, str]] = {
    "glorot_uniform": ("limit = np.sqrt(6 / (n_in + n_out))", _BETWEEN),
    "glorot_normal": ("", "rng.normal(0, np.sqrt(2 / (n_in + n_out)), (n_in, n_out))"),
    "he_uniform": ("limit = np.sqrt(6 / n_in)", _BETWEEN),
    "he_normal": ("", "rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out))"),
    "lecun_normal": ("", "rng.normal(0, np.sqrt(1 / n_in), (n_in, n_out))"),
    "uniform": ("limit = {limit}", _BETWEEN),
    "zeros": ("", "np.zeros((n_in, n_out))"),
}

# optimizer: the update of parameter p[k] with gradient g
UPDATES: dict[str, str] = {
    "momentum": """
        v[k] = momentum * v[k] - eta * g  #@ update
        p[k] += v[k]  #@ update
""",
    "nesterov": """
        v[k] = momentum * v[k] - eta * g  #@ update
        p[k] += momentum * v[k] - eta * g  #@ update
""",
    "rmsprop": """
        s[k] = decay * s[k] + (1 - decay) * g**2  #@ update
        p[k] -= eta * g / (np.sqrt(s[k]) + epsilon)  #@ update
""",
    "adam": """
        m[k] = beta1 * m[k] + (1 - beta1) * g  #@ update
        v[k] = beta2 * v[k] + (1 - beta2) * g**2  #@ update
        m_hat = m[k] / (1 - beta1 ** (t + 1))  #@ update
        v_hat = v[k] / (1 - beta2 ** (t + 1))  #@ update
        p[k] -= eta * m_hat / (np.sqrt(v_hat) + epsilon)  #@ update
""",
}
NAMES = {"rmsprop_decay": "decay"}  # of an experiment's fields, where the program's differ

RATES: dict[str, str] = {
    "step": "eta = learning_rate * {e.schedule_factor!r} ** (t // {e.schedule_period})",
    "exponential": "eta = learning_rate * {e.schedule_factor!r} ** (t / {e.schedule_period})",
    "cosine": "share = (1 + np.cos(np.pi * min(t / {e.schedule_period}, 1))) / 2\n"
    "eta = learning_rate * ({e.schedule_floor!r} + (1 - {e.schedule_floor!r}) * share)",
    "inverse_scaling": "eta = learning_rate / np.sqrt(1 + t)",
}


def bracketed(head: str, items: Iterable[str], tail: str) -> str:
    """A call or list on one line, or on several where it is too long: the usual formatting."""
    inside = ", ".join(items)
    if len(head + inside + tail) <= WIDTH:
        return head + inside + tail
    return "\n".join([head, *(f"    {line}" for line in textwrap.wrap(inside, WIDTH - 4)), tail])


def _make(name: str, *given: str) -> Callable[[Experiment], str]:
    return lambda e: bracketed(
        f"X, labels = datasets.{name}(",
        [g.format(e=e, flipped=min(e.noise, 0.5)) for g in given],
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
    given = "scaled=False, return_X_y=True" if name == "diabetes" else "return_X_y=True"
    return lambda e: f"X, labels = datasets.load_{name}({given})"


def sampled(e: Experiment) -> str:
    """The rows of a larger table that dataset_rows.sample_rows takes."""
    return (
        f"if len(X) > {e.n_samples}:  # take so many rows, of every class its share\n"
        f"    order = np.random.default_rng({e.data_seed}).permutation(len(X))\n"
        '    order = order[np.argsort(labels[order], kind="stable")]\n'
        f"    kept = np.sort(order[np.arange({e.n_samples}) * len(X) // {e.n_samples}])\n"
        "    X, labels = X[kept], labels[kept]"
    )


def made_of_coordinates(features: Iterable[str]) -> str:
    """The inputs of an experiment that takes others than the two coordinates."""
    columns = [FEATURES[name].code for name in features]
    return "# The inputs, made of the two coordinates\n" + bracketed(
        "X = np.column_stack([", columns, "])"
    )


def standardised(name: str) -> str:
    """Mean 0 and deviation 1 over the training rows, where a column varies."""
    return (
        f"varies = np.ptp({name}, axis=0) > 0  # in standard deviations from the mean\n"
        f"{name} = ({name} - {name}.mean(axis=0)) / np.where(varies, {name}.std(axis=0), 1)"
    )


def _drawn(body: str) -> Callable[[Experiment], str]:
    return lambda e: f"rng = np.random.default_rng({e.data_seed})\n" + body.strip().format(e=e)


_N, _NOISE, _SEED = "{e.n_samples}", "noise={e.noise!r}", "random_state={e.data_seed}"
_circles = _make("make_circles", _N, "factor={e.circle_factor!r}", _NOISE, _SEED)
_moons = _make("make_moons", _N, _NOISE, _SEED)
_blobs = _make(
    "make_blobs", _N, "centers=centers", "cluster_std=0.1 + {e.noise!r}", _SEED
)  # fmt: skip
_classification = _make(
    "make_classification", _N, "2", "n_informative=2", "n_redundant=0", "n_clusters_per_class=1",
    "flip_y={flipped!r}", "class_sep=1.2", _SEED,
)  # fmt: skip
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
DRAWN_BY_SKLEARN = ("circles", "moons", "blobs", "classification", "digits")
DRAWN_BY_SKLEARN += tuple(name for name, spec in DATASETS.items() if spec.measured)


def initial_weights(experiment: Experiment) -> str:
    """The loop that fills W and b."""
    e = experiment
    loop = "for n_in, n_out in zip(sizes, sizes[1:]):\n"
    if e.initializer == "tutorial":
        return (
            f"rng = np.random.RandomState({e.init_seed})  # NumPy's generator before version 1.17\n"
            f"{loop}    W.append({TUTORIAL_SIGMA} * rng.randn(n_in, n_out))\n"
            f"    b.append({TUTORIAL_SIGMA} * rng.randn(1, n_out))"
        )
    rng = "" if e.initializer == "zeros" else f"rng = np.random.default_rng({e.init_seed})\n"
    before, drawn = WEIGHTS[e.initializer]
    before = f"    {before.format(limit=repr(e.uniform_limit))}\n" if before else ""
    return f"{rng}{loop}{before}    W.append({drawn})\n    b.append(np.zeros((1, n_out)))"
