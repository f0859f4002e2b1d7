"""The four places where the article differs from the true gradient, each noted at its equation.

1. Its sigmoid slope is 2a(1 − a). 2. Its loss is divided by the number of outputs, not samples.
3. Its dW sums over the samples, but its db averages. 4. Its text reverses the sign of the derivative of
the squared error, and its matrix form writes a_k instead of a_{k−1}. The first three make up the
gradient rule "tutorial"; the fourth is only in the text.
"""

from __future__ import annotations

from backprop.nn import MLP
from backprop.notation import sub

IN_ITS_CODE = {
    "exact": "The article's code: ",
    "tutorial": "This run follows the article's code: ",
}


def departures(key: str, mlp: MLP, layer: int, n: int) -> tuple[str, ...]:
    """What the article does differently at an equation of a layer, on n samples: one sentence about its
    code and one about its text, or fewer."""
    code = _in_code(key, mlp, layer, n)
    text = _in_text(key, mlp, layer)
    return tuple(filter(None, (code and IN_ITS_CODE[mlp.gradient_rule] + code, text)))


def _in_code(key: str, mlp: MLP, layer: int, n: int) -> str:
    is_output, outputs = layer == mlp.depth, mlp.layer_sizes[-1]
    if key == "loss" and is_output:
        return (
            f"it divides by the number of outputs, {outputs}, not by the {n} samples. The loss is "
            "then a sum that grows with the data."
        )
    if key == "da" and is_output:
        return (
            f"there is no 1/{n} here, although the loss is called a mean. Every dz and dW is {n} times "
            "as large, and the learning rate has to compensate."
        )
    if key == "dz" and mlp.activations[layer - 1] == "sigmoid":
        return (
            "its slope is 2a(1 − a), twice the true one. It doubles all gradients of this layer and "
            "of those before it."
        )
    if key == "dW":
        return f"dW is a sum over the {n} samples, while db is a mean."
    if key == "db":
        return f"db is a mean, while dW is a sum. Compared with W, b learns {n} times too slowly."
    return ""


def _in_text(key: str, mlp: MLP, layer: int) -> str:
    if key == "da" and layer == mlp.depth and mlp.loss == "mse":
        return (
            "The article's text: 2(yᵢ − ŷᵢ), with the wrong sign. An update with it "
            "increases the loss."
        )
    if key == "dW":
        n_in, n_out = mlp.W[layer].shape
        shape = (
            f"That gives {n_out}×{n_out}, but {n_in}×{n_out} is needed."
            if n_in != n_out
            else "Here even the shapes match, so nothing reveals the mistake."
        )
        return f"The article's text: its matrix form has a{sub(layer)} instead of a{sub(layer - 1)}. {shape}"
    return ""
