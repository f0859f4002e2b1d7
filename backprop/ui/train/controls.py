"""Widgets bound to a field of the Experiment: drawn from it, and a change makes a new one.

Data flows one way: a widget shows the value of the experiment, and a change comes back through a callback
that replaces the field. A value that does not suit the others is refused with a sentence, and the run
stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from backprop.nn import ACTIVATIONS, GRADIENT_RULES, INITIALIZERS, LOSSES, OPTIMIZERS, SCHEDULES
from backprop.training.choices import BOUNDS, CHOICES
from backprop.training.describe import spoken
from backprop.ui import state

Where = DeltaGenerator | Any

_REGISTRIES: dict[str, Mapping[str, Any]] = {  # each entry has a description
    "activations": ACTIVATIONS,
    "output": ACTIVATIONS,
    "loss": LOSSES,
    "initializer": INITIALIZERS,
    "optimizer": OPTIMIZERS,
    "schedule": SCHEDULES,
    "gradient_rule": GRADIENT_RULES,
}


def apply(dropped: Sequence[str] = (), **fields: Any) -> None:
    """Replace fields of the experiment. A notice on the page says if they do not suit each other, or if an
    intervention no longer fits. dropped: sentences about interventions dropped already."""
    lab = state.lab()
    try:
        experiment, misfits = lab.experiment.changed(**fields)
        lab.change(experiment, dropped=[*dropped, *misfits])
    except ValueError as error:
        lab.error = str(error)


def number(
    where: Where, field: str, label: str, help_text: str, step: float, disabled: bool = False
) -> None:
    """A number within the field's bounds."""
    bound = BOUNDS[field]
    kind = int if bound.whole else float
    now = kind(getattr(state.lab().experiment, field))
    key = state.choice_key(field, now)
    where.number_input(
        label,
        min_value=kind(bound.low),
        max_value=kind(bound.high),
        value=now,
        step=kind(step),
        format="%d" if bound.whole else "%g",
        key=key,
        disabled=disabled,
        help=help_text if disabled else f"{help_text} From {bound.span}: {bound.reason}.",
        on_change=_take,
        args=(field, key),
    )


def choice(
    where: Where,
    field: str,
    label: str,
    help_text: str,
    describe: Callable[[str], str] | None = None,
) -> None:
    """One of the field's registered names."""
    now, names = getattr(state.lab().experiment, field), _fitting(field)
    key = state.choice_key(field, now)
    where.selectbox(
        label,
        names,
        index=names.index(now),
        format_func=describe or spoken,
        key=key,
        help=f"{help_text}\n\n{entries(field, names)}",
        on_change=_take,
        args=(field, key),
    )


def entries(field: str, names: Sequence[str]) -> str:
    """A description of each entry of a field's menu, for its help."""
    registry = _REGISTRIES[field]
    return "\n".join(
        f"- **{spoken(name)}:** {registry[name].description}" for name in names if name in registry
    )


def _fitting(field: str) -> list[str]:
    """The registered names that suit the other choices."""
    return [name for name in CHOICES[field] if _fits(field, name)]


def _fits(field: str, name: str) -> bool:
    try:
        state.lab().experiment.changed(**{field: name})
    except ValueError:
        return False
    return True


def switch(where: Where, field: str, label: str, help_text: str) -> None:
    """Yes or no."""
    now = getattr(state.lab().experiment, field)
    key = state.choice_key(field, now)
    where.toggle(label, now, key=key, help=help_text, on_change=_take, args=(field, key))


def draw_seed(field: str, label: str, help_text: str) -> None:
    """A button that takes the next seed, for another draw. (Restart repeats the same draw.)"""
    st.button(
        label,
        key=f"draw_{field}",
        help=help_text,
        icon=":material/refresh:",
        type="tertiary",
        on_click=_next_seed,
        args=(field,),
    )


def _take(field: str, key: str) -> None:
    value = state.changed_value(field, key)
    if value is not None:
        apply(**{field: value})


def _next_seed(field: str) -> None:
    seed = getattr(state.lab().experiment, field)
    apply(**{field: (seed + 1) % 2**32})
