"""The Gradient check page below its head: choices, verdict, layers, and the effect of the step size."""

from __future__ import annotations

import numpy as np
import streamlit as st

from backprop.arrays import Array
from backprop.data.input_names import input_names
from backprop.figures.check_curves import steps_figure
from backprop.figures.gradient_check import cell_name, error_text
from backprop.gradcheck import (
    TOLERANCE,
    GradientCheck,
    Pattern,
    error_curve,
    gradient_check,
    pattern_of,
)
from backprop.gradcheck.numerical import CENTRAL, COMPLEX
from backprop.live_view.chart import chart
from backprop.nn import MLP
from backprop.ui import standing, state, words
from backprop.ui.gradient_check import choices, layers
from backprop.ui.gradient_check.example import EXAMPLE
from backprop.ui.gradient_check.plan import Plan, plan
from backprop.ui.saving import named
from backprop.ui.theme import palette

STEPS = 10.0 ** -np.arange(1.0, 20.5, 0.5)  # of the curve
ABOUT = (
    "Is the [gradient] of this [iteration] right, in every [layer]? Move one [parameter|parameters] by ε, see how the [loss] "
    "changes, and compare with [dW and db|dW, db] of the [backward pass]: the [relative error] says how well they agree. "
    "**Central differences** take (L(θ+ε) − L(θ−ε)) / 2ε. A large ε leaves [truncation] or crosses a [kink], a small one "
    "leaves [rounding]. The [complex step] moves by iε and reads the imaginary part: nothing is subtracted, so ε may be as "
    "small as you like. Try both ends of the slider."
)


@st.fragment
def draw() -> None:
    """Everything on this page that depends on its choices."""
    state.begin_fragment()
    state.write_address(*choices.OPTIONS)
    trainer = standing.at_shown()
    words.paragraph(ABOUT)
    choices.draw()
    method, step = choices.METHOD.value(), float(choices.step_size())
    planned = plan(trainer, method)
    X, y = (part[: planned.samples] for part in trainer.batch_data)
    check = gradient_check(
        trainer.mlp, X, y, method=method, step=step, cells_per_layer=planned.cells
    )
    pattern = pattern_of(check, trainer.mlp, len(X))
    layer, row, column = _worst_cell(check)
    gradient = _gradient(check, layer, row, column)
    curves = {
        name: error_curve(
            trainer.mlp, X, y, layer, row, column, STEPS, method=name, gradient=gradient
        )
        for name in (CENTRAL, COMPLEX)
    }
    _verdict(
        check, pattern, planned, trainer.experiment.gradient_rule, float(curves[COMPLEX].min())
    )
    names = input_names(trainer.dataset)
    blocks, figure, below = layers.places(check, names)
    with blocks:
        st.markdown(f"## Relative error of every dW and db at iteration {trainer.iteration}")
        layers.draw(check, pattern, names, "check_errors", "gradient-check")
    with figure:
        _curve(trainer.mlp, curves, (layer, row, column), step, method)
    with below:
        _example()


def _worst_cell(check: GradientCheck) -> tuple[int, int, int]:
    """Layer, row and column of the largest error; the last bias if nothing could be compared."""
    worst = check.layers[check.worst_layer - 1]
    rows, columns = worst.errors.shape
    row, column = worst.worst_cell or (rows - 1, columns - 1)
    return worst.layer, row, column


def _gradient(check: GradientCheck, layer: int, row: int, column: int) -> float:
    found = check.layers[layer - 1]
    return float(np.vstack([found.analytic_dW, found.analytic_db])[row, column])


def _verdict(check: GradientCheck, pattern: Pattern, planned: Plan, rule: str, best: float) -> None:
    """Say whether the gradient is right, wrong, or cannot be judged with this step size. best: the smallest
    error of the worst cell by the complex step."""
    by = "the complex step" if check.method == COMPLEX else "central differences"
    largest = error_text(check.worst)
    if check.passed:
        every = (
            "Every dW and db" if not (check.kinks or planned.cells) else "Every dW and db compared"
        )
        st.success(
            f"{every} agrees with {by} within {error_text(check.tolerance)}. Largest error {largest}."
        )
    elif check.uncompared_layers and not check.failed_layers:
        st.warning(
            "A step of this size crosses a kink in every cell of a layer. Choose a smaller ε."
        )
    elif best <= TOLERANCE[COMPLEX]:
        st.warning(
            f"Error {largest}, but the step size is to blame, not the gradient: by a good complex step "
            f"the worst cell agrees to {error_text(best)}. Choose another ε."
        )
    else:
        article = " The article's rule is wrong on purpose." if rule == "tutorial" else ""
        st.error(" ".join(pattern.sentences) + article)
    notes = [planned.sentence]
    if check.kinks:
        notes.append(
            f"{check.kinks} {'cell is' if check.kinks == 1 else 'cells are'} at a kink and not counted. "
            "There the step moves some z (or, with L1, a weight) across a point where the slope jumps, so "
            "the quotient is no derivative. A smaller ε or the complex step compares them all."
        )
    if text := " ".join(note for note in notes if note):
        st.caption(text)


def _curve(
    mlp: MLP, curves: dict[str, Array], cell: tuple[int, int, int], step: float, method: str
) -> None:
    layer, row, column = cell
    where = cell_name(layer, row, column, mlp.layer_sizes[layer - 1])
    title = f"## Error over the step size ε, worst parameter: {where}"
    st.markdown(title)
    lowest = int(curves[CENTRAL].argmin())
    figure = steps_figure(
        STEPS, curves[CENTRAL], curves[COMPLEX], step, TOLERANCE[method], palette()
    )
    chart(
        named(figure, "gradient-check", "steps", title),
        "check_steps",
        alt=f"Relative error of {where} over the step size. Central differences are best at "
        f"{error_text(STEPS[lowest])} with {error_text(curves[CENTRAL][lowest])}; the complex step "
        f"reaches {error_text(curves[COMPLEX].min())}.",
    )


def _example() -> None:
    with st.expander("Check a backward pass of your own, from Python"):
        st.caption(
            "The same check takes a function of yours, as gradients=, that returns dW and db of every layer. "
            "It needs no app, so you can put it into your tests."
        )
        st.code(EXAMPLE, language="python")
