"""Data sets: draws the named ones, turns rows into a Dataset, and makes and names the network's inputs.

This package may import `nn` and the layers below it.
"""

from backprop.data.dataset import CLASSIFICATION, REGRESSION, Dataset
from backprop.data.datasets import DATASETS, OWN
from backprop.data.features import FEATURES, PLAIN, inputs_of
from backprop.data.input_names import UNNAMED, InputNames, axis_names
from backprop.data.rows import from_rows

__all__ = [
    "CLASSIFICATION",
    "DATASETS",
    "FEATURES",
    "OWN",
    "PLAIN",
    "REGRESSION",
    "UNNAMED",
    "Dataset",
    "InputNames",
    "axis_names",
    "from_rows",
    "inputs_of",
]
