"""Questions about the next step, graded against its own arrays.

It may import `walkthrough`, `training` and what is below.
"""

from backprop.predict.prediction import (
    MOST_OWN,
    Graded,
    Predicting,
    Score,
    all_cells,
    cell_key,
    cell_name,
    offered_cells,
)
from backprop.predict.probes import Probe, offered_probes, outputs_at, own_probes, probe_key

__all__ = [
    "MOST_OWN",
    "Graded",
    "Predicting",
    "Probe",
    "Score",
    "all_cells",
    "cell_key",
    "cell_name",
    "offered_cells",
    "offered_probes",
    "outputs_at",
    "own_probes",
    "probe_key",
]
