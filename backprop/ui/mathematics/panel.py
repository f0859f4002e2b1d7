"""The equations of a layer beside the program that implements them, and the functions drawn."""

from __future__ import annotations

import streamlit as st

from backprop.codegen import OWN_FILE, Program
from backprop.codegen.program import program
from backprop.data import CLASSIFICATION
from backprop.equations import Equation, activation_curves, layer_equations, loss_curves
from backprop.equations.equations import KEYS
from backprop.figures.mathematics import activation_figure, axis_of, loss_figure
from backprop.live_view.chart import chart
from backprop.notation import number
from backprop.training import Trainer
from backprop.training.describe import spoken
from backprop.ui import state
from backprop.ui.mathematics import program as mathematics_program
from backprop.ui.options import LAYER, Option, one_of, segmented
from backprop.ui.saving import named
from backprop.ui.theme import palette

EQUATION: Option[str | None] = one_of("mathematics", "equation", KEYS, None)  # None: the first
OPTIONS = (LAYER, EQUATION)
ITERATIONS = 100  # that the program trains at least

# Formulas large enough for 12-pixel indices; the chosen one on amber, like its lines in the program.
_STYLE = """
<style>
.st-key-equations .katex { font-size: 17.5px; }
.st-key-equations [role="radiogroup"] { gap: 0; width: 100%; }
.st-key-equations [role="radiogroup"] > div { width: 100%; padding: 8px 8px 8px 9px; border-left: 3px solid transparent; }
.st-key-equations [role="radiogroup"] > div + div { border-top: 1px solid LINE; }
.st-key-equations [role="radiogroup"] > div:has(input:checked) { border-left-color: SEL; background: color-mix(in srgb, SEL 16%, transparent); }
.st-key-equations [data-testid="stRadioOption"] { width: 100%; }
.st-key-equations [data-testid="stRadioOption"] > div { width: 100%; align-items: flex-start; }
.st-key-equations [data-testid="stRadioOption"] > div > div:first-child { margin-top: 5px; }
.st-key-equations [data-testid="stRadioOption"] > div > :last-child { min-width: 0; flex: 1; }
.st-key-equations [data-testid="stRadioOption"] p { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 8px; padding: 0 4px 4px 0; }
.st-key-equations [data-testid="stRadioOption"] strong { flex: none; width: 176px; font-weight: 400; }
.st-key-equations [data-testid="stMarkdownContainer"] { min-width: 0; flex: 1; overflow-x: auto; overflow-y: hidden; }
</style>
"""


@st.fragment
def draw() -> None:
    """The choice of the layer; its equations, and beside them the program and the functions."""
    state.begin_fragment()
    lab = state.lab()
    trainer = lab.trainer
    layer = _choose_layer(trainer)
    equations = layer_equations(trainer, layer)
    by_key = {equation.key: equation for equation in equations}
    chosen = by_key.get(EQUATION.value() or "", equations[0])
    EQUATION.choose(chosen.key, equations[0].key)  # the layer may not have the chosen equation
    state.write_address(*OPTIONS)
    st.html(_STYLE.replace("SEL", palette().sel).replace("LINE", palette().line))
    left, right = st.columns([45, 55], gap="medium")
    with left:
        _list(by_key, chosen, trainer, layer)
    with right:
        _program(trainer, equations, chosen, layer)
        left, right = st.columns(2, gap="small")
        with left.container(gap="xxsmall"):
            _activation(trainer, layer)
        with right.container(gap="xxsmall"):
            _loss(trainer)


def _choose_layer(trainer: Trainer) -> int:
    activations = enumerate(trainer.mlp.activations, 1)
    labels = {layer: f"Layer {layer}: {spoken(name)}" for layer, name in activations}
    segmented(LAYER, "Layer", labels, label_visibility="collapsed")
    return LAYER.value()


