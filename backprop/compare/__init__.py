"""Several runs side by side, and sweeps over one choice.

It may import `training` and what is below.
"""

from backprop.compare.sweep_choices import MOST_SEEDS, VARIED
from backprop.compare.sweep_job import SweepJob

__all__ = ["MOST_SEEDS", "VARIED", "SweepJob"]
