"""The two curves of the Landscape page: along the negative gradient, and between two iterations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from backprop.arrays import Array
from backprop.figures.landscape import descent_figure, slice_figure
from backprop.landscape import (
    Descent,
    Lowering,
    NextStep,
    Objective,
    descent,
    largest_alpha,
    next_step,
    parameters_at,
)
from backprop.landscape.line import between
from backprop.live_view.chart import chart
from backprop.notation import rounded, signed
from backprop.training import Experiment, Trainer
from backprop.training.describe import spoken
from backprop.ui import state
from backprop.ui.caches import cached
from backprop.ui.landscape import choices, other
from backprop.ui.landscape.words import loss_of
from backprop.ui.saving import named
from backprop.ui.theme import palette
from backprop.ui.turns import train_in_turns

FITTING = (2.0, 100.0)  # smallest and largest range of the automatic α, in learning rates
BEYOND = 1.15  # times the largest α, so that it is in the picture
HILL = 0.01  # of the difference between the ends: anything lower does not count as a hill


@dataclass(frozen=True)
class _Line:
    found: Descent
    training: Array | None
    lowering: Lowering
    step: NextStep
    step_training: NextStep
    length: float  # ‖g‖


@dataclass(frozen=True)
class _Slice:
    """Losses (k,) at shares (k,) of the way from iteration ``first`` on. complete: training reached
    the wanted iteration, or the run diverged before it; otherwise time ran out."""

    first: int
    shares: Array
    losses: Array
    complete: bool


def draw_descent(trainer: Trainer) -> None:
    """The loss along −g with its tangent, and the effect of the next step."""
    batch = trainer.batch_size < trainer.n_train
    title = f"## {loss_of(trainer, batch)} along −g at iteration {trainer.iteration}"
    st.markdown(title)
    line = _line(trainer.experiment, trainer.iteration, choices.ALPHA.value(), trainer)
    if line.length == 0:
        st.info("The gradient is 0 at this iteration: there is no direction to follow.")
        return
    if not (np.isfinite(line.found.slope) and np.isfinite(line.found.start)):
        st.info(
            "The gradient is too large to follow: the run diverges. Go to an earlier iteration."
        )
        return
    plain = trainer.settings.optimizer == "sgd" and not trainer.fixed_parameters.any()
    figure = descent_figure(
        line.found,
        trainer.learning_rate,
        line.step.after if plain else None,
        line.lowering.alpha,
        line.training,
        palette(),
    )
    chart(
        named(figure, "landscape", "descent", title),
        "landscape_descent",
        f"Loss over the step size α along the negative gradient. {_step(trainer, line)} "
        f"{_largest(line)}".replace("**", ""),
    )
    choice, words = st.columns([1, 3], gap="small", vertical_alignment="center")
    with choice:
        choices.draw_alpha()
    words.markdown(f"{_slope(trainer, line)} {_step(trainer, line)} {_largest(line)}")


def draw_slice(trainer: Trainer) -> None:
    """The loss on the straight line between the parameters of two iterations, of this run or of two runs."""
    last = trainer.iteration
    title, experiment = other.run()
    found, sentence = _slice_from(trainer, experiment)
    first = other.iteration(last) if found is None else found.first
    same = experiment == trainer.experiment
    start = f"iteration {first}" if same else f"iteration {first} of {title}"
    ends = f"iterations {first} and {last}" if same else f"{start} and iteration {last}"
    heading = f"## {loss_of(trainer)} between {ends}"
    st.markdown(heading)
    text = ""
    if found is None:
        st.info(sentence)
    else:
        shares, losses = found.shares, found.losses
        at = [float(losses[np.abs(shares - end).argmin()]) for end in (0.0, 1.0)]
        chart(
            named(
                slice_figure(shares, losses, start, last, palette()), "landscape", "slice", heading
            ),
            "landscape_slice",
            f"Loss on the straight line between the parameters of {start}, "
            f"{rounded(at[0])}, and of iteration {last}, {rounded(at[1])}.",
        )
        text = _way(shares, losses, start, last)
    other.draw(trainer)
    st.markdown(text)


def _slice_from(trainer: Trainer, experiment: Experiment) -> tuple[_Slice | None, str]:
    """The slice that starts in an experiment's run, or None and a sentence that says why there is none."""
    last = trainer.iteration
    wanted = other.iteration(last)
    beginning = trainer
    if experiment != trainer.experiment:
        try:
            beginning = state.lab().new_trainer(experiment)
        except ValueError as error:
            return None, f"{error} Choose another run."
        shapes = [_shape(run) for run in (beginning, trainer)]
        if shapes[0] != shapes[1]:
            return None, (
                f"That run has the layers {shapes[0]}, this one {shapes[1]}: a straight line can only "
                "join runs of the same shape. Choose another run."
            )
    same = "Both ends are the same iteration. Choose another iteration, or step on."
    if beginning is trainer and wanted == last:
        return None, same
    found = _slice(trainer.experiment, experiment, wanted, last, trainer, beginning)
    return (None, same) if beginning is trainer and found.first == last else (found, "")


