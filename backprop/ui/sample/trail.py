"""Where a sample's part of a gradient comes from: sums whose terms can be opened, back to the loss."""

from __future__ import annotations

from typing import Any

import streamlit as st

from backprop.notation import num, w_name
from backprop.ui import state
from backprop.ui.sample.choice import OPEN, SampleChoice
from backprop.walkthrough import Cell, Explanation
from backprop.walkthrough.explanation import Followed
from backprop.walkthrough.gradient import share
from backprop.walkthrough.trail import CLOSED, Opened, trail

BUTTONS = 8  # terms shown side by side; more go into a menu
SPELLED = 4  # terms written out; of a longer sum only the three largest


def draw(one: Followed, cell: Cell, sample: SampleChoice) -> None:
    """The sample's part, its dz, and the opened terms."""
    who = f"{'test ' if sample.test else ''}sample {sample.text.removeprefix('test-')}"
    name, part = w_name(cell.layer, cell.i, cell.j, "dW"), share(one, cell)
    st.markdown(
        f"**Where {who}'s part of {name} comes from.** Choose a term to open it, choose it again to "
        "close it."
    )
    steps = trail(one, cell.layer, cell.j, OPEN.value())
    ways: list[int] = []
    with st.container(gap="xsmall"):
        st.markdown(f"1. its part = {part.text(first=True)} = **{num(part.value)}**")
        for number, step in enumerate(steps, 2):
            st.markdown(f"{number}. {_line(step.explained)}")
            if step.way is not None:
                _choose(step, ways)
                ways = [*ways, step.way]


def _choose(step: Opened, before: list[int]) -> None:
    """The choice of a term to open. before: the terms opened so far."""
    cell, terms = step.explained.cell, step.explained.terms
    now = None if step.way == CLOSED else step.way
    name = f"sample_open_{cell.quantity}{cell.layer}_{cell.j}"
    key = state.choice_key(name, now)
    ways = sorted(step.ways, key=lambda k: -abs(terms[k].value))
    few = len(ways) <= BUTTONS
    at = {"default": now} if few else {"index": None if now is None else ways.index(now)}
    kind: Any = st.segmented_control if few else st.selectbox
    kind(
        f"Term of {step.explained.name} to open",
        ways,
        **at,
        format_func=lambda k: f"{terms[k].label}: {num(terms[k].value, 3)}",
        key=key,
        label_visibility="collapsed",
        on_change=_take,
        args=(name, key, before),
    )


def _take(name: str, key: str, before: list[int]) -> None:
    value = state.changed_value(name, key)
    if value is not None:
        OPEN.choose((*before, int(value)))
    elif state.was_cleared(name, key):
        OPEN.choose((*before, CLOSED))


def _line(explained: Explanation) -> str:
    shown, terms = explained.numbers, explained.terms
    if len(terms) > SPELLED:
        biggest = sorted(terms, key=lambda term: -abs(term.value))[:3]
        rest = sum(term.value for term in terms if term not in biggest)
        texts = [term.text(first=k == 0) for k, term in enumerate(biggest)]
        shown = f"{' + '.join(texts)} + … ({len(terms) - 3} more: {num(rest)})"
    return f"{explained.general} = {shown} = **{num(explained.value)}**"
