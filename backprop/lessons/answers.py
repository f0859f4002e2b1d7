"""Answers to the lessons' questions, from the numbers of their runs, and what a person must have seen.

An answer is a pure function of trainers that have been run as far as the lesson goes: the lesson's
own run, then the run it is compared with, if there is one. ``Seen`` is a pure function of a trainer
at the iteration that is shown: whether it shows what the lesson is about.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import numpy as np

from backprop.arrays import Array
from backprop.flow import dead_and_saturated
from backprop.flow.evidence import counted, number, percent
from backprop.landscape import Objective
from backprop.training import Trainer

Runs = tuple[Trainer, ...]
Seen = Callable[[Trainer], bool]

PRINTED = range(145, 150)  # the last iterations in the table that the article prints
JUMP = 0.02  # a rise of the loss by more than this share in one iteration is a jump
CURVATURE_STEP = 1e-4  # step between the two gradients of a difference quotient, as a share of |θ|


def jumps(run: Trainer) -> list[int]:
    """The iterations whose training loss exceeds the previous one by more than the share JUMP."""
    loss = run.history.train_loss
    return [int(t) + 1 for t in np.flatnonzero(loss[1:] > (1.0 + JUMP) * loss[:-1])]


def rises(loss: Array) -> int:
    """How often a loss (iterations,) is higher than the previous one."""
    return int(np.count_nonzero(np.diff(loss) > 0.0))


def dead_share(run: Trainer) -> float:
    """Share of the first layer's units that are dead on the batch, at the trainer's iteration."""
    return dead_and_saturated(run.mlp, 1)[0]


def gradient_norms(run: Trainer) -> list[float]:
    """‖dW‖ of layers 1 to L at the trainer's iteration."""
    return [float(np.linalg.norm(run.mlp.dW[l])) for l in range(1, run.mlp.depth + 1)]


def unit_difference(run: Trainer) -> float:
    """The largest difference in W between two units of the first layer, as a share of the largest
    weight; 0 where all units are equal (up to the rounding of sums in another order)."""
    W = run.mlp.W[1]
    share = float(np.ptp(W, axis=1).max()) / max(float(np.abs(W).max()), 1e-300)
    return share if share > 1e-12 else 0.0


def curvatures(run: Trainer) -> tuple[float, float]:
    """The curvature of the training loss at the trainer's iteration: the largest eigenvalue of the
    Hessian H, and uᵀHu / uᵀu along the update u. H comes from central differences of ∇L."""
    objective = Objective(run.mlp, run.dataset.X_train, run.dataset.y_train)
    theta, update = run.mlp.parameters.copy(), run.update
    step = CURVATURE_STEP * max(1.0, float(np.abs(theta).max()))
    units = step * np.eye(len(theta))
    H = np.array([objective.gradient(theta + e) - objective.gradient(theta - e) for e in units])
    H = (H + H.T) / (4.0 * step)
    along = float(update @ H @ update / (update @ update)) if update.any() else 0.0
    return float(np.linalg.eigvalsh(H)[-1]), along


def first_at_most(loss: Array, value: float) -> int | None:
    """The first iteration at which a loss (iterations,) is at most ``value``; None if it never is."""
    found = np.flatnonzero(loss <= value)
    return int(found[0]) if len(found) else None


def at_iteration(least: int) -> Seen:
    """At least this iteration is shown."""
    return lambda run: run.iteration >= least


def at_accuracy(least: float) -> Seen:
    """The training accuracy at the shown iteration is at least this."""
    return lambda run: bool(run.history.train_accuracy[run.iteration] >= least)


def after_the_jump(run: Trainer) -> bool:
    """The shown iteration is at or after the jump in the article's table."""
    return any(t in PRINTED and t <= run.iteration for t in jumps(run))


def all_dead(run: Trainer) -> bool:
    """Every unit of the first layer is dead."""
    return dead_share(run) == 1.0


def alike_and_moved(run: Trainer) -> bool:
    """The weights of the first layer have moved away from 0, and all its units are still equal."""
    return bool(run.mlp.W[1].any()) and unit_difference(run) == 0.0


def many_rises(run: Trainer) -> bool:
    """The training loss has risen at least ten times so far."""
    return rises(run.history.train_loss[: run.iteration + 1]) >= 10


def valley_passed(run: Trainer) -> bool:
    """The loss is at most a tenth of its first value."""
    loss = run.history.train_loss
    return bool(loss[run.iteration] <= 0.1 * loss[0])


def test_loss_turned(run: Trainer) -> bool:
    """The test loss is at least 50 % above its lowest value so far."""
    loss = run.history.test_loss[: run.iteration + 1]
    return bool(loss[-1] >= 1.5 * loss.min())


def line_on_xor(runs: Runs) -> str:
    """How good a straight line gets."""
    run, history = runs[0], runs[0].history
    return (
        f"The accuracy never exceeds {number(float(history.train_accuracy.max()))} in {run.last} "
        f"iterations. The loss ends at {number(float(history.train_loss[-1]))}, close to "
        f"ln 2 = {number(math.log(2))}, the loss of guessing ½ everywhere. Whichever way the line "
        "turns, about half of the points are on the wrong side."
    )


