"""Which layer sizes, activations and losses make a network together."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from backprop.activations import ACTIVATIONS, HIDDEN_ACTIVATIONS
from backprop.gradient_rules import GRADIENT_RULES
from backprop.losses import LOSSES


def unknown(kind: str, name: object, known: Iterable[str]) -> str:
    """The sentence about a name that is not registered."""
    return f"unknown {kind} {name!r}: expected one of {', '.join(known)}."


def check_architecture(
    sizes: tuple[int, ...], activations: tuple[str, ...], loss: str, rule: str
) -> None:
    """Raises ValueError, saying what was expected and what came, for what is no network."""
    if len(sizes) < 2 or any(
        isinstance(s, bool) or not isinstance(s, int | np.integer) or s < 1 for s in sizes
    ):
        raise ValueError(f"layer_sizes has to be two or more positive integers, got {sizes}.")
    if len(activations) != len(sizes) - 1:
        raise ValueError(
            f"expected {len(sizes) - 1} activations for {len(sizes)} layer sizes, "
            f"got {len(activations)}."
        )
    for name in activations:
        if name not in ACTIVATIONS:
            raise ValueError(unknown("activation", name, ACTIVATIONS))
    for name in activations[:-1]:
        if name not in HIDDEN_ACTIVATIONS:
            raise ValueError(f"{name} is for the output layer only.")
    if loss not in LOSSES:
        raise ValueError(unknown("loss", loss, LOSSES))
    if rule not in GRADIENT_RULES:
        raise ValueError(unknown("gradient rule", rule, GRADIENT_RULES))
    if LOSSES[loss].needs_probability and not ACTIVATIONS[activations[-1]].unit_interval:
        raise ValueError(
            f"{loss} needs outputs between 0 and 1: sigmoid or softmax, not {activations[-1]}."
        )
