"""The network as an ONNX model: input "X" (n, n_in), output "yhat" (n, n_out).

Activations are put together from operators that runtimes have in double precision too.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

from backprop.export.onnx_model import FLOAT, TYPES, Graph
from backprop.nn import LEAK
from backprop.training import Snapshot


def _leaky_relu(g: Graph, z: str) -> str:
    return g.node("Max", z, g.node("Mul", z, g.constant("leak", LEAK)))


def _elu(g: Graph, z: str) -> str:
    zero, one = g.constant("zero", 0.0), g.constant("one", 1.0)
    below = g.node("Sub", g.node("Exp", g.node("Min", z, zero)), one)
    return g.node("Add", g.node("Max", z, zero), below)


def _gelu(g: Graph, z: str) -> str:
    scaled = g.node("Mul", z, g.constant("root_half", math.sqrt(0.5)))
    # onnxruntime has Erf in single precision only; its error is then some 1e-7.
    erf = g.node("Erf", g.node("Cast", scaled, to=FLOAT))
    twice = g.node("Add", g.node("Cast", erf, to=TYPES[g.dtype]), g.constant("one", 1.0))
    return g.node("Mul", g.node("Mul", z, g.constant("half", 0.5)), twice)


def _silu(g: Graph, z: str) -> str:
    return g.node("Mul", z, g.node("Sigmoid", z))


def _softplus(g: Graph, z: str) -> str:
    """max(z, 0) + ln(1 + e^−|z|): nothing overflows."""
    zero, one = g.constant("zero", 0.0), g.constant("one", 1.0)
    tail = g.node("Exp", g.node("Neg", g.node("Abs", z)))
    return g.node("Add", g.node("Max", z, zero), g.node("Log", g.node("Add", tail, one)))


ACTIVATIONS: dict[str, Callable[[Graph, str], str]] = {
    "relu": lambda g, z: g.node("Relu", z),
    "leaky_relu": _leaky_relu,
    "elu": _elu,
    "gelu": _gelu,
    "silu": _silu,
    "softplus": _softplus,
    "tanh": lambda g, z: g.node("Tanh", z),
    "sigmoid": lambda g, z: g.node("Sigmoid", z),
    "linear": lambda g, z: z,
    "softmax": lambda g, z: g.node("Softmax", z, axis=1),
}


def onnx(snapshot: Snapshot, dtype: str = "float64") -> bytes:
    """The model, opset 17, with numbers of that type."""
    graph, a = Graph(dtype), "X"
    for layer, (W, b) in enumerate(snapshot.layers, start=1):
        W_name, b_name = graph.constant(f"W{layer}", W), graph.constant(f"b{layer}", b)
        z = graph.node("Gemm", a, W_name, b_name, out=f"z{layer}")
        a = ACTIVATIONS[snapshot.activations[layer - 1]](graph, z)
    graph.node("Identity", a, out="yhat")
    data = snapshot.dataset
    notes = {
        "experiment": snapshot.experiment.to_json(),
        "iteration": str(snapshot.iteration),
        "inputs": ", ".join(data.feature_names),
        "classes": ", ".join(data.class_names),
    }
    sizes = snapshot.layer_sizes
    return graph.model("backprop_lab", {"X": ["n", sizes[0]]}, {"yhat": ["n", sizes[-1]]}, notes)


onnx_float32 = partial(onnx, dtype="float32")