def two_lines_on_xor(runs: Runs) -> str:
    """What the hidden units add, and how many it takes."""
    four, two = (float(run.history.train_accuracy.max()) for run in runs)
    return (
        f"Each hidden unit draws one line, and the output combines the lines. With "
        f"{runs[0].mlp.layer_sizes[1]} units the accuracy reaches {number(four)}. With 2 units and the "
        f"same seed it reaches {number(two)}: two lines are enough in principle, but more units find "
        "a way more easily."
    )


def the_jump(runs: Runs) -> str:
    """Where the article's run jumps, and what the article's table shows of it."""
    run, loss, accuracy = runs[0], runs[0].history.train_loss, runs[0].history.train_accuracy
    found = jumps(run)
    if not found:
        return f"The loss makes no jump in {run.last} iterations."

    def described(t: int) -> str:
        return (
            f"the loss goes from {loss[t - 1]:.2f} to {loss[t]:.2f}, the accuracy from "
            f"{number(float(accuracy[t - 1]))} to {number(float(accuracy[t]))}"
        )

    printed = next((t for t in found if t in PRINTED and t - 1 in PRINTED), None)
    text = ""
    if printed is not None:
        text = f"The article's table shows it at iteration {printed}: {described(printed)}. "
    if found[0] != printed:
        text += (
            f"{'It is not the first: the table leaves out the jump at' if text else 'First at'} iteration "
            f"{found[0]}, where {described(found[0])}. "
        )
    first_rise = int(np.flatnonzero(np.diff(loss) > 0.0)[0]) + 1
    return text + (
        f"The loss has been unsteady since iteration {first_rise}. No number becomes infinite, but "
        f"{run.learning_rate:g} times a gradient that is summed over {run.n_train:,} samples has "
        "become too large a step."
    )


def decayed(runs: Runs) -> str:
    """What the decaying rate changes."""
    run, article = runs
    found, loss = jumps(article), run.history.train_loss
    at = found[0] if found else 0
    run.seek(at)
    count = rises(loss)
    rose = "never rises" if count == 0 else f"rises {counted(count, 'time')}"
    return (
        f"At iteration {at}, where the article's run first jumps, the learning rate is "
        f"{number(run.learning_rate)} instead of {number(article.experiment.learning_rate)}. In "
        f"{run.last} iterations the loss {rose}. The price is time: the accuracy is still "
        f"{number(float(run.history.train_accuracy[at]))} there, and "
        f"{number(float(run.history.train_accuracy[-1]))} at iteration {run.last}."
    )


def settled(runs: Runs) -> str:
    """What the true gradient does."""
    exact, article = runs
    article.seek(0)
    true = Trainer(dataclasses.replace(article.experiment, gradient_rule="exact"))
    longer = gradient_norms(article)[-1] / gradient_norms(true)[-1]
    return (
        f"The true gradient is a mean over the samples and has the right sigmoid slope. At the same "
        f"weights the article's dW is {number(longer)} times as long, so its rate of "
        f"{article.learning_rate:g} takes steps as long as a rate of "
        f"{number(article.learning_rate * longer)} would with the true gradient. At iteration "
        f"{exact.last} the accuracy is {number(float(exact.history.train_accuracy[-1]))}; with the "
        f"article's rule it is {number(float(article.history.train_accuracy[-1]))}."
    )


def vanished(runs: Runs) -> str:
    """How much of the gradient arrives."""
    runs[0].seek(0)
    sizes = gradient_norms(runs[0])
    return (
        f"At iteration 0 the norm ‖dW‖ is {number(sizes[-1])} in layer {len(sizes)} and "
        f"{number(sizes[0])} in layer 1: {number(sizes[-1] / sizes[0])} times smaller. On the way back "
        "each layer multiplies the gradient by a sigmoid slope of at most ¼ and by small weights. The "
        f"accuracy never exceeds {number(float(runs[0].history.train_accuracy.max()))}."
    )


def cured(runs: Runs) -> str:
    """What the other activation and weights change."""
    best = [float(run.history.train_accuracy.max()) for run in runs]
    loss = runs[0].history.train_loss
    off = int(
        np.argmax(loss < 0.9 * loss[0])
    )  # the first iteration that has lost a tenth of the loss
    for run in runs:
        run.seek(0)
    ratio = [sizes[-1] / sizes[0] for sizes in map(gradient_norms, runs)]
    return (
        f"At iteration 0 the norm ‖dW‖ of the last layer is {number(ratio[0])} times that of the first; "
        f"with sigmoids it was {number(ratio[1])} times. ReLU has slope 1 where it is on, and He "
        f"weights make up for the half that is off. The best accuracy in {runs[0].last} iterations is "
        f"{number(best[0])}, against {number(best[1])}. It still takes patience: before iteration {off} "
        "the loss has fallen by less than a tenth, and Gradient flow finds a plateau at iteration 100."
    )


