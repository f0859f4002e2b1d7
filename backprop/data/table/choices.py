"""The choices made for a table, as an experiment's file stores them; the file never holds a cell of the table."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from backprop.data.table.columns import Column
from backprop.data.table.decode import ENCODINGS
from backprop.data.table.numerals import DECIMALS
from backprop.data.table.plan import AS_CATEGORY, CLASSES, DROP, MEAN, MOST, VALUES, Plan
from backprop.data.table.reading import Reading

_REMEDIES = (DROP, MEAN, MOST, AS_CATEGORY)


def to_json(plan: Plan, reading: Reading) -> str:
    """Plan and reading as JSON."""
    chosen = {name: value for name, value in dataclasses.asdict(reading).items() if value}
    return json.dumps(
        {
            "target": plan.target,
            "inputs": plan.features,
            "learn": plan.task,
            "standardise": plan.standardise,
            "cells": dict(plan.remedies),
            "pooled": plan.pooled,
            "reading": chosen,
        },
        ensure_ascii=False,
    )


def reading_of(content: Mapping[str, Any]) -> Reading:
    """How the text is to be read, from the file of an experiment. Raises ValueError, one sentence."""
    chosen = content.get("reading", {})
    fields = {field.name for field in dataclasses.fields(Reading)}
    texts = isinstance(chosen, dict) and all(
        k in fields and isinstance(v, str) for k, v in chosen.items()
    )
    if not texts or not (
        chosen.get("encoding", "") in ("", *ENCODINGS)
        and chosen.get("decimal", "") in ("", *DECIMALS)
        and chosen.get("names", "") in ("", "yes", "no")
        and len(chosen.get("separator", "")) <= 1
    ):
        raise ValueError("table: expected how to read the text, in the form that the app writes.")
    return Reading(**chosen)


def plan_of(content: Mapping[str, Any], columns: Mapping[str, Column]) -> Plan:
    """The plan for a table with these columns, from the file of an experiment. Raises ValueError, one
    sentence."""
    target, inputs = content.get("target"), content.get("inputs")
    cells, pooled = content.get("cells", {}), content.get("pooled", [])
    names = (
        inputs
        if isinstance(inputs, list) and isinstance(cells, dict) and isinstance(pooled, list)
        else []
    )
    used = [
        target,
        *names,
        *(cells if isinstance(cells, dict) else ()),
        *(pooled if isinstance(pooled, list) else ()),
    ]
    if not names or not all(isinstance(name, str) for name in used):
        raise ValueError(
            "table: expected the target, the inputs and the remedies, in the form that the app writes."
        )
    missing = [name for name in used if name not in columns]
    if missing:
        raise ValueError(
            f"The run used a table with a column {missing[0][:60]!r}, but this table has "
            f"{', '.join([*columns][:12])}."
        )
    task, standardise = content.get("learn"), content.get("standardise", True)
    if (
        task not in (CLASSES, VALUES)
        or not isinstance(standardise, bool)
        or not set(cells.values()) <= set(_REMEDIES)
    ):
        raise ValueError(
            "table: expected the target, the inputs and the remedies, in the form that the app writes."
        )
    features = tuple(name for name in columns if name in names and name != target)
    return Plan(features, str(target), task, tuple(cells.items()), tuple(pooled), standardise)
