"""The options of the Gradient check page: method and step size."""

from __future__ import annotations

import math

import streamlit as st

from backprop.gradcheck.check import STEPS
from backprop.gradcheck.numerical import CENTRAL, COMPLEX
from backprop.notation import typeset
from backprop.ui.options import Option, one_of, segmented

METHODS = {COMPLEX: "complex step", CENTRAL: "central differences"}
STEP_SIZES = [f"1e-{k}" for k in range(20, 0, -1)]
METHOD = one_of("gradient_check", "method", tuple(METHODS), COMPLEX)
# None: the best step size of the method. The parameter "epsilon" is the optimizer's.
STEP_SIZE: Option[str | None] = one_of("gradient_check", "eps", STEP_SIZES, None)
OPTIONS = (METHOD, STEP_SIZE)


def step_size() -> str:
    """The chosen step size, one of STEP_SIZES; by default the best one for the method."""
    return STEP_SIZE.value() or _best(METHOD.value())


def draw() -> None:
    """The two choices, side by side."""
    with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
        segmented(
            METHOD,
            "Method",
            METHODS,
            "Chooses how the loss is differentiated: by an imaginary step, or by one step to either side.",
            after=STEP_SIZE.reset,
        )
        with st.container(width=420):
            st.select_slider(
                "Step size ε",
                STEP_SIZES,
                value=step_size(),
                format_func=typeset,
                help="Sets how far each parameter is moved. The curve shows the error for every size.",
                **STEP_SIZE.bound(step_size(), _best(METHOD.value())),
            )


def _best(method: str) -> str:
    return f"1e-{round(-math.log10(STEPS[method]))}"
