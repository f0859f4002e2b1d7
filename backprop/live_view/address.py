"""The shown iteration in an address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backprop.training.file import MAX_ITERATION

__all__ = ["MAX_ITERATION", "shown_iteration"]


def shown_iteration(query: Mapping[str, Any]) -> tuple[int, list[str]]:
    """The iteration in the parameter t, by default 0, and a sentence if it is rejected."""
    if "t" not in query:
        return 0, []
    text = str(query["t"])
    if text.isascii() and text.isdecimal() and len(text) < 20 and int(text) <= MAX_ITERATION:
        return int(text), []
    sentence = (
        f"t: expected an iteration from 0 to {MAX_ITERATION:,}, beyond which opening takes "
        "too long. The run opens at iteration 0."
    )
    return 0, [sentence]
