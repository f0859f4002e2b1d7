"""Why does this network not train? The registry of diagnoses, each made from the numbers of a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from backprop.flow import diagnosis_gradients as gradients
from backprop.flow import diagnosis_learning as learning
from backprop.flow.evidence import Evidence
from backprop.flow.flow import Flow


@dataclass(frozen=True)
class Diagnosis:
    """One kind of problem. find(flow): the evidence, or None if the problem is not there. unless: the
    names of diagnoses that already explain this one, so that it is left out if one of them was made."""

    name: str
    title: str
    find: Callable[[Flow], Evidence | None]
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """A diagnosis that was made, and its evidence."""

    diagnosis: Diagnosis
    evidence: Evidence


_BLOCKED = ("symmetric", "dead", "saturated", "vanishing", "linear")

# Causes before their effects.
_ENTRIES = (
    Diagnosis("diverged", "Training diverged", learning.diverged),
    Diagnosis("exploding", "Exploding gradients", gradients.exploding),
    Diagnosis("symmetric", "All units of a layer are identical", gradients.symmetric),
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
    """The problems of a run as far as it was measured; an empty list for a healthy run."""
    found: dict[str, Finding] = {}
    for diagnosis in _ENTRIES:
        if found.keys() & set(diagnosis.unless):
            continue
        evidence = diagnosis.find(flow)
        if evidence is not None:
            found[diagnosis.name] = Finding(diagnosis, evidence)
    return list(found.values())
