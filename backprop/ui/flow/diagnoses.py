"""The diagnoses of a run, each with its evidence and the run to try."""

from __future__ import annotations

import dataclasses

import streamlit as st

from backprop.flow import DIAGNOSES, Finding
from backprop.training import Experiment
from backprop.training.describe import difference, spoken
from backprop.ui import state
from backprop.ui.compare.choices import OPTIONS
from backprop.ui.flow.run import Look
from backprop.ui.paths import COMPARE_PAGE


def draw(look: Look) -> None:
    """A block for each diagnosis, or a line saying that there is none."""
    if not look.findings:
        names = ", ".join(diagnosis.title.lower() for diagnosis in DIAGNOSES.values())
        st.markdown(
            f"**No diagnosis.** In iterations 0 to {look.flow.last:,} nothing points to a problem.",
            help=f"Checked for: {names}.",
        )
    for finding in look.findings:
        _block(finding)
    if look.findings and state.lab().experiment.interventions:
        st.caption(
            "Your run has interventions. The run to try has none: it starts at iteration 0 with the "
            "settings of the shown iteration."
        )


def _block(finding: Finding) -> None:
    name, evidence = finding.diagnosis.name, finding.evidence
    with st.container(border=True, gap="small", key=f"diagnosis_{name}"):
        st.markdown(f"**{finding.diagnosis.title}** · {_where(finding)}")
        st.markdown(evidence.sentence)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"What to try: {evidence.advice}", width="stretch")
            label = _new(state.lab().experiment, evidence.experiment)
            pressed = st.button(
                f"Start it beside this one: {label}",
                key=f"try_{name}",
                icon=":material/splitscreen_right:",
                help="Puts this run beside yours on the Compare page, at the same iteration. "
                "Yours stays as it is.",
            )
    if pressed:
        state.lab().compare_with(evidence.experiment)
        state.open_page(COMPARE_PAGE, *OPTIONS, with_compared=True)


def _new(before: Experiment, after: Experiment) -> str:
    """The differences of the run to try, short enough for a button."""
    parts = []
    if before.hidden != after.hidden and after.hidden:
        units = ", ".join(map(str, after.hidden))
        parts.append(f"{units} units of {spoken(after.activations[0])}")
    elif before.activations != after.activations:
        names = dict.fromkeys(
            spoken(new)
            for old, new in zip(before.activations, after.activations, strict=True)
            if old != new
        )
        parts.append(f"{', '.join(names)} in the hidden layers")
    same = {"hidden": after.hidden, "activations": after.activations}
    if (rest := dataclasses.replace(before, **same)) != after:
        parts.append(difference(rest, after))
    return ", ".join(parts)


def _where(finding: Finding) -> str:
    evidence = finding.evidence
    layer = "the whole network" if evidence.layer is None else f"layer {evidence.layer}"
    if evidence.first == evidence.last:
        return f"{layer}, iteration {evidence.last:,}"
    return f"{layer}, iterations {evidence.first:,} to {evidence.last:,}"
