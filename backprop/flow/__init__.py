"""Measures how much of the gradient reaches each layer during a run, and diagnoses why a network does not train.

This package may import `training` and the layers below it.
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
