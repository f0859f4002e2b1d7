"""The fields of an experiment as the texts of a link; what does not go together in one is made to agree."""

from __future__ import annotations

import math
from typing import Any, Protocol

from backprop.training import choices, interventions
from backprop.training.choices import BOUNDS, TUPLES
from backprop.training.interventions import Intervention


class Run(Protocol):
    """What is asked of the default experiment."""

    @property
    def hidden(self) -> tuple[int, ...]:
        """Units of each hidden layer."""
        ...

    @property
    def activations(self) -> tuple[str, ...]:
        """One of each hidden layer."""
        ...


def to_text(value: Any) -> str:
    """A field's value as it stands in a link."""
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
    """A field's value from its text in the URL; what cannot be read stays text, to be refused."""
    if isinstance(value, list | tuple) and value:
        value = value[-1]  # a parameter given twice: the last one counts
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
    """One activation a hidden layer: repeat the last, or leave the surplus out, and say so."""
    hidden = taken.get("hidden", default.hidden)
    names = taken.get("activations", default.activations)
    if len(names) == len(hidden):
        return
    fill = names[-1] if names else default.activations[-1]
    taken["activations"] = (names + (fill,) * len(hidden))[: len(hidden)]
    if names is default.activations:
        return  # only the layers were given: the default activation serves all of them
    sentences.append(
        f"activations: expected {len(hidden)}, one for each hidden layer, got {len(names)}; "
        f"{', '.join(taken['activations']) or 'none'} is used."
    )


def agree_on_size(taken: dict[str, Any], default: Run, sentences: list[str]) -> None:
    """Fewer samples where so many do not fit into memory with so many units."""
    n_samples, hidden = (taken.get(k, getattr(default, k)) for k in ("n_samples", "hidden"))
    try:
        choices.fits(n_samples, hidden)
    except ValueError as error:
        taken.pop("n_samples", None)  # the default fits any network
        sentences.append(f"{sentence(error)} The default is used.")


def sentence(error: Exception) -> str:
    """What an error says, with a full stop."""
    text = str(error)
    return text if text.endswith(".") else f"{text}."
