"""Mistakes people make in the backward pass, put into a network on purpose and trained beside the right one.

It may import `gradcheck`, `training` and what is below.
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
