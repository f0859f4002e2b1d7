"""The network as an ONNX model: input "X" (n, n_in), output "yhat" (n, n_out).

Activations are composed of operators that runtimes also support in double precision.
"""

from __future__ import annotations

import ast
import re
from functools import partial

from backprop.export.onnx_model import FLOAT, TYPES, Graph
from backprop.nn import ACTIVATIONS
from backprop.training import Snapshot


def refusal(snapshot: Snapshot) -> str:
    """ "", or a sentence that says why ONNX cannot express the network."""
    for name in snapshot.activations:
        if ACTIVATIONS[name].onnx is None:
            return f"{ACTIVATIONS[name].spoken} cannot be written in ONNX's operators."
    return ""


def _activation(graph: Graph, name: str, z: str) -> str:
    """Add the nodes of an activation after the node z; return the name of the last one."""
    text = ACTIVATIONS[name].onnx
    assert text is not None, name
    return _node(graph, ast.parse(text, mode="eval").body, z)


def _node(graph: Graph, expression: ast.expr, z: str) -> str:
    match expression:
        case ast.Name("z"):
            return z
        case ast.Constant() | ast.UnaryOp():
            number = float(ast.literal_eval(expression))
            return graph.constant(f"number_{re.sub('[^0-9a-z]', '_', repr(number))}", number)
        case ast.Call(ast.Name("Erf"), [argument]):
            # onnxruntime has Erf only in single precision, with an error of about 1e-7.
            single = graph.node("Cast", _node(graph, argument, z), to=FLOAT)
            return graph.node("Cast", graph.node("Erf", single), to=TYPES[graph.dtype])
        case ast.Call(ast.Name(operator), arguments, keywords):
            inputs = [_node(graph, argument, z) for argument in arguments]
            attributes = {str(k.arg): int(ast.literal_eval(k.value)) for k in keywords}
            return graph.node(operator, *inputs, out="", **attributes)
    raise ValueError(f"not an expression of ONNX operators: {ast.unparse(expression)}")


def onnx(snapshot: Snapshot, dtype: str = "float64") -> bytes:
    """The model (opset 17) with numbers of that type. Raises ValueError if ONNX cannot express it."""
    if sentence := refusal(snapshot):
        raise ValueError(sentence)
    graph, a = Graph(dtype), "X"
    for layer, (W, b) in enumerate(snapshot.layers, start=1):
        W_name, b_name = graph.constant(f"W{layer}", W), graph.constant(f"b{layer}", b)
        z = graph.node("Gemm", a, W_name, b_name, out=f"z{layer}")
        a = _activation(graph, snapshot.activations[layer - 1], z)
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
