"""The problems that prevent training on a table, each with its remedies as buttons."""

from __future__ import annotations

import dataclasses

import streamlit as st

from backprop.data.table import Plan, Remedy
from backprop.data.table.problems import all_at_once
from backprop.ui.words import literal
from backprop.ui.your_data.draft import Draft

SHOWN = 8  # problems shown at a time


def draw(draft: Draft) -> None:
    """A line for each problem, and a button for each remedy."""
    found = draft.problems
    if found:
        with st.container(border=True, key="table_problems", gap="small"):
            together = all_at_once(draft.columns, draft.plan, found)
            if together:
                count = sum(bool(problem.column) for problem in found)
                _row(draft, "all", f"**{count} columns have cells that do not fit.**", together)
            for number, problem in enumerate(found[:SHOWN]):
                icon = ":material/error:" if problem.blocks else ":material/info:"
                _row(draft, str(number), f"{icon} {literal(problem.sentence)}", problem.remedies)
            if len(found) > SHOWN:
                st.caption(f"{len(found) - SHOWN} more will appear once these are solved.")
    if draft.plan.remedies or draft.plan.pooled:
        names = dict.fromkeys([*dict(draft.plan.remedies), *draft.plan.pooled])
        st.button(
            f"Take back what was done about {literal(', '.join(names))[:120]}",
            key="remedies_back",
            type="tertiary",
            icon=":material/undo:",
            on_click=_take_plan,
            args=(draft, dataclasses.replace(draft.plan, remedies=(), pooled=())),
        )


def _row(draft: Draft, name: str, sentence: str, remedies: tuple[Remedy, ...]) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"problem_{name}"
    ):
        st.markdown(sentence, width="stretch")
        for place, remedy in enumerate(remedies):
            st.button(
                literal(remedy.label),
                key=f"remedy_{name}_{place}",
                on_click=_take_plan,
                args=(draft, remedy.plan),
            )


def _take_plan(draft: Draft, plan: Plan) -> None:
    draft.plan = plan
