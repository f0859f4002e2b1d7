"""The lower part of the chain rule page: three stacked functions of vectors of chosen sizes."""

from __future__ import annotations

import streamlit as st

from backprop.chain_rule import MAX_SIZE
from backprop.chain_rule.stacked import stack
from backprop.live_view.chain_stack import chain_stack_view
from backprop.ui import state
from backprop.ui.chain_rule import choices

_VECTORS = ("x", "h¹", "h²", "y")
_PRESETS = (
    ("Many to one, as a loss", (4, 4, 4, 1)),
    ("One to many", (1, 4, 4, 4)),
    ("Wide, one output", (12, 12, 12, 1)),
)


def draw() -> None:
    """The sizes, and the cost of the two orders of the chain rule."""
    st.subheader("Three stacked functions: why backwards", anchor=False)
    sizes = choices.SIZES.value()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        for layer, (name, size) in enumerate(zip(_VECTORS, sizes, strict=True)):
            key = state.choice_key(f"chain_size_{layer}", size)
            st.number_input(
                f"Size of {name}",
                min_value=1,
                max_value=MAX_SIZE,
                value=size,
                step=1,
                key=key,
                width=110,
                help=f"Sets how many numbers {name} holds, from 1 to {MAX_SIZE}. The cost of both orders follows.",
                on_change=_take,
                args=(layer, key),
            )
        for label, preset in _PRESETS:
            st.button(
                label,
                key=f"chain_sizes_{'_'.join(map(str, preset))}",
                type="tertiary",
                disabled=sizes == preset,
                help="Sets all four sizes, and shows which order of the chain rule is cheaper for them.",
                on_click=choices.SIZES.choose,
                args=(preset,),
            )
    chain_stack_view(stack(sizes))


def _take(layer: int, key: str) -> None:
    value = state.changed_value(f"chain_size_{layer}", key)
    if value is not None:
        choices.choose_size(layer, int(value))
