"""Each mistake is its own wrong equation, and none of them can reach a network without it."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from backprop import MLP, Experiment, Trainer, gradient_check
from backprop.arrays import Array
from backprop.clinic.mistaken_mlp import MistakenMLP
from backprop.clinic.mistakes import MISTAKES
from backprop.gradcheck import Pattern, pattern_of
from backprop.gradcheck.pattern import FACTOR, PENALTY, RIGHT, ZERO
from backprop.nn import ACTIVATIONS, FUSED, GRADIENT_RULES

RATE = 0.3
Gradients = list[tuple[Array, Array]]


def network(
    activations: tuple[str, ...] = ("tanh", "sigmoid", "gelu", "sigmoid"),
    loss: str = "binary_cross_entropy",
    sizes: tuple[int, ...] = (2, 4, 4, 3, 1),
    l1: float = 0.0,
    l2: float = 0.0,
) -> MLP:
    mlp = MLP(sizes, activations, loss, l1=l1, l2=l2)
    mlp.initialize(seed=3)
    rng = np.random.default_rng(5)
    for b in mlp.b[1:]:
        b[...] = rng.normal(0, 0.3, b.shape)
    return mlp


def data(mlp: MLP, n: int = 7, seed: int = 1) -> tuple[Array, Array]:
    rng = np.random.default_rng(seed)
    n_out = mlp.layer_sizes[-1]
    y = (
        rng.integers(0, 2, (n, 1)).astype(float)
        if n_out == 1
        else np.eye(n_out)[rng.integers(n_out, size=n)]
    )
    return rng.normal(size=(n, mlp.layer_sizes[0])), y


class Plain:
    """The backward pass written out once more, a row a sample, with each wrong line in its place.

    Slopes are central differences of the activation functions, so nothing of the engine's is used
    but f itself.
    """

    def __init__(self, mlp: MLP, X: Array, before: Array | None = None) -> None:
        self.mlp, self.n = mlp, len(X)
        self.z, self.a = self.forward(X)
        self.before = self.forward(before)[1] if before is not None else None

    def forward(self, X: Array) -> tuple[list[Array], list[Array]]:
        z, a = [X], [X]
        for W, b, name in zip(self.mlp.W[1:], self.mlp.b[1:], self.mlp.activations, strict=True):
            z.append(a[-1] @ W + b)
            a.append(ACTIVATIONS[name].function(z[-1].T, None).T)
        return z, a

    def slope(self, l: int, at: Array) -> Array:
        f = ACTIVATIONS[self.mlp.activations[l - 1]].function
        return (f(at + 1e-5, None) - f(at - 1e-5, None)) / 2e-5

    def output(self, name: str, y: Array) -> Array:
        mlp, a = self.mlp, self.a[-1]
        if (mlp.loss, mlp.activations[-1]) in FUSED:
            dz = (a - y) / self.n
        else:
            two = 1.0 if name == "loss_without_its_2" else 2.0
            dz = two * (a - y) / self.n * self.slope(mlp.depth, self.z[-1])
        if name == "output_slope_twice" and (mlp.loss, mlp.activations[-1]) in FUSED:
            dz = dz * a * (1 - a)
        if name == "sign_turned":
            dz = -dz
        if name == "mean_forgotten":
            dz = dz * self.n
        return dz

    def gradients(self, name: str, y: Array) -> Gradients:
        mlp, found = self.mlp, []
        dz = self.output(name, y)
        for l in range(mlp.depth, 0, -1):
            if name == "sigmoid_slope_doubled" and mlp.activations[l - 1] == "sigmoid":
                dz = dz * 2
            dW, db = self.layer(name, l, dz)
            found.insert(0, (dW, db))
            if l > 1:
                dz = self.below(name, l, dz)
        return found

    def layer(self, name: str, l: int, dz: Array) -> tuple[Array, Array]:
        mlp, W, b = self.mlp, self.mlp.W[l], self.mlp.b[l]
        source = self.a[l - 1]
        if name == "own_activations" and W.shape[0] == W.shape[1] > 1:
            source = self.a[l]
        if name == "stale_activations" and l > 1:
            source = np.zeros_like(source) if self.before is None else self.before[l - 1]
        dW, db = source.T @ dz, dz.sum(axis=0, keepdims=True)
        if name == "dW_summed_db_averaged":
            dW = self.n * dW
        if name == "db_of_the_last_sample":
            db = dz[-1:]
        if name == "db_averaged_again":
            db = dz.mean(axis=0, keepdims=True)
        if name == "db_forgotten":
            db = np.zeros_like(db)
        if name != "penalty_forgotten":
            dW = dW + mlp.l2 * W + mlp.l1 * np.sign(W)
        if name == "penalty_on_biases":
            db = db + mlp.l2 * b + mlp.l1 * np.sign(b)
        return dW, db

    def below(self, name: str, l: int, dz: Array) -> Array:
        mlp, W = self.mlp, self.mlp.W[l]
        da = dz @ W.T
        if name == "W_not_transposed" and W.shape[0] == W.shape[1] > 1:
            da = dz @ W
        if name == "one_path":
            da = np.outer(dz[:, 0], W[:, 0])
        if name == "updated_too_early":
            dW = self.a[l - 1].T @ dz + mlp.l2 * W + mlp.l1 * np.sign(W)
            da = dz @ (W - RATE * dW).T
        if name == "slope_forgotten":
            return da
        if name == "slope_at_a":
            return da * self.slope(l - 1, self.a[l - 1])
        if name == "slope_of_the_next_layer" and mlp.activations[l - 1] != "softmax":
            return da * self.slope(l, self.z[l - 1])
        return da * self.slope(l - 1, self.z[l - 1])


NETWORKS = {
    "binary": network(),
    "penalised": network(l1=0.01, l2=0.1),
    "squared": network(("silu", "tanh", "linear"), "mse", (3, 2, 5, 2), l2=0.05),
    "softmax": network(("elu", "softplus", "softmax"), "cross_entropy", (2, 3, 3, 3)),
    "no hidden layer": network(("sigmoid",), "binary_cross_entropy", (2, 1)),
}


def mistaken(mlp: MLP, name: str, before: Array | None = None) -> MistakenMLP:
    net = MistakenMLP(mlp, MISTAKES[name], RATE)
    if before is not None:
        net.forward(before)
    return net


@pytest.mark.parametrize("remembering", [False, True])
@pytest.mark.parametrize("kind", NETWORKS)
@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_its_wrong_equation(name: str, kind: str, remembering: bool) -> None:
    mlp = NETWORKS[kind]
    X, y = data(mlp)
    before = data(mlp, seed=2)[0] if remembering else None
    net = mistaken(mlp, name, before)
    net.forward(X)
    net.backward(y)
    for l, (dW, db) in enumerate(Plain(mlp, X, before).gradients(name, y), start=1):
        np.testing.assert_allclose(net.dW[l], dW, rtol=1e-7, atol=1e-9 * np.abs(dW).max())
        np.testing.assert_allclose(
            net.db[l], db, rtol=1e-7, atol=1e-9 * max(1e-3, np.abs(db).max())
        )


@pytest.mark.parametrize("kind", NETWORKS)
@pytest.mark.parametrize("name", MISTAKES)
def test_it_applies_just_where_the_check_sees_it(name: str, kind: str) -> None:
    mlp = NETWORKS[kind]
    X, y = data(mlp)
    net = mistaken(mlp, name, data(mlp, seed=2)[0])
    assert gradient_check(net, X, y).passed is not MISTAKES[name].applies(mlp, len(X))


def test_on_one_sample_nothing_can_be_averaged() -> None:
    mlp = NETWORKS["binary"]
    X, y = data(mlp, n=1)
    for name, mistake in MISTAKES.items():
        if not mistake.applies(mlp, 1):
            assert gradient_check(mistaken(mlp, name), X, y).passed
    for name in ("mean_forgotten", "db_of_the_last_sample", "dW_summed_db_averaged"):
        assert not MISTAKES[name].applies(mlp, 1)


def pattern(name: str, kind: str = "binary") -> Pattern:
    mlp = NETWORKS[kind]
    X, y = data(mlp)
    net = mistaken(mlp, name, data(mlp, seed=2)[0])
    return pattern_of(gradient_check(net, X, y), net, len(X))


@pytest.mark.parametrize(
    ("name", "kind", "factor"),
    [
        ("sign_turned", "binary", -1.0),
        ("mean_forgotten", "binary", 7.0),
        ("mean_forgotten", "softmax", 7.0),
        ("loss_without_its_2", "squared", 0.5),
        ("sigmoid_slope_doubled", "no hidden layer", 2.0),
        ("sign_turned", "penalised", -1.0),  # beside the penalty, which is right
    ],
)
def test_a_common_factor(name: str, kind: str, factor: float) -> None:
    found = pattern(name, kind)
    if NETWORKS[kind].l1:  # db has no penalty, dW is −1 times only without it: the same factor
        assert {part.kind for part in found.parts} == {FACTOR}
    assert found.common_factor == pytest.approx(factor, rel=1e-6)
    assert len(found.sentences) == 1
    assert found.sentences[0].startswith("Every dW and db is ")


def test_the_doubled_slope_doubles_once_a_sigmoid() -> None:
    factors = {
        (part.layer, part.name): part.factor for part in pattern("sigmoid_slope_doubled").parts
    }
    for layer, expected in ((4, 2), (3, 2), (2, 4), (1, 4)):
        for name in ("dW", "db"):
            assert factors[layer, name] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("name", "only"),
    [
        ("dW_summed_db_averaged", "dW"),
        ("stale_activations", "dW"),
        ("own_activations", "dW"),
        ("db_of_the_last_sample", "db"),
        ("db_averaged_again", "db"),
        ("db_forgotten", "db"),
    ],
)
def test_only_in_one_of_them(name: str, only: str) -> None:
    found = pattern(name)
    assert found.only == only
    assert found.wrong_from is None
    assert found.sentences[0].startswith(f"Only {only} is wrong")


@pytest.mark.parametrize(
    ("name", "layer"),
    [
        ("slope_forgotten", 3),
        ("slope_at_a", 3),
        ("slope_of_the_next_layer", 3),
        ("W_not_transposed", 1),  # W² alone is square
        ("one_path", 2),  # layer 4 has one unit, layer 3 has three
        ("updated_too_early", 3),
    ],
)
def test_wrong_from_one_layer_down(name: str, layer: int) -> None:
    found = pattern(name)
    assert found.wrong_from == layer
    assert found.only is None
    assert f"from layer {layer} down" in found.sentences[0]


def test_the_rest_of_the_patterns() -> None:
    assert {p.kind for p in pattern("db_forgotten").parts if p.name == "db"} == {ZERO}
    for name, part in (("penalty_forgotten", "dW"), ("penalty_on_biases", "db")):
        found = pattern(name, "penalised")
        assert found.only == part
        assert {p.kind for p in found.wrong} == {PENALTY}
    averaged = [p for p in pattern("db_averaged_again").parts if p.name == "db"]
    assert [p.factor for p in averaged] == pytest.approx([1 / 7] * 4)
    assert [p.layer for p in pattern("own_activations").wrong] == [2]
    assert {p.kind for p in pattern("one_path").parts if p.layer > 2} == {RIGHT}


def test_huge_gradients_have_patterns_too() -> None:
    """Where their squares are no finite numbers any more."""
    mlp = NETWORKS["binary"]
    X, y = data(mlp)
    numbers = ("numerical_dW", "numerical_db", "analytic_dW", "analytic_db")
    for name in ("sign_turned", "slope_forgotten", "db_forgotten"):
        check = gradient_check(mistaken(mlp, name), X, y)
        layers = [
            dataclasses.replace(layer, **{key: 1e200 * getattr(layer, key) for key in numbers})
            for layer in check.layers
        ]
        huge = pattern_of(dataclasses.replace(check, layers=layers), mlp, len(X))
        assert huge.sentences == pattern_of(check, mlp, len(X)).sentences


def test_a_right_pass_has_nothing_to_tell() -> None:
    mlp = NETWORKS["penalised"]
    X, y = data(mlp)
    found = pattern_of(gradient_check(mlp, X, y), mlp, len(X))
    assert found.wrong == []
    assert found.sentences == ["Every dW and db agrees with the numerical derivative."]


def test_every_mistake_is_told_and_named() -> None:
    assert len(MISTAKES) >= 12
    assert not set(MISTAKES) & set(GRADIENT_RULES)
    for mistake in MISTAKES.values():
        assert dataclasses.is_dataclass(mistake)
        assert mistake.right != mistake.wrong
        assert len(mistake.clue) > 60
        steps = (mistake.da, mistake.dz, mistake.gradients, mistake.penalty)
        assert sum(step is not None for step in steps) == 1
        with pytest.raises(dataclasses.FrozenInstanceError):
            mistake.name = "other"  # type: ignore[misc]
    assert len({mistake.title for mistake in MISTAKES.values()}) == len(MISTAKES)


def test_no_mistake_reaches_a_run_with_the_exact_rule() -> None:
    """Bit for bit the same run, with mistaken networks at work on its parameters all along."""
    experiment = Experiment(hidden=(4, 4), activations=("tanh", "sigmoid"), batch_size=16, l2=0.01)
    alone, beside = Trainer(experiment), Trainer(experiment)
    for _ in range(12):
        alone.step()
        for mistake in MISTAKES.values():
            net = MistakenMLP(beside.mlp, mistake, beside.learning_rate)
            X, y = beside.batch_data
            net.forward(X)
            net.backward(y)
            net.update(0.5)
        beside.step()
        assert np.array_equal(alone.mlp.parameters, beside.mlp.parameters)
        assert np.array_equal(alone.mlp.gradients, beside.mlp.gradients)
    assert np.array_equal(alone.history.train_loss, beside.history.train_loss)
    assert type(beside.mlp) is MLP
    assert "mistake" not in {field.name for field in dataclasses.fields(Experiment)}


def test_without_a_mistake_it_is_the_very_same_pass() -> None:
    for mlp in NETWORKS.values():
        X, y = data(mlp)
        none = dataclasses.replace(MISTAKES["sign_turned"], dz=None)
        net = MistakenMLP(mlp, none)
        for each in (net, mlp):
            each.forward(X)
            each.backward(y)
        assert np.array_equal(net.gradients, mlp.gradients)
        for l in range(mlp.depth + 1):
            assert np.array_equal(net.da[l], mlp.da[l])
