"""The four places where the article departs from the true gradient, said where they occur.

1. Its sigmoid slope is 2a(1 − a). 2. Its loss divides by the number of outputs, not of samples.
3. Its dW sums over the samples, its db averages. 4. Its text turns the sign of the derivative of the
squared error, and its matrix form writes a_k for a_{k−1}. The first three are the gradient rule
"tutorial"; the fourth is in the text alone.
"""

from __future__ import annotations

from backprop.nn import MLP
from backprop.notation import sub

IN_ITS_CODE = {
    "exact": "The article's code: ",
    "tutorial": "This run follows the article's code: ",
}


def departures(key: str, mlp: MLP, layer: int, n: int) -> tuple[str, ...]:
    """What the article does at an equation of a layer, on n samples: a sentence for its code and
    one for its text, where either departs from the true gradient."""
    code = _in_code(key, mlp, layer, n)
    text = _in_text(key, mlp, layer)
    return tuple(filter(None, (code and IN_ITS_CODE[mlp.gradient_rule] + code, text)))


def _in_code(key: str, mlp: MLP, layer: int, n: int) -> str:
    is_output, outputs = layer == mlp.depth, mlp.layer_sizes[-1]
    if key == "loss" and is_output:
        return (
            f"it divides by the number of outputs, {outputs}, not by the {n} samples. The loss is "
            "then a sum, and grows with the data."
        )
    if key == "da" and is_output:
        return (
            f"no 1/{n} here, although the loss is called a mean. Every dz and dW is {n} times "
            "as large, and the learning rate has to make up for it."
        )
    if key == "dz" and mlp.activations[layer - 1] == "sigmoid":
        return (
            "its slope is 2a(1 − a), twice the true one. All gradients of this layer and of "
            "those below are doubled."
        )
    if key == "dW":
        return f"dW is a sum over the {n} samples, while db is a mean."
    if key == "db":
        return f"db is a mean, while dW is a sum. So b learns {n} times too slowly beside W."
    return ""


def _in_text(key: str, mlp: MLP, layer: int) -> str:
    if key == "da" and layer == mlp.depth and mlp.loss == "mse":
        return (
            "The article's text: 2(yᵢ − ŷᵢ), with its sign turned. An update along it "
            "climbs the loss."
        )
    if key == "dW":
        n_in, n_out = mlp.W[layer].shape
        shape = (
            f"{n_out}×{n_out} comes out where {n_in}×{n_out} is needed."
            if n_in != n_out
            else "Here even the shapes fit, and nothing would warn."
        )
        return (
            f"The article's text: its matrix form has a{sub(layer)} for a{sub(layer - 1)}. {shape}"
        )
    return ""
