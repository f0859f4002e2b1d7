"""Why a prediction was right or wrong: one sentence, its numbers from the step's own arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from backprop.arrays import Array
from backprop.data import CLASSIFICATION
from backprop.data.input_names import input_names
from backprop.nn import MLP
from backprop.notation import indexed, num, sup
from backprop.training import Trainer
from backprop.walkthrough import Cell
from backprop.walkthrough.batch import pulls

EPSILON = 1e-3  # of the central difference along a part of the step


class Asked(Protocol):
    """What a reason needs to know of a probe: the output that it asks about."""

    @property
    def output(self) -> int:
        """Counted from 0."""
        ...


def norms_of(mlp: MLP) -> Array:
    """‖dW‖ of layers 1 to L, (L,)."""
    return np.array([float(np.linalg.norm(mlp.dW[l])) for l in range(1, mlp.depth + 1)])


def cell_reason(trainer: Trainer, cell: Cell) -> str:
    """How many samples of the batch pull the cell up and down, and by how much."""
    found, sizes = pulls(trainer, cell), trainer.mlp.layer_sizes
    up, down = (float(found.added[side].sum()) for side in (found.added > 0, found.added < 0))
    dz = indexed("dz", cell.layer, cell.j)
    what = dz
    if cell.i >= 0:
        source = input_names(trainer.dataset).factor(cell.layer - 1, cell.i, sizes)
        what = f"{source} · {dz}"
    text = f"It is the sum of {what} over the batch: {found.up:,} samples add {num(up)}, {found.down:,} add {num(down)}"
    if found.penalty:
        text += f", the penalty {num(found.penalty)}"
    return f"{text}; together {num(found.total)}."


def layer_reason(mlp: MLP) -> str:
    """The norms of all layers."""
    told = ", ".join(f"‖dW{sup(l)}‖ = {num(float(v))}" for l, v in enumerate(norms_of(mlp), 1))
    return f"{told}."


def probe_reasons(
    trainer: Trainer, probes: Sequence[Asked], outputs: Callable[[Array], Array]
) -> list[str]:
    """What the samples of each class in the batch do to ŷ at the probes, along −g, to first order.

    outputs(parameters): ŷ (k, n_out) at the probes. Sentences are empty where there are no classes
    or the rule is not the true gradient.
    """
    mlp = trainer.mlp
    if (
        not probes
        or trainer.dataset.task != CLASSIFICATION
        or mlp.gradient_rule != "exact"
        or trainer.experiment.interventions
    ):
        return [""] * len(probes)
    X, y = trainer.batch_data
    labels = y.argmax(axis=1) if y.shape[1] > 1 else (y[:, 0] > 0.5).astype(np.int64)
    parts: list[tuple[int, Array]] = []
    for label in np.unique(labels):
        rows = labels == label
        net = MLP(mlp.layer_sizes, mlp.activations, mlp.loss)
        net.parameters[:] = mlp.parameters
        net.forward(X[rows])
        net.backward(y[rows])
        move = -trainer.learning_rate * net.gradients * (np.count_nonzero(rows) / len(y))
        ahead = outputs(mlp.parameters + EPSILON * move)
        behind = outputs(mlp.parameters - EPSILON * move)
        parts.append((int(label), (ahead - behind) / (2 * EPSILON)))
    names = trainer.dataset.class_names

    def of(label: int) -> str:
        return f"class {names[label] if label < len(names) else label}"

    reasons = []
    for k, probe in enumerate(probes):
        told = [f"those of {of(label)} by {num(float(by[k, probe.output]))}" for label, by in parts]
        reasons.append(
            f"Against the gradient, the samples of the batch move it: {', '.join(told)}."
        )
    return reasons
