"""Backprop Lab's engine: a multilayer perceptron, its training, and checks of its gradients."""

from backprop.dataset import Dataset
from backprop.experiment import Experiment
from backprop.gradient_check import gradient_check
from backprop.interventions import Intervention
from backprop.mlp import MLP
from backprop.trainer import Trainer

__all__ = ["MLP", "Dataset", "Experiment", "Intervention", "Trainer", "gradient_check"]
