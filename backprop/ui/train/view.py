"""What the Train page's link holds beside the run: the selection, the walk's phase, the view options,
and what is presented.

The browser says it as text and reads it again (js/train/view_state.js); here it passes through the address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from backprop.training import Trainer
from backprop.ui import state

OPTIONS = (
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
_TEXT = re.compile(r"[A-Za-z0-9-]{1,48}")


def chosen() -> dict[str, str]:
    """The options that the address has, as far as their texts can mean something."""
    options = state.lab().options
    texts = {name: options.get(name, "") for name in OPTIONS}
    return {name: text for name, text in texts.items() if _TEXT.fullmatch(text)}


def take(reported: object) -> None:
    """What the browser shows now takes the place of what was there."""
    if not isinstance(reported, Mapping):
        return
    options = state.lab().options
    for name in OPTIONS:
        text = str(reported.get(name, ""))
        options[name] = text if _TEXT.fullmatch(text) else ""


def select_largest(trainer: Trainer, layer: int) -> None:
    """The page is to open with the weight of a layer selected that has the largest gradient at the
    trainer's iteration."""
    size = np.abs(trainer.mlp.dW[layer])
    i, j = np.unravel_index(int(size.argmax()), size.shape)
    state.lab().options |= {"select": f"W{layer}-{i + 1}-{j + 1}", "phase": ""}
