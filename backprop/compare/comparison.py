"""Compares experiments: what differs between them, and how a set of them is written as a short text.

In the text a run is written as its differences from a base, each as "name-value", joined by "!"; runs
are joined by "~". A name alone resets that field to its default. "~optimizer-adam!learning_rate-0.03"
stands for the base itself and the base with Adam at 0.03.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, unquote

from backprop.training import Experiment

MOST = 6  # experiments that can be compared at once
# Fields that determine the samples on which a run is trained and tested.
DATA_FIELDS = (
    "dataset",
    "n_samples",
    "noise",
    "test_fraction",
    "data_seed",
    "circle_factor",
    "own_data",
)
ACTIVATION = "tanh"  # of layers added to a network that has none
_RUN, _FIELD, _VALUE = "~", "!", "-"


def differing(experiments: Sequence[Experiment]) -> tuple[str, ...]:
    """Names of the fields that differ between the experiments, in the order of the fields."""
    return tuple(
        field.name
        for field in dataclasses.fields(Experiment)
        if any(
            getattr(e, field.name) != getattr(experiments[0], field.name) for e in experiments[1:]
        )
    )


def cautions(experiments: Sequence[Experiment]) -> list[str]:
    """Sentences that help to read a comparison: one for each condition, besides the choice that is
    meant to be compared, that is not the same for all experiments. Empty for one run."""
    fields, sentences = set(differing(experiments)), []
    if not fields:
        return sentences
    if fields & set(DATA_FIELDS):
        sentences.append("The data differs: the losses are measured on different samples.")
    if "init_seed" in fields:
        sentences.append("The weight seed differs: part of the difference is luck.")
    elif fields & {"hidden", "initializer", "uniform_limit"}:
        sentences.append(
            "The initial weights differ: the seed is the same, but the layers or the scheme are not."
        )
    if "batch_seed" in fields:
        sentences.append("The batch seed differs: part of the difference is luck.")
    elif fields & {"batch_size", "shuffle"}:
        sentences.append("The batches differ, so an epoch is not the same number of iterations.")
    if fields & {"loss", "gradient_rule", "output"}:
        sentences.append("The losses are computed differently, so their sizes cannot be compared.")
    if not sentences:
        sentences.append("Same data, same initial weights, same batch order.")
    return sentences


def changed(experiment: Experiment, field: str, value: Any) -> Experiment:
    """A copy with one field changed. If the number of layers changes, the activations are kept, and the
    last one is repeated; interventions that no longer fit are left out. Raises ValueError, one
    sentence, where the value does not go with the other fields."""
    fields = {field: value}
    if field == "hidden":
        names = experiment.activations or (ACTIVATION,)
        fields["activations"] = (names + names[-1:] * len(value))[: len(value)]
    return experiment.changed(**fields)[0]


def to_text(base: Experiment, experiments: Sequence[Experiment]) -> str:
    """The experiments as a text, relative to a base; "" if the base is the only one."""
    known = base.to_query()
    return _RUN.join(_run_text(known, experiment.to_query()) for experiment in experiments)


def from_text(base: Experiment, text: str) -> tuple[list[Experiment], list[str]]:
    """Read the form of ``to_text``: the experiments, each once and at most MOST of them, and a sentence
    for each part that was rejected. Accepts any text and never raises."""
    found: list[Experiment] = []
    sentences: list[str] = []
    runs = text.split(_RUN)
    for number, run in enumerate(runs[:MOST], 1):
        experiment, refused = Experiment.from_query(_query(base.to_query(), run))
        sentences += [f"Compared run {number}: {sentence}" for sentence in refused]
        if experiment not in found:
            found.append(experiment)
    if len(runs) > MOST:
        sentences.append(f"The address compares {len(runs)} runs; only the first {MOST} are shown.")
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
