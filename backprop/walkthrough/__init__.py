"""One training step, number by number: how each number is computed from others.

It may import `training` and what is below.
"""

from backprop.walkthrough.batch import Indices, Pulls, Suggestion, suggestions
from backprop.walkthrough.cells import Cell, Explanation

__all__ = ["Cell", "Explanation", "Indices", "Pulls", "Suggestion", "suggestions"]
