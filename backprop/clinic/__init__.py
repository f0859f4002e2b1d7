"""Puts common mistakes into the backward pass on purpose and trains the result beside a correct network.

This package may import `gradcheck`, `training` and the layers below them.
"""

from backprop.clinic.clinic import NO_MISTAKE, Comparison, mistaken, with_exact_rule
from backprop.clinic.mistaken_mlp import Mistake, MistakenMLP
from backprop.clinic.mistakes import MISTAKES

__all__ = [
    "MISTAKES",
    "NO_MISTAKE",
    "Comparison",
    "Mistake",
    "MistakenMLP",
    "mistaken",
    "with_exact_rule",
]
