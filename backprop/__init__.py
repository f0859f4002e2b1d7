"""Backprop Lab's engine: a multilayer perceptron, its training, and checks of its gradients."""

from backprop.data import Dataset
from backprop.gradcheck import gradient_check
from backprop.nn import MLP
from backprop.training import Experiment, Intervention, Trainer

__all__ = ["MLP", "Dataset", "Experiment", "Intervention", "Trainer", "gradient_check"]
