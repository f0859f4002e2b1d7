"""How much of the gradient reaches each layer over a run, and why a network does not train.

It may import `training` and what is below.
"""

from backprop.flow.diagnosis import DIAGNOSES, Finding, diagnose
from backprop.flow.flow import RULE_OF_THUMB, Flow, FlowRecorder, dead_and_saturated

__all__ = [
    "DIAGNOSES",
    "RULE_OF_THUMB",
    "Finding",
    "Flow",
    "FlowRecorder",
    "dead_and_saturated",
    "diagnose",
]
