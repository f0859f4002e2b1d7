"""The network as PyTorch source code: a readable module with its weights and a self-check."""

from __future__ import annotations

import textwrap

from backprop.arrays import Array
from backprop.codegen.receipt import plain
from backprop.nn import ACTIVATIONS
from backprop.training import Snapshot

CHECKED = 5  # samples whose predictions the file checks
MOST_PARAMETERS = 100_000  # each takes about 20 characters as text

_SOURCE = '''"""{about}

Needs PyTorch. Running this file checks the predictions for a few training samples.
"""

import torch
from torch import nn


class Network(nn.Module):
    """{sizes}, in double precision. Input (n, {n_in}), output (n, {n_out})."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
{layers}
        ).double()

    def forward(self, x):
        return self.layers(x)


def numbers(values):
    return torch.tensor(values, dtype=torch.float64)


# PyTorch's layout: weight is W transposed, (n_out, n_in).
STATE = {{
{state}
}}


def network():
    """The trained network at iteration {iteration}."""
    model = Network()
    model.load_state_dict(STATE)
    return model.eval()


if __name__ == "__main__":
    X = numbers({X})
    yhat = numbers({yhat})
    with torch.no_grad():
        error = (network()(X) - yhat).abs().max().item()
    print(f"Largest difference from Backprop Lab's predictions: {{error:.1e}}")
    assert error < 1e-9
'''


def refusal(snapshot: Snapshot) -> str:
    """ "", or a sentence that says why there is no such module."""
    for name in snapshot.activations:
        if ACTIVATIONS[name].torch is None:
            return f"PyTorch has no module for {ACTIVATIONS[name].spoken}."
    count = len(snapshot.parameters)
    if count <= MOST_PARAMETERS:
        return ""
    return f"{count:,} parameters are too many to write as text. Use safetensors to take them to PyTorch."


def torch_source(snapshot: Snapshot) -> bytes:
    """The file, in UTF-8. Raises ValueError with the sentence of ``refusal``, if there is one."""
    if sentence := refusal(snapshot):
        raise ValueError(sentence)
    layers, state = [], []
    pairs = zip(snapshot.layers, snapshot.activations, strict=True)
    for layer, ((W, b), activation) in enumerate(pairs):
        layers.append(f"nn.Linear({W.shape[0]}, {W.shape[1]}),")
        layers.append(f"{ACTIVATIONS[activation].torch},")
        state.append(f'"layers.{2 * layer}.weight": numbers({_text(W.T)}),')
        state.append(f'"layers.{2 * layer}.bias": numbers({_text(b)}),')
    X = snapshot.dataset.X_train[:CHECKED]
    about = (
        f"A {snapshot.sizes} network on {plain(snapshot.dataset.name)}, after {snapshot.iteration} iterations of "
        f"{snapshot.experiment.optimizer} in Backprop Lab; its loss was {snapshot.loss}."
    )
    return _SOURCE.format(
        about="\n".join(textwrap.wrap(about, 96)),
        sizes=snapshot.sizes,
        n_in=snapshot.layer_sizes[0],
        n_out=snapshot.layer_sizes[-1],
        layers=textwrap.indent("\n".join(layers), " " * 12),
        state=textwrap.indent("\n".join(state), " " * 4),
        iteration=snapshot.iteration,
        X=_text(X),
        yhat=_text(snapshot.answers(X)),
    ).encode()


def _text(array: Array) -> str:
    """Nested lists with all digits, one line per row."""
    if array.ndim == 1:
        return str(array.tolist())
    rows = ",\n".join(f"    {row.tolist()}" for row in array)
    return f"[\n{rows},\n]"
