"""The Clinic below its head: where a mistake does harm, how training goes with it, and its name."""

from __future__ import annotations

import math

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from backprop.clinic import (
    MISTAKES,
    NO_MISTAKE,
    Comparison,
    Mistake,
    MistakenMLP,
    mistaken,
    with_exact_rule,
)
from backprop.clinic.clinic import compare, same_gradients
from backprop.data.input_names import input_names
from backprop.figures.check_curves import losses_figure
from backprop.gradcheck import Pattern, gradient_check, pattern_of
from backprop.gradcheck.numerical import COMPLEX
from backprop.live_view.chart import chart
from backprop.notation import rounded
from backprop.training import Experiment, Trainer
from backprop.ui import standing, state, words
from backprop.ui.caches import cached
from backprop.ui.clinic import choices
from backprop.ui.gradient_check import layers
from backprop.ui.gradient_check.plan import plan
from backprop.ui.saving import named
from backprop.ui.theme import palette

SECONDS = 1.0  # for training both runs
ABOUT = (
    "One wrong line in the [backward pass], which passes [dz and da|dz, da] from layer to layer; everything else is right. Where do [dW and db|dW, db] go wrong, in which "
    "[layer], and by how much ([relative error])? Does the [loss] of the [run] show it, [iteration] by iteration? Choose a mistake, or have one hidden and find it by its traces. The number in a "
    "cell is what the backward pass gives, divided by the true value of the [gradient]. Your own run is not touched."
)


@st.fragment
def draw() -> None:
    """Everything on this page that depends on its choices."""
    state.begin_fragment()
    state.write_address(*choices.OPTIONS)
    trainer = standing.at_shown()
    n = trainer.batch_size
    words.paragraph(ABOUT)
    choices.draw(trainer.mlp, n)
    mistake = choices.mistake(trainer.mlp, n)
    secret = choices.seed() is not None
    _notes(trainer, mistake, secret)
    net, pattern, below = _pictures(trainer, mistake or NO_MISTAKE)
    with below:
        if secret and mistake is not None:
            _question(trainer, net, pattern, mistake)
        elif mistake is not None:
            st.markdown(f"## {mistake.title}")
            _explain(mistake, pattern)
        else:
            st.markdown("## The right backward pass")
            st.markdown(" ".join(pattern.sentences))


def _notes(trainer: Trainer, mistake: Mistake | None, secret: bool) -> None:
    if trainer.experiment.gradient_rule != "exact":
        st.caption(
            "Your run follows the article's rule. On this page the true gradient counts as right, and both "
            "runs start from it."
        )
    if mistake and not secret and not mistake.applies(trainer.mlp, trainer.batch_size):
        st.warning(
            f"“{mistake.title}” makes no difference here: it needs {mistake.needs}. "
            "Choose another mistake, or change the network on the Train page."
        )


def _pictures(trainer: Trainer, mistake: Mistake) -> tuple[MistakenMLP, Pattern, DeltaGenerator]:
    """Draw the errors of every layer and the two losses. Returns the network, the pattern of its errors, and the
    place for the text."""
    planned = plan(trainer, COMPLEX)
    X, y = (part[: planned.samples] for part in trainer.batch_data)
    net = mistaken(trainer, mistake)
    check = gradient_check(net, X, y, cells_per_layer=planned.cells)
    pattern = pattern_of(check, net, len(X))
    names = input_names(trainer.dataset)
    blocks, figure, below = layers.places(check, names)
    with blocks:
        st.markdown(f"## Where it bites: errors of dW and db at iteration {trainer.iteration}")
        if planned.sentence:
            st.caption(planned.sentence)
        layers.draw(check, pattern, names, "clinic_errors", "clinic", factors=True)
    with figure:
        _losses(trainer, mistake)
    return net, pattern, below


def _losses(trainer: Trainer, mistake: Mistake) -> None:
    count = choices.ITERATIONS.value()
    found = _compared(trainer.experiment, mistake.name, count, trainer)
    title = f"## Training loss, iterations 0 to {count}, same weights and batches"
    st.markdown(title)
    figure = losses_figure(found.right, found.wrong, trainer.iteration, found.diverged, palette())
    chart(named(figure, "clinic", "losses", title), "clinic_losses", _losses_alt(found))
    st.caption(_losses_sentence(found) + _without_interventions(trainer.experiment))


def _without_interventions(experiment: Experiment) -> str:
    if not experiment.interventions:
        return ""
    return " Both are trained without the interventions of your run."


@cached(st.cache_data, complete=lambda found: not found.cut, max_entries=64, show_spinner=False)
def _compared(experiment: Experiment, name: str, count: int, _trainer: Trainer) -> Comparison:
    """Depends only on the experiment, the mistake and the count, unless time runs out."""
    mistake = MISTAKES.get(name, NO_MISTAKE)
    return compare(with_exact_rule(experiment), _trainer.dataset, mistake, count, SECONDS)


def _losses_alt(found: Comparison) -> str:
    return f"Training loss over the iterations of two runs. {_losses_sentence(found)}"


def _losses_sentence(found: Comparison) -> str:
    last = min(len(found.right), len(found.wrong)) - 1
    if found.diverged:
        sentence = (
            f"With the mistake, training diverges after iteration {len(found.wrong) - 1}: the next number "
            "is not finite."
        )
    elif last < 0 or not math.isfinite(found.wrong[last]):
        sentence = "There is no finite loss to compare. Choose fewer iterations."
    else:
        sentence = (
            f"At iteration {last} the loss is {rounded(found.wrong[last])} with the mistake and "
            f"{rounded(found.right[last])} without."
        )
    if found.cut:
        sentence += " Training was cut short: all iterations would take too long."
    if found.ended:
        sentence += " The right run diverges too."
    return sentence


def _question(trainer: Trainer, net: MistakenMLP, pattern: Pattern, mistake: Mistake) -> None:
    st.markdown("## A mistake is hidden")
    choices.draw_guess(trainer.mlp, trainer.batch_size)
    guess = choices.GUESS.value()
    if not pattern.wrong:
        st.info("It makes no difference at this iteration. Go to a later one.")
    if guess is None:
        st.caption("Look at the layers from the output back, then at dW and db separately.")
        return
    X, y = trainer.batch_data
    if guess == mistake.name:
        st.success("Right.")
        _explain(mistake, pattern)
    elif same_gradients(net, mistaken(trainer, MISTAKES[guess]), X, y):
        st.success(
            f"Right, as far as anyone can tell: here it gives exactly the same gradients as the hidden one, "
            f"“{mistake.title}”."
        )
        _explain(mistake, pattern)
    else:
        st.error(_why_not(trainer, MISTAKES[guess], pattern))


def _why_not(trainer: Trainer, guess: Mistake, pattern: Pattern) -> str:
    """What the guessed mistake would look like, compared with what is on the page."""
    planned = plan(trainer, COMPLEX)
    X, y = (part[: planned.samples] for part in trainer.batch_data)
    net = mistaken(trainer, guess)
    check = gradient_check(net, X, y, cells_per_layer=planned.cells)
    expected = " ".join(pattern_of(check, net, len(X)).sentences)
    return f"No. “{guess.title}” would look like this: {expected} What you see instead: {' '.join(pattern.sentences)}"


def _explain(mistake: Mistake, pattern: Pattern) -> None:
    st.markdown(" ".join(pattern.sentences))
    st.markdown(mistake.clue)
    st.code(
        f"{mistake.right}    # right\n{mistake.wrong}    # wrong",
        language="python",
        wrap_lines=True,
    )