def died(runs: Runs) -> str:
    """When the last unit died."""
    run = runs[0]
    for t in range(run.last + 1):
        run.seek(t)
        if all_dead(run):
            return (
                f"From iteration {t} on, all {run.mlp.layer_sizes[1]} units have z ≤ 0 for every "
                "training sample. There the slope of ReLU is 0, so no unit can come back: ‖dW¹‖ is "
                f"{number(gradient_norms(run)[0])}, W¹ never changes again, and the accuracy stays at "
                f"{number(float(run.history.train_accuracy[-1]))}."
            )
    return f"After {run.last} iterations {percent(dead_share(run))} of the units are dead."


def exploded(runs: Runs) -> str:
    """How large the gradient is."""
    loss = runs[0].history.train_loss
    for each in runs:
        each.seek(0)
    large, usual = (gradient_norms(each)[0] for each in runs)
    return (
        f"At iteration 0 the norm ‖dW¹‖ is {number(large)}, and {number(usual)} with He weights: "
        f"{number(large / usual)} times as large, because every layer multiplies it. The first losses "
        f"are {', '.join(number(float(v)) for v in loss[:4])}. At iteration {runs[0].last} the accuracy "
        f"is {number(float(runs[0].history.train_accuracy[-1]))}."
    )


def symmetric(runs: Runs) -> str:
    """How different the units have become."""
    run, drawn = runs
    run.seek(run.last)
    share = unit_difference(run)
    by = f"differ by {percent(share)} of the largest weight"
    differ = "do not differ at all" if share == 0.0 else by
    return (
        f"After {run.last} iterations they {differ}: each of the {run.mlp.layer_sizes[1]} has the "
        f"weights {number(float(run.mlp.W[1][0, 0]))} and {number(float(run.mlp.W[1][1, 0]))}. So they "
        "act as one unit, which draws one line: the accuracy is "
        f"{number(float(run.history.train_accuracy.max()))} at best. With random Glorot weights it "
        f"reaches {number(float(drawn.history.train_accuracy.max()))}."
    )


def wide_enough(runs: Runs) -> str:
    """How far a narrower network gets."""
    wide, narrow = (float(run.history.train_accuracy.max()) for run in runs)
    sizes = [" and ".join(map(str, run.experiment.hidden)) for run in runs]
    return (
        f"No. With {sizes[0]} units the accuracy reaches {number(wide)} in {runs[0].last} iterations, "
        f"with {sizes[1]} only {number(narrow)}: so few units cannot bend the boundary often enough."
    )


def through_the_valley(runs: Runs) -> str:
    """How much faster, and how narrow the valley is."""
    momentum, plain = runs
    plain.seek(plain.last // 2)
    across, along = curvatures(plain)
    low = float(plain.history.train_loss[-1])
    same = first_at_most(momentum.history.train_loss, low)
    return (
        f"Plain descent at the same rate reaches a loss of {number(low)} in {plain.last} iterations. "
        f"Momentum gets there after {same}, and ends at "
        f"{number(float(momentum.history.train_loss[-1]))}. At iteration {plain.iteration} of plain "
        "descent, the curvature of the loss (how fast its slope changes) is "
        f"{number(across)} across the valley and {number(along)} along the step, "
        f"{number(across / abs(along))} times smaller."
    )


def trembled(runs: Runs) -> str:
    """How often the loss rises."""
    mini, full = runs
    count, batches = (rises(run.history.train_loss) for run in runs)
    return (
        f"In {mini.last} iterations the training loss rises {counted(count, 'time')} with batches of "
        f"{mini.batch_size}, and {counted(batches, 'time')} with all {full.n_train} samples: the "
        "gradient of a small batch is right only on average. But "
        f"{mini.iterations_per_epoch} such iterations cost no more than one with the full batch. At the "
        f"end the losses are {number(float(mini.history.train_loss[-1]))} and "
        f"{number(float(full.history.train_loss[-1]))}."
    )


def overfitted(runs: Runs) -> str:
    """When the test loss turns."""
    loss = runs[0].history.test_loss
    t = int(loss.argmin())
    return (
        f"It is lowest at iteration {t}, at {number(float(loss[t]))}. At iteration {runs[0].last} it is "
        f"{number(float(loss[-1]))}, while the training loss has fallen to "
        f"{number(float(runs[0].history.train_loss[-1]))}. From iteration {t} on, the network learns "
        f"its {counted(runs[0].n_train, 'point')} by heart."
    )


def held_back(runs: Runs) -> str:
    """What the penalty does to both losses."""
    held, free = runs
    for run in runs:
        run.seek(run.last)
    sizes = [math.sqrt(sum(float((W * W).sum()) for W in run.mlp.W[1:])) for run in runs]
    return (
        f"The test loss ends at {number(float(held.history.test_loss[-1]))} instead of "
        f"{number(float(free.history.test_loss[-1]))}, the training loss at "
        f"{number(float(held.history.train_loss[-1]))} instead of "
        f"{number(float(free.history.train_loss[-1]))}: with L2 the network no longer learns its points "
        f"by heart. The norm of all weights is {number(sizes[0])} instead of {number(sizes[1])}."
    )
