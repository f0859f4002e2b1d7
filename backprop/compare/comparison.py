"""Experiments side by side: what differs between them, and the set of them as a short text.

In the text a run is what differs from a base, "name-value" with "!" between; runs stand between "~".
A name alone puts that field at its default. "~optimizer-adam!learning_rate-0.03" is the base itself
and the base with Adam at 0.03.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, unquote

from backprop.training import Experiment

MOST = 6  # experiments that are looked at side by side
# Fields that decide on which samples a run learns and is tested.
DATA_FIELDS = (
    "dataset",
    "n_samples",
    "noise",
    "test_fraction",
    "data_seed",
    "circle_factor",
    "own_data",
)
ACTIVATION = "tanh"  # of layers that are put into a network without any
_RUN, _FIELD, _VALUE = "~", "!", "-"


def differing(experiments: Sequence[Experiment]) -> tuple[str, ...]:
    """Names of the fields that are not the same in all experiments, in the order of the fields."""
    return tuple(
        field.name
        for field in dataclasses.fields(Experiment)
        if any(
            getattr(e, field.name) != getattr(experiments[0], field.name) for e in experiments[1:]
        )
    )


def cautions(experiments: Sequence[Experiment]) -> list[str]:
    """What has to be known to read a comparison of these: a sentence for everything, beside what was
    meant to be compared, that is not the same. Empty for one run."""
    fields, said = set(differing(experiments)), []
    if not fields:
        return said
    if fields & set(DATA_FIELDS):
        said.append("The data differs: the losses are measured on different samples.")
    if "init_seed" in fields:
        said.append("The weight seed differs: this compares luck, too.")
    elif fields & {"hidden", "initializer", "uniform_limit"}:
        said.append("The initial weights differ: same seed, but other layers or another scheme.")
    if "batch_seed" in fields:
        said.append("The batch seed differs: this compares luck, too.")
    elif fields & {"batch_size", "shuffle"}:
        said.append("The batches differ, so an epoch is not the same number of iterations.")
    if fields & {"loss", "gradient_rule", "output"}:
        said.append("The losses are computed differently: their sizes do not compare.")
    if not said:
        said.append("Same data, same initial weights, same batch order.")
    return said


def changed(experiment: Experiment, field: str, value: Any) -> Experiment:
    """A copy with another value of one field; other numbers of layers keep the activations, repeating
    the last, and interventions without a place are left out. Raises ValueError, one sentence, where it does not go with the others."""
    fields = {field: value}
    if field == "hidden":
        names = experiment.activations or (ACTIVATION,)
        fields["activations"] = (names + names[-1:] * len(value))[: len(value)]
    return experiment.changed(**fields)[0]


def to_text(base: Experiment, experiments: Sequence[Experiment]) -> str:
    """The experiments as a text, given a base; "" where the base is the only one."""
    known = base.to_query()
    return _RUN.join(_run_text(known, experiment.to_query()) for experiment in experiments)


def from_text(base: Experiment, text: str) -> tuple[list[Experiment], list[str]]:
    """The experiments that ``to_text`` wrote, each once and at most MOST of them, and a sentence for
    each thing that could not be taken. Takes any text and never raises."""
    found: list[Experiment] = []
    sentences: list[str] = []
    runs = text.split(_RUN)
    for number, run in enumerate(runs[:MOST], 1):
        experiment, refused = Experiment.from_query(_query(base.to_query(), run))
        sentences += [f"Compared run {number}: {sentence}" for sentence in refused]
        if experiment not in found:
            found.append(experiment)
    if len(runs) > MOST:
        sentences.append(
            f"The address compares {len(runs)} runs; the first {MOST} are shown, which is the most."
        )
    return found, sentences


def _run_text(base: dict[str, str], query: dict[str, str]) -> str:
    parts = [
        f"{name}{_VALUE}{quote(value, safe=',.:+').replace('~', '%7E')}"
        for name, value in query.items()
        if base.get(name) != value
    ]
    return _FIELD.join(parts + [name for name in base if name not in query])


def _query(base: dict[str, str], run: str) -> dict[str, Any]:
    query: dict[str, Any] = dict(base)
    for part in run.split(_FIELD) if run else []:
        name, sign, value = part.partition(_VALUE)
        if sign:
            query[name] = unquote(value)
        else:
            query.pop(name, None)
    return query
