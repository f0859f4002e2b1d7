"""Wording of the Landscape page."""

from __future__ import annotations

from backprop.nn import GRADIENT_RULES
from backprop.training import Trainer


def loss_of(trainer: Trainer, batch: bool = False) -> str:
    """For example "Loss of the 250 training points with the penalty"; batch: of the shown batch."""
    summed = not GRADIENT_RULES[trainer.experiment.gradient_rule].mean_over_samples
    count = len(trainer.batch_indices)
    whose = f"shown batch of {count}" if batch else f"{trainer.n_train} training points"
    penalty = " with the penalty" if trainer.mlp.l1 or trainer.mlp.l2 else ""
    return f"{'Summed loss' if summed else 'Loss'} of the {whose}{penalty}"
