"""What decides which lines a generated program has."""

from __future__ import annotations

from dataclasses import dataclass

from backprop.codegen import program_parts as parts
from backprop.data import Dataset
from backprop.nn import GRADIENT_RULES, MLP
from backprop.training import Experiment


@dataclass(frozen=True)
class Case:
    """A run: its experiment, network and data, and the last iteration to be printed."""

    e: Experiment
    mlp: MLP
    data: Dataset
    iterations: int

    @property
    def output(self) -> str:
        """The output layer's activation."""
        return self.mlp.activations[-1]

    @property
    def fused(self) -> bool:
        """Whether loss and output are one: dz = a − y."""
        return (self.mlp.loss, self.output) in parts.FUSED_LOSSES

    @property
    def hidden(self) -> bool:
        """Whether there is a hidden layer."""
        return self.mlp.depth > 1

    @property
    def with_slope(self) -> tuple[str, ...]:
        """Activations whose slope the backward pass takes, layer by layer."""
        own = not self.fused and parts.FUNCTIONS[self.output][1] is not None
        return self.mlp.activations if own else self.mlp.activations[:-1]

    @property
    def batch_size(self) -> int | None:
        """Samples of a mini-batch; None for the full batch."""
        size = self.e.batch_size
        return size if size and size < len(self.data.X_train) else None

    @property
    def count(self) -> str:
        """What the loss is divided by."""
        mean = GRADIENT_RULES[self.e.gradient_rule].mean_over_samples
        return "len(y)" if mean else "y.shape[1]"
