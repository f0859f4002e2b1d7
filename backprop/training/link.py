"""Converts an experiment's fields to the texts of a link and back, and makes fields that contradict
each other agree."""

from __future__ import annotations

import math
from typing import Any, Protocol

from backprop.training import choices, interventions
from backprop.training.choices import BOUNDS, TUPLES
from backprop.training.interventions import Intervention


class Run(Protocol):
    """The fields of the default experiment that are needed here."""

    @property
    def hidden(self) -> tuple[int, ...]:
        """Units of each hidden layer."""
        ...

    @property
    def activations(self) -> tuple[str, ...]:
        """Activation of each hidden layer."""
        ...


def to_text(value: Any) -> str:
    """A field's value as it is written in a link."""
    if isinstance(value, tuple) and value and isinstance(value[0], Intervention):
        return interventions.to_text(value)
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    if value is None:
        return "full"
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)


def from_text(name: str, value: Any) -> Any:
    """A field's value from its text in the URL. Text that cannot be converted is returned unchanged;
    the check that follows rejects it."""
    if isinstance(value, list | tuple) and value:
        value = value[-1]  # if a parameter is given twice, the last one counts
    if not isinstance(value, str):
        return value
    text = value.strip()
    if name in (*TUPLES, "features"):
        parts = [part.strip() for part in text.split(",")] if text else []
        return tuple(_number(part) if name == "hidden" else part for part in parts)
    if name == "batch_size" and text in ("full", ""):
        return None
    if name == "shuffle":
        return {"true": True, "false": False}.get(text, text)
    return _number(text) if name in BOUNDS else text


def _number(text: str) -> int | float | str:
    for kind in (int, float):
        try:
            number = kind(text)
        except ValueError:
            continue
        return number if math.isfinite(number) else text
    return text


def agree_on_layers(taken: dict[str, Any], default: Run, sentences: list[str]) -> None:
    """Make the number of activations match the hidden layers: repeat the last one or drop the surplus,
    and add a sentence about it."""
    hidden = taken.get("hidden", default.hidden)
    names = taken.get("activations", default.activations)
    if len(names) == len(hidden):
        return
    fill = names[-1] if names else default.activations[-1]
    taken["activations"] = (names + (fill,) * len(hidden))[: len(hidden)]
    if names is default.activations:
        return  # only the layers were given; all of them get the default activation
    sentences.append(
        f"activations: expected {len(hidden)}, one for each hidden layer, got {len(names)}; "
        f"{', '.join(taken['activations']) or 'none'} is used."
    )


def agree_on_size(taken: dict[str, Any], default: Run, sentences: list[str]) -> None:
    """Use the default number of samples if the chosen one does not fit into memory with these layers."""
    n_samples, hidden = (taken.get(k, getattr(default, k)) for k in ("n_samples", "hidden"))
    try:
        choices.fits(n_samples, hidden)
    except ValueError as error:
        taken.pop("n_samples", None)  # the default fits any network
        sentences.append(f"{sentence(error)} The default is used.")


def sentence(error: Exception) -> str:
    """An error's message with a full stop at its end."""
    text = str(error)
    return text if text.endswith(".") else f"{text}."
