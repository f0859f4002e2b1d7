"""The choices for a table, written and read back; invalid ones get a sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest

from backprop.data.table.choices import plan_of, reading_of, to_json
from backprop.data.table.columns import describe
from backprop.data.table.plan import AS_CATEGORY, DROP, VALUES, Plan
from backprop.data.table.reading import Reading, read_text

COLUMNS = describe(read_text("a,b,c\n1,2,x\n3,4,y\n"))
PLAN = Plan(("a", "c"), "b", VALUES, (("a", DROP), ("c", AS_CATEGORY)), ("c",), standardise=False)
READING = Reading(separator=";", decimal=",", names="no")


def test_it_comes_back_as_it_was() -> None:
    content = json.loads(to_json(PLAN, READING))
    assert plan_of(content, COLUMNS) == PLAN
    assert reading_of(content) == READING
    assert reading_of({}) == Reading()


@pytest.mark.parametrize(
    "change",
    [
        {"target": 3},
        {"target": "z"},
        {"inputs": []},
        {"inputs": "ab"},
        {"inputs": ["z"]},
        {"learn": "x"},
        {"cells": {"a": "burn"}},
        {"cells": []},
        {"pooled": 1},
        {"standardise": "yes"},
    ],
)
def test_what_cannot_be_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"^(table: expected|The run used a table with).*\.$"):
        plan_of(json.loads(to_json(PLAN, READING)) | change, COLUMNS)


@pytest.mark.parametrize(
    "reading",
    [3, {"encoding": "x"}, {"decimal": ";"}, {"other": "1"}, {"names": 1}, {"separator": "ab"}],
)
def test_a_reading_that_cannot_be_is_refused(reading: Any) -> None:
    with pytest.raises(ValueError, match="how to read the text"):
        reading_of({"reading": reading})
