"""NumPy programs for a run: the short one beside the equations, and the receipt that repeats the run.

It may import `training` and what is below.
"""

from backprop.codegen.program import Program
from backprop.codegen.program_data import OWN_FILE

__all__ = ["OWN_FILE", "Program"]
