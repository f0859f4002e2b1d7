"""Asks questions about the next step and grades the answers against the step's own arrays.

This package may import `walkthrough`, `training` and the layers below them.
"""

from backprop.predict.prediction import (
    LAYER,
    MOST_OWN,
    RULE,
    Graded,
    Predicting,
    Score,
    grade,
)
from backprop.predict.questions import (
    Probe,
    all_cells,
    cell_key,
    cell_name,
    offered_cells,
    offered_probes,
    outputs_at,
    own_probes,
    probe_key,
    rounded,
)

__all__ = [
    "LAYER",
    "MOST_OWN",
    "RULE",
    "Graded",
    "Predicting",
    "Probe",
    "Score",
    "all_cells",
    "cell_key",
    "cell_name",
    "grade",
    "offered_cells",
    "offered_probes",
    "outputs_at",
    "own_probes",
    "probe_key",
    "rounded",
]
