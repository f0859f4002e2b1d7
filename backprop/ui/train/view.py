"""The options of the Train page: the selection, the phase of the walk, display options, and the presented
views.

The browser writes and reads their texts (js/train/view_state.js); Python only keeps them in the address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from backprop.training import Trainer
from backprop.ui.lab import Lab
from backprop.ui.options import Option

_TEXT = re.compile(r"[A-Za-z0-9-]{1,48}")
_NAMES = (
    "select",
    "phase",
    "show",
    "edges",
    "scale",
    "points",
    "dots",
    "log",
    "accuracy",
    "present",
)


def _parse(text: str, _: Lab) -> str:
    if not _TEXT.fullmatch(text):
        raise ValueError("up to 48 letters, digits and hyphens")
    return text


OPTIONS = tuple(Option(page="train", name=name, default="", parse=_parse) for name in _NAMES)
SELECT, PHASE = OPTIONS[:2]


def texts() -> dict[str, str]:
    """The texts of the options that are not at their defaults, by name."""
    return {option.name: text for option in OPTIONS if (text := option.value())}


def take(reported: object) -> None:
    """Replace the options by those that the browser reports."""
    if isinstance(reported, Mapping):
        for option in OPTIONS:
            option.take(str(reported.get(option.name, "")))


def select_largest(trainer: Trainer, layer: int) -> None:
    """Select the weight of a layer with the largest gradient at the trainer's iteration. The Train page shows
    it when it opens next."""
    size = np.abs(trainer.mlp.dW[layer])
    i, j = np.unravel_index(int(size.argmax()), size.shape)
    SELECT.choose(f"W{layer}-{i + 1}-{j + 1}")
    PHASE.reset()
