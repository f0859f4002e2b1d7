"""One step of a run, number by number: which cells every cell is made of, and how.

It may import `training` and what is below.
"""

from backprop.walkthrough.batch import Indices, Pulls, Suggestion, suggestions
from backprop.walkthrough.cells import Cell, Explanation

__all__ = ["Cell", "Explanation", "Indices", "Pulls", "Suggestion", "suggestions"]
