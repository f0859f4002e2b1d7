"""The Gradient flow page below its head: choices, diagnoses, map and curves, distributions."""

from __future__ import annotations

import streamlit as st

from backprop.figures.flow import Quantity, distribution, flow_curves, flow_map, map_range, short
from backprop.flow import Flow
from backprop.live_view.chart import chart
from backprop.ui import state, words
from backprop.ui.flow import choices, diagnoses, run
from backprop.ui.options import LAYER
from backprop.ui.paths import TRAIN_PAGE
from backprop.ui.saving import named
from backprop.ui.theme import palette
from backprop.ui.train import view
from backprop.ui.turns import train_in_turns

ABOUT = (
    "[Back-propagation|back-propagation] passes [dz|dz, da] from the last [layer] to the first. This page shows how much of the "
    "[gradient] arrives, layer by layer and [iteration] by iteration: by its [norm], or by the share of [dead] and [saturated] [units|unit]. "
    "Where a [run] does not train, it says why. Below are the distributions of [z|z, a] and of the gradient. Click the map to see that iteration and layer on the Train page."
)


@st.fragment
def draw() -> None:
    """Everything on this page that depends on its choices."""
    state.begin_fragment()
    lab = state.lab()
    depth = lab.trainer.mlp.depth
    state.write_address(*choices.OPTIONS)
    words.paragraph(ABOUT)
    choices.draw(depth)
    look = run.look()
    _how_far(look)
    diagnoses.draw(look)
    quantity, layer = choices.quantity(), LAYER.value()
    left, right = st.columns(2, gap="medium")
    with left:
        _map(look.flow, quantity, layer)
    with right:
        _curves(look.flow, quantity, layer)
    left, right = st.columns(2, gap="medium")
    name = choices.QUANTITY.value()
    gradient = name if name in ("dW", "dz", "da") else "dW"
    with left:
        _distribution(look.flow, "z", layer)
    with right:
        _distribution(look.flow, gradient, layer)


def _how_far(look: run.Look) -> None:
    flow = look.flow
    kept = len(flow.iterations)
    what = f"Iterations 0 to {flow.last:,}"
    if choices.UNTIL.value() == "shown":
        what += ", the shown one,"
    else:
        what += ", as far as this run has been trained here,"
    what += f" are shown, and {kept:,} of them measured." if kept <= flow.last else " are shown."
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if flow.diverged is not None:
            st.caption(f"{what} {flow.diverged}", width="stretch")
            return
        if look.stopped:
            st.caption(f"Stopped at iteration {flow.last:,} of {look.wanted:,}.", width="stretch")
            st.button("Go on", key="flow_go_on", on_click=run.go_on)
            return
        if flow.last < look.wanted:
            what = (
                f"Iterations 0 to {flow.last:,} are shown: all {look.wanted:,} take too long to measure "
                "at once."
            )
            st.caption(what, width="stretch")
            st.button("Measure further", key="flow_more")  # the next run of the fragment goes on
            return
        st.caption(what, width="stretch")
        if choices.UNTIL.value() == "trained" and flow.last < state.MAX_ITERATION:
            st.button(
                f"Train {run.FURTHER} iterations more",
                key="flow_further_button",
                on_click=run.further,
                args=(flow.last,),
                help="Trains the run that much further, and measures it. The shown iteration stays.",
            )


def _map(flow: Flow, quantity: Quantity, layer: int) -> None:
    lab = state.lab()
    limits = map_range(flow, quantity)
    colour = "none above 0" if limits is None else f"{short(limits[0])} to {short(limits[1])}"
    if not quantity.share and limits is not None:
        colour += ", log scale"
    title = f"**{_capital(quantity.axis)}** of each layer, iterations 0 to {flow.last:,} ({colour})"
    st.markdown(title)
    picked = chart(
        named(flow_map(flow, quantity, lab.shown, layer, palette()), "flow", "map", title),
        "flow_map",
        f"Map of {quantity.axis}, {flow.depth} layers by {len(flow.iterations)} iterations, "
        f"{colour}.",
        picks=True,
    )
    if picked:
        _open_on_train(*picked)
    if st.button(
        f"See iteration {lab.shown:,}, layer {layer} on the Train page",
        key="flow_open",
        icon=":material/arrow_forward:",
        type="tertiary",
        help="Goes to that iteration, as a click on the map does, and selects the weight of the layer "
        "with the largest gradient.",
    ):
        _open_on_train(lab.shown, layer)


def _open_on_train(iteration: int, layer: int) -> None:
    """The Train page at that iteration, where that layer's largest gradient is selected."""
    lab = state.lab()
    lab.shown = train_in_turns(lab.trainer, iteration)
    lab.trainer.seek(lab.shown)
    LAYER.choose(layer)
    view.select_largest(lab.trainer, layer)
    state.open_page(TRAIN_PAGE, *view.OPTIONS)


def _curves(flow: Flow, quantity: Quantity, layer: int) -> None:
    title = f"**{_capital(quantity.axis)}** as curves, layer {layer} in amber"
    st.markdown(title)
    title += f", iterations 0 to {flow.last:,}"
    figure = flow_curves(flow, quantity, state.lab().shown, layer, palette())
    last = flow.layer(quantity.number, layer)[-1]
    chart(
        named(figure, "flow", "curves", title),
        "flow_curves",
        f"{_capital(quantity.axis)} of {flow.depth} layers over iterations 0 to {flow.last}. "
        f"Layer {layer} ends at {short(float(last))}.",
    )


def _distribution(flow: Flow, name: str, layer: int) -> None:
    q = flow.quantiles[name][-1, layer - 1]
    what = "weights" if name == "dW" else "samples and units"
    title = f"**Distribution of {name}** in layer {layer}, iterations 0 to {flow.last:,}"
    figure = distribution(flow, name, name, layer, state.lab().shown, palette())
    st.markdown(
        title,
        help=f"The line is the median over all {what} of the layer: half are smaller, half larger. The bands "
        "hold 38 %, 68 %, 87 % and all of the numbers.",
    )
    chart(
        named(figure, "flow", f"distribution-{name}", title),
        f"flow_distribution_{'z' if name == 'z' else 'gradient'}",
        f"Distribution of {name} in layer {layer} over the iterations. At iteration {flow.last} it "
        f"reaches from {short(float(q[0]))} to {short(float(q[-1]))}, median {short(float(q[4]))}.",
    )


def _capital(text: str) -> str:
    """Capitalise the start of a title, unless it is a symbol."""
    return text[0].upper() + text[1:] if text[0].islower() else text
