"""Why does this network not train? A registry of diagnoses, each found in the numbers of a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from backprop.flow import diagnosis_gradients as gradients
from backprop.flow import diagnosis_learning as learning
from backprop.flow.evidence import Evidence
from backprop.flow.flow import Flow


@dataclass(frozen=True)
class Diagnosis:
    """find(flow): the evidence, or None where there is nothing to say. unless: the diagnoses that,
    where they were found, explain what this one would say."""

    name: str
    title: str
    find: Callable[[Flow], Evidence | None]
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """A diagnosis that was made, and on what evidence."""

    diagnosis: Diagnosis
    evidence: Evidence


_BLOCKED = ("symmetric", "dead", "saturated", "vanishing", "linear")

# Causes before their effects.
_ENTRIES = (
    Diagnosis("diverged", "Training diverged", learning.diverged),
    Diagnosis("exploding", "Exploding gradients", gradients.exploding),
    Diagnosis("symmetric", "All units of a layer are the same", gradients.symmetric),
    Diagnosis("dead", "Dead ReLUs", gradients.dead_relus, ("symmetric", "exploding")),
    Diagnosis("saturated", "Saturated units", gradients.saturated, ("symmetric",)),
    Diagnosis(
        "vanishing", "Vanishing gradients", gradients.vanishing, ("symmetric", "dead", "saturated")
    ),
    Diagnosis("linear", "Stuck on a straight line", learning.stuck_on_a_line),
    Diagnosis(
        "rate_too_high",
        "The learning rate is too high",
        learning.rate_too_high,
        ("diverged", "exploding"),
    ),
    Diagnosis(
        "rate_too_low",
        "The learning rate is too low",
        learning.rate_too_low,
        ("diverged", "rate_too_high", *_BLOCKED),
    ),
    Diagnosis("overfitting", "Overfitting", learning.overfitting, ("diverged", "rate_too_high")),
    Diagnosis(
        "plateau",
        "The loss is on a plateau",
        learning.plateau,
        ("diverged", "rate_too_high", "rate_too_low", *_BLOCKED),
    ),
)

DIAGNOSES: dict[str, Diagnosis] = {entry.name: entry for entry in _ENTRIES}


def diagnose(flow: Flow) -> list[Finding]:
    """What is wrong with a run as far as it was looked at; nothing for a healthy one."""
    found: dict[str, Finding] = {}
    for diagnosis in _ENTRIES:
        if found.keys() & set(diagnosis.unless):
            continue
        evidence = diagnosis.find(flow)
        if evidence is not None:
            found[diagnosis.name] = Finding(diagnosis, evidence)
    return list(found.values())
