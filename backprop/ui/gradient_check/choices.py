"""What the Gradient check page lets a person choose: method and step size, kept in the address."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from backprop.gradcheck.check import STEPS
from backprop.gradcheck.numerical import CENTRAL, COMPLEX
from backprop.notation import typeset
from backprop.ui import state

# "epsilon" in an address is the optimizer's
OPTIONS = ("method", "eps")
METHODS = {COMPLEX: "complex step", CENTRAL: "central differences"}
EPSILONS = [f"1e-{k}" for k in range(20, 0, -1)]


def tidy() -> None:
    """Leave out of the address what it cannot mean, and what is at its default."""
    options = state.lab().options
    named, step = method(), epsilon()
    options |= {
        "method": "" if named == COMPLEX else named,
        "eps": "" if step == _usual(named) else step,
    }


def method() -> str:
    """The chosen method; complex step unless another is named."""
    named = state.lab().options.get("method", "")
    return named if named in METHODS else COMPLEX


def epsilon() -> str:
    """The chosen step size, one of EPSILONS; what the method is best at unless another is named."""
    named = state.lab().options.get("eps", "")
    return named if named in EPSILONS else _usual(method())


def draw() -> None:
    """The two choices, side by side."""
    with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
        key = state.choice_key("check_method", method())
        st.segmented_control(
            "Method",
            list(METHODS),
            default=method(),
            format_func=METHODS.__getitem__,
            required=True,
            key=key,
            help="Chooses how the loss is differentiated: by an imaginary step, or by one step to either side.",
            on_change=_take_method,
            args=(key,),
        )
        key = state.choice_key("check_epsilon", epsilon())
        with st.container(width=420):
            st.select_slider(
                "Step size ε",
                EPSILONS,
                value=epsilon(),
                format_func=typeset,
                key=key,
                help="Sets how far each parameter is moved. The curve shows the error for every size.",
                on_change=_take_epsilon,
                args=(key,),
            )


def _usual(name: str) -> str:
    return f"1e-{round(-math.log10(STEPS[name]))}"


def _take_method(key: str) -> None:
    _take("method", state.given("check_method", key), COMPLEX)
    state.lab().options.pop("eps", None)


def _take_epsilon(key: str) -> None:
    _take("eps", state.given("check_epsilon", key), _usual(method()))


def _take(name: str, value: Any, default: str) -> None:
    if value is not None:
        state.lab().options[name] = "" if value == default else str(value)
