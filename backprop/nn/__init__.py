"""The network: activations, losses, initial weights, optimizers, schedules and the MLP's passes.

It may import `arrays`, `notation` and `support`.
"""

from backprop.nn.activation import Activation, Complex, Formula
from backprop.nn.activations import ACTIVATIONS, HIDDEN_ACTIVATIONS, softmax_vjp
from backprop.nn.gradient_rules import GRADIENT_RULES, GradientRule
from backprop.nn.initializers import INITIALIZERS, TUTORIAL_SIGMA
from backprop.nn.losses import FUSED, LOSSES
from backprop.nn.mlp import MLP
from backprop.nn.optimizers import OPTIMIZERS
from backprop.nn.parameters import layer_blocks, weights_and_biases
from backprop.nn.registry import Code, Names
from backprop.nn.schedules import SCHEDULES, ScheduleNumbers

__all__ = [
    "ACTIVATIONS",
    "FUSED",
    "GRADIENT_RULES",
    "HIDDEN_ACTIVATIONS",
    "INITIALIZERS",
    "LOSSES",
    "MLP",
    "OPTIMIZERS",
    "SCHEDULES",
    "TUTORIAL_SIGMA",
    "Activation",
    "Code",
    "Complex",
    "Formula",
    "GradientRule",
    "Names",
    "ScheduleNumbers",
    "layer_blocks",
    "softmax_vjp",
    "weights_and_biases",
]
