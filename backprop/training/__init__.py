"""Runs: the Experiment that describes one, the Trainer that makes it, its history, its link and its file.

This package may import `data`, `nn` and the layers below them.
"""

from backprop.training.checkpoints import CHECKPOINT_EVERY
from backprop.training.choices import MAX_HIDDEN_LAYERS
from backprop.training.divergence import Divergence
from backprop.training.experiment import Experiment
from backprop.training.interventions import Intervention, with_layer, without_layer
from backprop.training.own_data import experiment_on
from backprop.training.presets import PRESETS, Preset
from backprop.training.snapshot import Snapshot
from backprop.training.timeline import Stretch
from backprop.training.trainer import Trainer

__all__ = [
    "CHECKPOINT_EVERY",
    "MAX_HIDDEN_LAYERS",
    "PRESETS",
    "Divergence",
    "Experiment",
    "Intervention",
    "Preset",
    "Snapshot",
    "Stretch",
    "Trainer",
    "experiment_on",
    "with_layer",
    "without_layer",
]
