"""The numerical check of a gradient: what differs, by how much, and what pattern the errors have.

It may import `training` and what is below.
"""

from backprop.gradcheck.check import (
    TOLERANCE,
    GradientCheck,
    LayerCheck,
    error_curve,
    gradient_check,
)
from backprop.gradcheck.pattern import Pattern, pattern_of

__all__ = [
    "TOLERANCE",
    "GradientCheck",
    "LayerCheck",
    "Pattern",
    "error_curve",
    "gradient_check",
    "pattern_of",
]
