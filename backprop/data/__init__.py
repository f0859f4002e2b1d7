"""Data sets: what they are drawn from, their rows, the inputs made of them, and what these are called.

It may import `nn` and what is below.
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
