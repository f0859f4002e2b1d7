"""Snapshot: a copy of a run at one iteration, from which every export is made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from backprop.arrays import Array
from backprop.data import DATASETS, Dataset
from backprop.nn import MLP, layer_blocks, weights_and_biases
from backprop.training.experiment import Experiment
from backprop.training.trainer import Trainer


@dataclass(frozen=True)
class Snapshot:
    """A run at one iteration; nothing in it changes later. dataset: with the targets in the form that
    the loss expects. parameters (P,): layer by layer W and then b, as in MLP.parameters. history
    (iterations, 4): all iterations computed so far, columns as in history.COLUMNS."""

    experiment: Experiment
    dataset: Dataset
    iteration: int
    layer_sizes: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str
    parameters: Array
    history: Array

    @classmethod
    def of(cls, trainer: Trainer) -> Snapshot:
        """The snapshot of a trainer at its current iteration."""
        mlp = trainer.mlp
        parameters, history = mlp.parameters.copy(), trainer.history.rows.copy()
        parameters.flags.writeable = history.flags.writeable = False
        return cls(
            experiment=trainer.experiment,
            dataset=trainer.dataset,
            iteration=trainer.iteration,
            layer_sizes=mlp.layer_sizes,
            activations=mlp.activations,
            loss=mlp.loss,
            parameters=parameters,
            history=history,
        )

    @property
    def layers(self) -> list[tuple[Array, Array]]:
        """Views of W (n_in, n_out) and b (n_out,) for layers 1 to L."""
        W, b = weights_and_biases(layer_blocks(self.parameters, self.layer_sizes))
        return [(W[l], b[l][0]) for l in range(1, len(self.layer_sizes))]

    @property
    def train_loss(self) -> float:
        """Loss of the whole training set at the iteration, without the penalty."""
        return float(self.history[self.iteration, 0])

    @property
    def named_data(self) -> bool:
        """Whether the data is one of the registered sets, which can be drawn again from the experiment."""
        return self.experiment.dataset in DATASETS and self.dataset.name == self.experiment.dataset

    @property
    def sizes(self) -> str:
        """Such as "2-4-3-1"."""
        return "-".join(map(str, self.layer_sizes))

    def network(self) -> MLP:
        """A new network with these parameters."""
        mlp = MLP(self.layer_sizes, self.activations, self.loss)
        mlp.parameters[:] = self.parameters
        return mlp

    def answers(self, X: Array) -> Array:
        """ŷ (n, n_out) for inputs X (n, n_in)."""
        with np.errstate(all="ignore"):
            return self.network().forward(X)

    def file_name(self, suffix: str, what: str = "") -> str:
        """Such as "circles-t141.npz": letters, digits, dots and dashes only."""
        data = re.sub(r"[^A-Za-z0-9]+", "-", self.dataset.name).strip("-")[:40] or "run"
        return f"{data}-t{self.iteration}{f'-{what}' if what else ''}{suffix}"


def shapes(sizes: tuple[int, ...]) -> list[tuple[int, int]]:
    """(n_in, n_out) of layers 1 to L."""
    return list(pairwise(sizes))