def _list(by_key: dict[str, Equation], chosen: Equation, trainer: Trainer, layer: int) -> None:
    batch = "all" if trainer.batch_size == trainer.n_train else "a batch of"
    n, t = len(trainer.batch_data[0]), trainer.iteration
    with st.container(key="equations"):
        st.radio(
            f"**Equations of layer {layer}** on {batch} {n} training samples, iteration {t}",
            list(by_key),
            index=list(by_key).index(chosen.key),
            format_func=lambda name: f"**{by_key[name].name}** ${by_key[name].latex}$",
            captions=[" ".join(equation.departures) for equation in by_key.values()],
            width="stretch",
            **EQUATION.bound(chosen.key),
        )


def _take_line() -> None:
    name = state.picked(mathematics_program.KEY)
    if name:
        EQUATION.choose(name)


def _program(
    trainer: Trainer, equations: tuple[Equation, ...], chosen: Equation, layer: int
) -> None:
    made = _program_of(trainer)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**The same network as a program.** {_prints(trainer)}", width="stretch")
        st.download_button(
            "Download",
            made.text,
            file_name=f"backprop_{trainer.experiment.dataset}.py",
            mime="text/x-python",
            icon=":material/download:",
            on_click="ignore",
            help="Saves the program as a file. It needs NumPy, and scikit-learn where that draws the data.",
        )
        table = state.lab().tables.get(trainer.experiment.own_data)
        if table is not None:
            st.download_button(
                "Its table",
                table.to_npz,
                file_name=OWN_FILE,
                icon=":material/table:",
                on_click="ignore",
                help="Saves your table as arrays. Put the file beside the program, which reads it.",
            )
    mathematics_program.draw(made, equations, chosen, layer, palette().sel, _take_line)


def _prints(trainer: Trainer) -> str:
    """What the program prints for the shown iteration, if it computes the same run."""
    t, these = trainer.iteration, trainer.experiment.interventions
    if not these or t < these[0].iteration:
        return f"At iteration {t} it prints {trainer.history.train_loss[t]:.10g}."
    return (
        f"It trains without the interventions of your run: it prints your losses up to iteration "
        f"{these[0].iteration - 1}, and others from there on."
        if these[0].iteration
        else "It trains without the interventions of your run, so it prints other losses."
    )


def _program_of(trainer: Trainer) -> Program:
    last = max(trainer.iteration, ITERATIONS)
    if trainer.diverged is not None:
        last = min(last, trainer.last)
    return program(trainer.experiment, trainer.mlp, trainer.dataset, last)


def _activation(trainer: Trainer, layer: int) -> None:
    name, z = trainer.mlp.activations[layer - 1], trainer.mlp.z[layer]
    title = f"**{spoken(name)}, its slope, all z**, iteration {trainer.iteration}"
    st.markdown(title)
    figure = activation_figure(activation_curves(name, z), layer, palette(), axis_of(name))
    chart(
        named(figure, "mathematics", f"activation-layer-{layer}", f"{title}, layer {layer}"),
        "activation_figure",
        alt=f"{spoken(name)} and its slope. The {z.size:,} values of z of layer {layer} lie between "
        f"{number(z.min())} and {number(z.max())}.",
    )


def _loss(trainer: Trainer) -> None:
    mlp, (_, y) = trainer.mlp, trainer.batch_data
    two = trainer.dataset.task == CLASSIFICATION and y.shape[1] == 1
    yhat = mlp.a[-1]
    title = f"**{spoken(mlp.loss)}, its derivative, all ŷ**, iteration {trainer.iteration}"
    st.markdown(title)
    figure = loss_figure(loss_curves(mlp.loss, y, yhat), palette(), axis_of(mlp.loss), two)
    chart(
        named(figure, "mathematics", "loss", title),
        "loss_figure",
        alt=f"{spoken(mlp.loss)} and its derivative. The {yhat.size:,} outputs of the batch lie between "
        f"{number(yhat.min())} and {number(yhat.max())}.",
    )
