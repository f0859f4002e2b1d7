"""Selects which cases `make test` runs, and which only `make test-all` does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

# Presets that differ: by data, task, layers, optimizer, gradient rule, weights of zero.
PRESETS_TRIED = ("circles", "tutorial", "plane", "zeros")


def tried(cases: Iterable[Any], *chosen: Any) -> list[Any]:
    """All cases, as values of a test's parameter; those that are not chosen are marked `long`."""
    cases = list(cases)
    assert set(chosen) <= set(cases)
    return [
        case if case in chosen else pytest.param(case, marks=pytest.mark.long) for case in cases
    ]


def tried_every(cases: Iterable[Any], step: int) -> list[Any]:
    """All cases, as values of a test's parameters; all but every step-th are marked `long`. A tuple is
    one case with several parameters."""
    return [
        case
        if place % step == 0
        else pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.long)
        for place, case in enumerate(cases)
    ]
