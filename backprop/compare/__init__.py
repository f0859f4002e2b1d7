"""Compares several runs side by side and sweeps one choice over several values.

This package may import `training` and the layers below it.
"""

from backprop.compare.sweep import Band, SweepJob
from backprop.compare.variants import ALL_SAMPLES, MOST_SEEDS, VARIED, Value, values_of, vary

__all__ = [
    "ALL_SAMPLES",
    "MOST_SEEDS",
    "VARIED",
    "Band",
    "SweepJob",
    "Value",
    "values_of",
    "vary",
]
