"""Checks that layer sizes, activations, loss and gradient rule fit together."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from backprop.nn.activations import ACTIVATIONS, HIDDEN_ACTIVATIONS
from backprop.nn.gradient_rules import GRADIENT_RULES
from backprop.nn.losses import LOSSES


def check_registered(kind: str, name: object, known: Iterable[str]) -> None:
    """Raise ValueError for a name that is not registered."""
    names = list(known)
    if not isinstance(name, str) or name not in names:
        raise ValueError(f"unknown {kind} {name!r}: expected one of {', '.join(names)}.")


def check_penalty(l1: float, l2: float) -> None:
    """Raise ValueError unless l1 and l2 are finite and not negative."""
    for name, value in (("l1", l1), ("l2", l2)):
        if not isinstance(value, int | float | np.number) or not 0.0 <= float(value) < np.inf:
            raise ValueError(f"{name} has to be a number of 0 or more, got {value!r}.")


def check_architecture(
    sizes: tuple[int, ...], activations: tuple[str, ...], loss: str, rule: str
) -> None:
    """Raise ValueError, with what was expected and what was passed, if they do not fit together."""
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
        check_registered("activation", name, ACTIVATIONS)
    for name in activations[:-1]:
        if name not in HIDDEN_ACTIVATIONS:
            raise ValueError(f"{name} is for the output layer only.")
    check_registered("loss", loss, LOSSES)
    check_registered("gradient rule", rule, GRADIENT_RULES)
    if LOSSES[loss].needs_probability and not ACTIVATIONS[activations[-1]].unit_interval:
        raise ValueError(
            f"{loss} needs outputs between 0 and 1: sigmoid or softmax, not {activations[-1]}."
        )
