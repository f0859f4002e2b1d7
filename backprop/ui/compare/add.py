"""Adding a run to the comparison: the one on the Train page, or a copy with one choice changed."""

from __future__ import annotations

import dataclasses
from typing import Any

import streamlit as st

from backprop.compare.comparison import MOST, changed
from backprop.training import Experiment
from backprop.training.choices import BOUNDS, CHOICES, TUPLES
from backprop.training.describe import label, spoken, value
from backprop.ui import state

LETTERS = "ABCDEF"
_START = "learning_rate"


def draw() -> None:
    """A button that opens the choices."""
    lab = state.lab()
    runs = lab.compared_runs
    if len(runs) >= MOST:
        st.button(
            f"At most {MOST} runs: remove one first",
            icon=":material/add:",
            disabled=True,
            key="add_full",
        )
        return
    # A new popover for every set of runs, so that it closes when a run has been added.
    with st.popover("Add a run", icon=":material/add:", key=f"add_{len(lab.compared_before)}"):
        _choices()


@st.fragment
def _choices() -> None:
    lab = state.lab()
    runs = lab.compared_runs
    here = lab.experiment in runs
    if st.button(
        "Add the run on the Train page",
        key="add_own",
        disabled=here,
        width="stretch",
        help="This run is here already."
        if here
        else "Puts that run beside the others, as it is now.",
    ):
        lab.compare([*runs, lab.experiment])
        st.rerun()
    st.markdown("**Or copy a run and change one choice**")
    left, right = st.columns(2, gap="small")
    place = left.selectbox(
        "Copy of",
        range(len(runs)),
        format_func=lambda k: LETTERS[k],
        key=f"copy_of_{len(runs)}",
        help="The new run starts with the same weights and sees the same batches as this one.",
    )
    one = runs[place]
    fields = [f.name for f in dataclasses.fields(Experiment) if _offered(one, f.name)]
    field = right.selectbox(
        "Change",
        fields,
        index=fields.index(_START),
        format_func=_spoken_field,
        key="copy_field",
        help="Sets the one choice in which the copy differs. Any other outcome then comes from this choice.",
    )
    st.caption(f"{LETTERS[place]} has {value(one, field)}.")
    try:
        new = changed(one, field, _widget(one, field))
        lab.output_and_loss(new)  # raises if the choice does not suit a person's own table
    except ValueError as error:
        st.error(str(error), icon=":material/error:")
        return
    known = LETTERS[runs.index(new)] if new in runs else ""
    if st.button(
        f"That is {known}: choose another value" if known else "Add the copy",
        key="add_copy",
        type="primary",
        disabled=bool(known),
        width="stretch",
        help="Trains the changed copy beside the other runs, on the same clock.",
    ):
        lab.compare([*runs, new])
        st.rerun()


def _spoken_field(name: str) -> str:
    return "units of the hidden layers" if name == "hidden" else label(name)


def _offered(experiment: Experiment, field: str) -> bool:
    """Whether a field has a widget."""
    known = field in TUPLES or field in CHOICES or field in BOUNDS
    return known or isinstance(getattr(experiment, field), bool)


def _widget(experiment: Experiment, field: str) -> Any:
    """Draw a widget for any field, with the run's own value as default. Returns its value."""
    now, key = getattr(experiment, field), f"copy_{field}_{value(experiment, field)}"
    if field in TUPLES:
        text = st.text_input(
            "New values, one for each hidden layer",
            ", ".join(map(str, now)),
            key=key,
            max_chars=200,
        )
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if field != "hidden":
            return tuple(parts)
        return tuple(int(part) if part.isdecimal() and len(part) < 9 else part for part in parts)
    if field == "features":
        return tuple(st.multiselect("New values", list(CHOICES[field]), list(now), spoken, key=key))
    if field in CHOICES:
        names = list(CHOICES[field])
        return st.selectbox("New value", names, names.index(now), format_func=spoken, key=key)
    if isinstance(now, bool):
        return st.toggle("New value", now, key=key)
    bound = BOUNDS[field]
    kind = int if bound.whole else float
    low = 0 if field == "batch_size" else bound.low
    found = st.number_input(
        "New value (0: all)" if field == "batch_size" else "New value",
        kind(low),
        kind(bound.high),
        kind(now or 0),
        step=kind(1) if bound.whole else None,
        format="%d" if bound.whole else "%g",
        key=key,
        help=f"Sets this choice of the copy, from {dataclasses.replace(bound, low=low).span}: {bound.reason}.",
    )
    return found or None if field == "batch_size" else found
