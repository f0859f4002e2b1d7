"""How every number of a training step is computed: ONE table of dependencies.

For each quantity, the table says which cells a cell is computed from, and how. The walk, the
highlighting, the equations with numbers and the sum over the samples are all derived from it.

    z[l]_j    Σ_i a[l-1]_i W[l][i,j] + b[l]_j          dW[l][i,j]  Σ_samples a[l-1]_i dz[l]_j (+ penalty)
    a[l]_j    f(z[l]_j), or softmax over all z           db[l]_j     Σ_samples dz[l]_j
    loss      Σ over outputs                             update      memory, this sample, the others, penalty
    da[l]_i   Σ_j W[l+1][i,j] dz[l+1]_j                  next W      W + update
    dz[l]_j   da[l]_j f'(z[l]_j); for softmax Σ_k over all outputs; a difference if fused with the loss
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backprop.arrays import Array
from backprop.data import UNNAMED, InputNames
from backprop.data.input_names import input_names
from backprop.nn import MLP, layer_blocks, weights_and_biases
from backprop.training import Trainer
from backprop.walkthrough.backward import explain_da, explain_dz
from backprop.walkthrough.cells import Cell, Explanation, Factor, Followed, Step, Term
from backprop.walkthrough.forward import explain_a, explain_loss, explain_z, losses
from backprop.walkthrough.gradient import contributions, explain_gradient, penalty_terms
from backprop.walkthrough.update import explain_next, explain_update

__all__ = [
    "TABLE",
    "Cell",
    "Explanation",
    "Factor",
    "Followed",
    "Step",
    "Term",
    "contributions",
    "explain",
    "follow",
    "follow_in",
    "losses",
    "penalty_terms",
]

TABLE: dict[str, Callable[[Followed, Cell], Explanation]] = {
    "z": explain_z,
    "a": explain_a,
    "loss": explain_loss,
    "da": explain_da,
    "dz": explain_dz,
    "dW": explain_gradient,
    "update": explain_update,
    "next": explain_next,
}


def explain(one: Followed, cell: Cell) -> Explanation:
    """Explain the number in a cell. Raises ValueError if the network has no such cell."""
    if cell.quantity not in TABLE or not _exists(one.mlp, cell):
        raise ValueError(
            f"there is no {cell} in a network {'-'.join(map(str, one.mlp.layer_sizes))}."
        )
    return TABLE[cell.quantity](one, cell)


def _exists(mlp: MLP, cell: Cell) -> bool:
    first = 0 if cell.quantity == "da" else 1
    if not first <= cell.layer <= mlp.depth or not 0 <= cell.j < mlp.layer_sizes[cell.layer]:
        return False
    return cell.layer == 0 or -1 <= cell.i < mlp.layer_sizes[cell.layer - 1]


def follow(
    mlp: MLP,
    x: Any,
    y: Any,
    place: int | None = None,
    step: Step | None = None,
    inputs: InputNames = UNNAMED,
) -> Followed:
    """Follow one sample x (n_in,), y (n_out,) through a network that has just processed a batch.

    place: the sample's row in that batch, None for a probe from outside. The network's own arrays do
    not change: the sample passes through a second network that shares the parameters.
    """
    alone = mlp.sharing_parameters()
    target = np.asarray(y, dtype=np.float64).reshape(1, -1)
    with np.errstate(all="ignore"):  # the run may be about to diverge
        alone.forward(np.asarray(x, dtype=np.float64).reshape(1, -1))
        alone.backward(target)
    return Followed(alone, mlp, target, place, step, inputs)


def follow_in(trainer: Trainer, index: int, test: bool = False) -> Followed:
    """Follow sample ``index`` of the training (or test) set at the trainer's iteration. If it is in the
    iteration's batch it takes part in the update; otherwise it is a probe."""
    data = trainer.dataset
    X, y = (data.X_test, data.y_test) if test else (data.X_train, data.y_train)
    rows = np.flatnonzero(trainer.batch_indices == index)
    place = int(rows[0]) if len(rows) and not test else None
    return follow(trainer.mlp, X[index], y[index], place, _step(trainer), input_names(data))


def _step(trainer: Trainer) -> Step:
    """The update that the trainer is about to make, with copies of the optimizer's memory."""
    sizes, settings = trainer.mlp.layer_sizes, trainer.settings

    def blocks(vector: Array) -> list[tuple[Array, Array]]:
        W, b = weights_and_biases(layer_blocks(vector, sizes))
        return list(zip(W, b, strict=True))

    return Step(
        settings.optimizer,
        trainer.learning_rate,
        trainer.update_number,
        settings.optimizer_numbers,
        tuple(map(blocks, trainer.optimizer_memory)),
        blocks(trainer.update),
        trainer.stretch.frozen,
        trainer.stretch.cut,
        trainer.edits_at(trainer.iteration + 1),
    )
