"""Checks a backward pass against numerical derivatives and describes the pattern of its errors.

This package may import `training` and the layers below it.
"""

from backprop.gradcheck.check import (
    TOLERANCE,
    GradientCheck,
    LayerCheck,
    check_seconds,
    error_curve,
    gradient_check,
    seconds_per_cell,
)
from backprop.gradcheck.pattern import Pattern, pattern_of

__all__ = [
    "TOLERANCE",
    "GradientCheck",
    "LayerCheck",
    "Pattern",
    "check_seconds",
    "error_curve",
    "gradient_check",
    "pattern_of",
    "seconds_per_cell",
]
