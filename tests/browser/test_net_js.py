"""The scripts in js/run against backprop: the browser draws what Python computes.

A page imports the modules and evaluates one network for every activation, loss and gradient rule;
values agree to 1e-12 of the largest of their array.
"""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page

from backprop import MLP
from backprop.data import FEATURES, inputs_of
from backprop.nn import ACTIVATIONS, GRADIENT_RULES, HIDDEN_ACTIVATIONS, LOSSES

JS = Path(__file__).parents[2] / "backprop" / "live_view" / "js"
TOLERANCE = 1e-12
Array = NDArray[np.float64]

EVALUATE = """async ({ run, parameters, X, y, resolution }) => {
  const { layers } = await import("/run/frame.js");
  const { sampleGradients } = await import("/run/contributions.js");
  const { unitMaps } = await import("/run/unit_maps.js");
  const f8 = (values) => Float64Array.from(values);
  const frame = layers(f8(parameters), run.sizes);
  const n = X.length / run.sizes[0];
  for (const name of ["plane_mean", "plane_axes"]) if (run[name]) run[name] = f8(run[name]);
  const all = sampleGradients(run, frame, [...Array(n).keys()], f8(X), f8(y));
  const list = (array) => (array ? Array.from(array) : null);
  const sums = [];
  for (let l = 1; l < run.sizes.length; l++) {
    const sum = (parts) => parts.reduce((s, v) => s + v, 0);
    for (let i = 0; i < run.sizes[l - 1]; i++)
      for (let j = 0; j < run.sizes[l]; j++) sums.push(sum(all.weight(l, i, j)));
    for (let j = 0; j < run.sizes[l]; j++) sums.push(sum(all.bias(l, j)));
  }
  const maps = unitMaps(run, frame, resolution, unitMaps(run, frame, resolution));
  return { a: all.a.map(list), z: all.z.map(list), dz: all.dz.map(list), losses: list(all.losses),
           norms: list(all.norms), sums, maps: maps.a.map(list), x: list(maps.x), y: list(maps.y) };
}"""


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves the modules and logs nothing."""

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def modules_page(chromium: Browser) -> Iterator[Page]:
    """A Chromium page on a small server that serves the browser modules."""
    handler = functools.partial(_QuietHandler, directory=str(JS))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = chromium.new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}/")
    yield page
    page.close()
    server.shutdown()
    server.server_close()


def close(actual: Any, expected: Array, what: str) -> None:
    """Equal to TOLERANCE of the largest value of the array."""
    found = np.asarray(actual, dtype=np.float64).reshape(expected.shape)
    scale = max(float(np.abs(expected).max()), 1e-300)
    worst = float(np.abs(found - expected).max()) / scale
    assert worst < TOLERANCE, f"{what}: relative difference {worst:.1e}"


def evaluate(page: Page, mlp: MLP, X: Array, y: Array, **run: Any) -> dict[str, Any]:
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
    return page.evaluate(EVALUATE, argument)


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


def compare(page: Page, mlp: MLP, X: Array, y: Array) -> None:
    """Activations, dz, sums of contributions, losses, norms and maps of one network."""
    got = evaluate(page, mlp, X, y)
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
def test_every_hidden_activation(modules_page: Page, name: str, rule: str) -> None:
    compare(modules_page, *network((name, name), "sigmoid", "binary_cross_entropy", rule))


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
def test_every_output_and_loss(modules_page: Page, output: str, loss: str, rule: str) -> None:
    compare(modules_page, *network(("tanh",), output, loss, rule))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_nothing_overflows_and_small_values_keep_their_figures(
    modules_page: Page, name: str
) -> None:
    z = np.concatenate([[-1e4, -800, -40, 0, 40, 800, 1e4], np.linspace(-9, 9, 181)])
    script = """async ({ name, z }) => {
      const { ACTIVATIONS } = await import("/run/activations.js");
      const a = new Float64Array(z.length);
      ACTIVATIONS[name].apply(Float64Array.from(z), a, z.length, 1);
      return Array.from(a);
    }"""
    found = np.array(modules_page.evaluate(script, {"name": name, "z": z.tolist()}))
    expected = ACTIVATIONS[name].function(z[None], None)[0]
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found, expected, rtol=TOLERANCE, atol=1e-300)


def test_maps_in_the_plane_of_two_components(modules_page: Page) -> None:
    """Inputs with more than two features: the first layer is projected, the map is the network's."""
    mlp, X, y = network(("tanh", "relu"), "softmax", "cross_entropy", "exact", inputs=6)
    rng = np.random.default_rng(5)
    mean, axes = rng.normal(size=6), rng.normal(size=(2, 6))
    plane = {
        "plane": {"title": ""},
        "plane_mean": mean.tolist(),
        "plane_axes": axes.ravel().tolist(),
    }
    got = evaluate(modules_page, mlp, X, y, **plane)
    grid = np.array([mean + u * axes[0] + v * axes[1] for v in got["y"] for u in got["x"]])
    mlp.forward(grid)
    for l in range(1, mlp.depth + 1):
        close(got["maps"][l], mlp.a[l].T, f"maps of layer {l}")


@pytest.mark.parametrize("names", [tuple(FEATURES), ("x1x2",), ("x2_squared", "sin_x1")])
def test_maps_of_inputs_made_of_two_coordinates(modules_page: Page, names: tuple[str, ...]) -> None:
    mlp, X, y = network(("tanh", "relu"), "softmax", "cross_entropy", "exact", inputs=len(names))
    got = evaluate(modules_page, mlp, X, y, features=list(names))
    grid = np.array([[u, v] for v in got["y"] for u in got["x"]])
    mlp.forward(inputs_of(grid, names))
    for l in range(mlp.depth + 1):
        close(got["maps"][l], mlp.a[l].T, f"maps of layer {l}")


def test_one_input_and_no_hidden_layer(modules_page: Page) -> None:
    mlp, X, y = network((), "linear", "mse", "exact", inputs=1, outputs=1)
    got = evaluate(modules_page, mlp, X, y)
    mlp.forward(X)
    mlp.backward(y)
    close(got["sums"], mlp.gradients.copy(), "contributions")
    mlp.forward(np.array([[x] for _ in got["y"] for x in got["x"]]))
    close(got["maps"][1], mlp.a[1].T, "map")