def _shape(run: Trainer) -> str:
    return "-".join(map(str, run.mlp.layer_sizes))


@cached(st.cache_data, max_entries=64, show_spinner="Following the negative gradient…")
def _line(experiment: Experiment, iteration: int, alpha: str, _trainer: Trainer) -> _Line:
    mlp = _trainer.mlp
    theta, g = mlp.parameters.copy(), mlp.gradients.copy()
    everything = Objective(mlp, _trainer.dataset.X_train, _trainer.dataset.y_train)
    full = _trainer.batch_size == _trainer.n_train
    own = everything if full else Objective(mlp, *_trainer.batch_data)
    update = _trainer.update
    lowering = largest_alpha(own, theta, g)
    found = descent(own, theta, g, _largest_step(alpha, _trainer.learning_rate, lowering.alpha))
    step = next_step(own, theta, update)
    training = None if full else everything.losses(theta - found.alphas[:, None] * g)
    step_training = step if full else next_step(everything, theta, update)
    length = float(np.sqrt(np.vdot(g, g)))
    return _Line(found, training, lowering, step, step_training, length)


@cached(
    st.cache_data,
    complete=lambda found: found.complete,
    max_entries=64,
    show_spinner="Walking from one iteration to the other…",
)
def _slice(
    experiment: Experiment,
    beginning: Experiment,
    wanted: int,
    last: int,
    _trainer: Trainer,
    _beginning: Trainer,
) -> _Slice:
    """From iteration ``wanted`` of one run, or its last one before it diverges, to the shown iteration
    ``last`` of another. The loss is that of the second run."""
    first = train_in_turns(_beginning, wanted)
    start = parameters_at(_beginning, first)
    _trainer.seek(last)  # both may be the same
    objective = Objective(_trainer.mlp, _trainer.dataset.X_train, _trainer.dataset.y_train)
    shares, losses = between(objective, start, parameters_at(_trainer, last))
    complete = first == wanted or _beginning.diverged is not None
    return _Slice(first, shares, losses, complete)


def _largest_step(alpha: str, rate: float, largest: float | None) -> float:
    if alpha != choices.AUTO:
        return float(alpha) * rate
    low, high = FITTING
    return rate * min(high, max(low, BEYOND * (largest or 0.0) / rate))


def _slope(trainer: Trainer, line: _Line) -> str:
    slope = rounded(line.found.slope)
    if trainer.experiment.gradient_rule != "exact":
        return (
            f"The tangent has the true slope −g·∇L = {slope}. By the article's rule g is not the "
            f"gradient of this loss: −‖g‖² would be {rounded(-(line.length**2))}."
        )
    return f"The tangent has the slope −‖g‖² = {slope}."


def _step(trainer: Trainer, line: _Line) -> str:
    """The change that the next step makes, and the change that the first order predicts."""
    step, optimizer = line.step, trainer.settings.optimizer
    own = _own(line)
    if not np.isfinite(step.after):
        return f"After the next step {own} is not finite: the run diverges."
    ways = [] if optimizer == "sgd" else [spoken(optimizer)]
    ways += ["some parameters frozen"] if trainer.fixed_parameters.any() else []
    how = f" ({', '.join(ways)}: not straight along −g)" if ways else ""
    text = (
        f"The next step{how} actually changes {own} by **{signed(step.change)}**, from "
        f"{rounded(step.before)} to {rounded(step.after)}; the first order predicts "
        f"{signed(step.predicted)}."
    )
    if line.training is not None:
        text += f" The loss of the training set changes by {signed(line.step_training.change)}."
    return text


def _largest(line: _Line) -> str:
    lowering, own = line.lowering, _own(line)
    if lowering.alpha is None:
        return f"Not even a small step along −g lowers {own}."
    alpha = rounded(lowering.alpha)
    if lowering.beyond:
        return f"Every step up to α = {alpha}, the largest one tried, lowers {own}."
    text = f"The largest α that still lowers {own} is **{alpha}**"
    return text + (", though farther out it is lower again in places." if lowering.again else ".")


def _own(line: _Line) -> str:
    """The name of the loss whose gradient is g."""
    return "the loss" if line.training is None else "the loss of the batch"


def _way(shares: Array, losses: Array, start: str, last: int) -> str:
    """Whether there is a hill between the two."""
    missing = int(np.count_nonzero(~np.isfinite(losses)))
    inside = losses[(shares >= 0) & (shares <= 1)]
    if missing:
        return f"At {missing} of {len(losses)} points the loss is not finite. They are left out."
    highest, ends = float(inside.max()), (float(inside[0]), float(inside[-1]))
    lowest = float(inside.min())
    text = f"{rounded(ends[0])} at {start}, {rounded(ends[1])} at iteration {last}."
    visible = HILL * max(abs(ends[0] - ends[1]), HILL * abs(highest))
    if highest > max(ends) + visible:
        return f"{text} The straight line between them crosses a hill of {rounded(highest)}."
    if lowest < min(ends) - visible:
        return (
            f"{text} The straight line between them passes through a lower loss, {rounded(lowest)}."
        )
    return f"{text} On the straight line the loss stays between these two."
