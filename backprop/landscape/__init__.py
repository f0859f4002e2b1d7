"""Evaluates the loss as a function of all parameters, along lines and over planes.

This package may import `training` and the layers below it.
"""

from backprop.landscape.line import Descent, Lowering, NextStep, descent, largest_alpha, next_step
from backprop.landscape.objective import Objective
from backprop.landscape.plane import (
    Path,
    parameters_at,
    path_of,
    path_plane,
    random_plane,
    weights_plane,
)
from backprop.landscape.surface import (
    RANDOM_HALF,
    SIZES,
    WEIGHT_HALF,
    Surface,
    affordable_size,
    around_path,
)

__all__ = [
    "RANDOM_HALF",
    "SIZES",
    "WEIGHT_HALF",
    "Descent",
    "Lowering",
    "NextStep",
    "Objective",
    "Path",
    "Surface",
    "affordable_size",
    "around_path",
    "descent",
    "largest_alpha",
    "next_step",
    "parameters_at",
    "path_of",
    "path_plane",
    "random_plane",
    "weights_plane",
]
