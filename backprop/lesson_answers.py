"""What the lessons ask, answered from the numbers of their runs; and what has to be seen for it.

An answer is a pure function of trainers that have been run as far as the lesson goes: the lesson's
own, then the one beside it where there is one. What has to be seen is a pure function of a Trainer
at the iteration at which a person stands.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import numpy as np

from backprop.activations import Array
from backprop.evidence import counted, number, percent
from backprop.flow import dead_and_saturated
from backprop.landscape import Objective
from backprop.trainer import Trainer

Runs = tuple[Trainer, ...]
Seen = Callable[[Trainer], bool]

PRINTED = range(145, 150)  # iterations at the end of the table that the article prints
JUMP = 0.02  # share by which a loss rises in one iteration where it jumps away
CURVATURE_STEP = 1e-4  # of the difference quotient of two gradients, as a share of |θ|


# What has to be seen.


def iteration(least: int) -> Seen:
    """The picture stands at that iteration or a later one."""
    return lambda run: run.iteration >= least


def accuracy(least: float) -> Seen:
    """The training accuracy of the iteration is as good as that."""
    return lambda run: bool(run.history.train_accuracy[run.iteration] >= least)


def jumped(run: Trainer) -> bool:
    """The picture stands at or after the jump that the article's table shows."""
    return any(t in PRINTED and t <= run.iteration for t in jumps(run))


def all_dead(run: Trainer) -> bool:
    """No unit of the first layer passes anything of the training set any more."""
    return dead_share(run) == 1.0


def alike_and_moved(run: Trainer) -> bool:
    """The units of the first layer have weights, and all the same."""
    return bool(run.mlp.W[1].any()) and apart(run) == 0.0


def many_rises(run: Trainer) -> bool:
    """The training loss has risen ten times on the way here."""
    return rises(run.history.train_loss[: run.iteration + 1]) >= 10


def valley_passed(run: Trainer) -> bool:
    """The loss is a tenth of its first value."""
    loss = run.history.train_loss
    return bool(loss[run.iteration] <= 0.1 * loss[0])


def test_loss_turned(run: Trainer) -> bool:
    """The test loss is half as large again as it has been."""
    loss = run.history.test_loss[: run.iteration + 1]
    return bool(loss[-1] >= 1.5 * loss.min())


# Numbers of a run.


def jumps(run: Trainer) -> list[int]:
    """The iterations whose training loss is higher than the one before by more than JUMP of it."""
    loss = run.history.train_loss
    return [int(t) + 1 for t in np.flatnonzero(loss[1:] > (1.0 + JUMP) * loss[:-1])]


def rises(loss: Array) -> int:
    """How often a loss (iterations,) is higher than the one before."""
    return int(np.count_nonzero(np.diff(loss) > 0.0))


def dead_share(run: Trainer) -> float:
    """Share of the first layer's units that pass nothing of the batch, at the trainer's iteration."""
    return dead_and_saturated(run.mlp, 1)[0]


def norms(run: Trainer) -> list[float]:
    """‖dW‖ of layers 1 to L at the trainer's iteration."""
    return [float(np.linalg.norm(run.mlp.dW[l])) for l in range(1, run.mlp.depth + 1)]


def apart(run: Trainer) -> float:
    """The largest difference between two units of the first layer in W, as a share of the largest
    weight: 0 where all are the same (up to the rounding of sums in another order)."""
    W = run.mlp.W[1]
    share = float(np.ptp(W, axis=1).max()) / max(float(np.abs(W).max()), 1e-300)
    return share if share > 1e-12 else 0.0


def curvatures(run: Trainer) -> tuple[float, float]:
    """How strongly the training loss curves at the trainer's iteration: across, the largest
    eigenvalue of the Hessian, and along the update, uᵀHu / uᵀu. H by central differences of ∇L."""
    objective = Objective(run.mlp, run.dataset.X_train, run.dataset.y_train)
    theta, update = run.mlp.parameters.copy(), run.update
    step = CURVATURE_STEP * max(1.0, float(np.abs(theta).max()))
    units = step * np.eye(len(theta))
    H = np.array([objective.gradient(theta + e) - objective.gradient(theta - e) for e in units])
    H = (H + H.T) / (4.0 * step)
    along = float(update @ H @ update / (update @ update)) if update.any() else 0.0
    return float(np.linalg.eigvalsh(H)[-1]), along


def reached(loss: Array, value: float) -> int | None:
    """The first iteration at which a loss (iterations,) is as low as that; None where it is not."""
    found = np.flatnonzero(loss <= value)
    return int(found[0]) if len(found) else None


# Answers.


def line_on_xor(runs: Runs) -> str:
    """How good a straight line gets."""
    run, history = runs[0], runs[0].history
    return (
        f"Never better than {number(float(history.train_accuracy.max()))} in {run.last} iterations. "
        f"The loss stands at {number(float(history.train_loss[-1]))}, next to ln 2 = "
        f"{number(math.log(2))}, which is what guessing ½ everywhere costs: whichever way the line "
        "turns, about as many points are on the wrong side."
    )


def two_lines_on_xor(runs: Runs) -> str:
    """How many units it takes."""
    four, two = (float(run.history.train_accuracy.max()) for run in runs)
    return (
        f"Each unit of the first layer draws one line, and layer 2 combines them: with "
        f"{runs[0].mlp.layer_sizes[1]} units the accuracy comes to {number(four)}. Two units give "
        f"{number(two)} from the same seed: two lines are enough in principle, four find them."
    )


def the_jump(runs: Runs) -> str:
    """Where the article's run jumps, and what the article shows of it."""
    run, loss, right = runs[0], runs[0].history.train_loss, runs[0].history.train_accuracy
    found = jumps(run)
    if not found:
        return f"The loss makes no jump in {run.last} iterations."

    def told(t: int) -> str:
        return (
            f"from {loss[t - 1]:.2f} to {loss[t]:.2f}, the accuracy from "
            f"{number(float(right[t - 1]))} to {number(float(right[t]))}"
        )

    printed = next((t for t in found if t in PRINTED and t - 1 in PRINTED), None)
    text = ""
    if printed is not None:
        text = f"At iteration {printed} the article's table shows it jump: {told(printed)}. "
    if found[0] != printed:
        text += (
            f"{'The table leaves out the first jump, at' if text else 'First at'} iteration "
            f"{found[0]}: {told(found[0])}. "
        )
    first_rise = int(np.flatnonzero(np.diff(loss) > 0.0)[0]) + 1
    return text + (
        f"It has trembled since iteration {first_rise}. No number becomes infinite, but "
        f"{run.learning_rate:g} times a gradient summed over {run.n_train:,} samples has become too "
        "long a step."
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
        f"At iteration {at}, where the article's run first jumps, the rate is "
        f"{number(run.learning_rate)} instead of {number(article.experiment.learning_rate)}. In "
        f"{run.last} iterations the loss {rose}. The price is time: the accuracy is "
        f"{number(float(run.history.train_accuracy[at]))} there and "
        f"{number(float(run.history.train_accuracy[-1]))} at iteration {run.last}."
    )


def settled(runs: Runs) -> str:
    """What the true gradient does."""
    exact, article = runs
    article.seek(0)
    true = Trainer(dataclasses.replace(article.experiment, gradient_rule="exact"))
    longer = norms(article)[-1] / norms(true)[-1]
    return (
        f"Because it is a mean, with the right sigmoid slope: from the same weights the article's dW "
        f"is {number(longer)} times as long, so its rate of {article.learning_rate:g} steps as far as "
        f"one of {number(article.learning_rate * longer)}. Accuracy at iteration {exact.last}: "
        f"{number(float(exact.history.train_accuracy[-1]))}, with the article's rule "
        f"{number(float(article.history.train_accuracy[-1]))}."
    )


def vanished(runs: Runs) -> str:
    """How much of the gradient arrives."""
    runs[0].seek(0)
    sizes = norms(runs[0])
    return (
        f"‖dW‖ is {number(sizes[-1])} in layer {len(sizes)} and {number(sizes[0])} in layer 1, "
        f"{number(sizes[-1] / sizes[0])} times smaller: each layer on the way back multiplies with "
        f"a sigmoid slope of at most ¼ and with small weights. The accuracy is never above "
        f"{number(float(runs[0].history.train_accuracy.max()))}."
    )


def cured(runs: Runs) -> str:
    """What the other activation and weights change."""
    best = [float(run.history.train_accuracy.max()) for run in runs]
    loss = runs[0].history.train_loss
    off = int(np.argmax(loss < 0.9 * loss[0]))  # the first that has lost a tenth of it
    for run in runs:
        run.seek(0)
    ratio = [sizes[-1] / sizes[0] for sizes in map(norms, runs)]
    return (
        f"‖dW‖ of the last layer is {number(ratio[0])} times that of the first, with sigmoids it was "
        f"{number(ratio[1])} times. ReLU has slope 1 where it is on, and He weights make up for the "
        f"half that is off. The best accuracy in {runs[0].last} iterations: {number(best[0])} "
        f"against {number(best[1])}. It is a bumpy road all the same: before iteration {off} the loss "
        "has lost less than a tenth, and Gradient flow finds it on a plateau at 100."
    )


def died(runs: Runs) -> str:
    """When the last unit died."""
    run = runs[0]
    for t in range(run.last + 1):
        run.seek(t)
        if all_dead(run):
            return (
                f"From iteration {t} on all {run.mlp.layer_sizes[1]} units have z ≤ 0 on every "
                f"training point. There ReLU's slope is 0, so ‖dW¹‖ is {number(norms(run)[0])}, W¹ never "
                f"changes again, and the accuracy stays {number(float(run.history.train_accuracy[-1]))}."
            )
    return f"After {run.last} iterations {percent(dead_share(run))} of the units are dead."


def exploded(runs: Runs) -> str:
    """How large the gradient is."""
    loss = runs[0].history.train_loss
    for each in runs:
        each.seek(0)
    large, usual = (norms(each)[0] for each in runs)
    return (
        f"‖dW¹‖ is {number(large)} at iteration 0, with He weights {number(usual)}: "
        f"{number(large / usual)} times as large, because every layer multiplies it. The losses of "
        f"the first iterations are {', '.join(number(float(v)) for v in loss[:4])}; at iteration "
        f"{runs[0].last} the accuracy is {number(float(runs[0].history.train_accuracy[-1]))}."
    )


def symmetric(runs: Runs) -> str:
    """How different the units have become."""
    run, drawn = runs
    run.seek(run.last)
    share = apart(run)
    differ = "not at all" if share == 0.0 else f"by {percent(share)} of the largest weight"
    return (
        f"After {run.last} iterations they differ {differ}: W¹ is "
        f"{number(float(run.mlp.W[1][0, 0]))}, {number(float(run.mlp.W[1][1, 0]))} for each of the "
        f"{run.mlp.layer_sizes[1]}, so they are one unit, which draws one line: accuracy "
        f"{number(float(run.history.train_accuracy.max()))} at best. With Glorot's weights it comes "
        f"to {number(float(drawn.history.train_accuracy.max()))}."
    )


def wide_enough(runs: Runs) -> str:
    """What a narrower network gets to."""
    wide, narrow = (float(run.history.train_accuracy.max()) for run in runs)
    sizes = [" and ".join(map(str, run.experiment.hidden)) for run in runs]
    return (
        f"With {sizes[0]} units {number(wide)}, with {sizes[1]} only {number(narrow)} in "
        f"{runs[0].last} iterations: {sizes[1]} units cannot bend the boundary often enough."
    )


def through_the_valley(runs: Runs) -> str:
    """How much faster, and how narrow the valley is."""
    momentum, plain = runs
    plain.seek(plain.last // 2)
    across, along = curvatures(plain)
    low = float(plain.history.train_loss[-1])
    same = reached(momentum.history.train_loss, low)
    return (
        f"Plain descent at the same rate comes to {number(low)} in {plain.last} iterations; momentum "
        f"is there after {same} and ends at {number(float(momentum.history.train_loss[-1]))}. At "
        f"iteration {plain.iteration} of plain descent the loss curves with {number(across)} across the valley and "
        f"{number(along)} along the step, {number(across / abs(along))} times less."
    )


def trembled(runs: Runs) -> str:
    """How often the loss rises."""
    mini, full = runs
    count, batches = (rises(run.history.train_loss) for run in runs)
    return (
        f"In {mini.last} iterations the training loss rises {count} times with batches of "
        f"{mini.batch_size} and {batches} times with all {full.n_train}: a batch's gradient is right "
        f"on average only. Yet {mini.iterations_per_epoch} such iterations cost what one of the full "
        f"batch does; at the end the losses are {number(float(mini.history.train_loss[-1]))} and "
        f"{number(float(full.history.train_loss[-1]))}."
    )


def overfitted(runs: Runs) -> str:
    """When the test loss turns."""
    loss = runs[0].history.test_loss
    t = int(loss.argmin())
    return (
        f"After iteration {t}: there it is {number(float(loss[t]))}, at iteration {runs[0].last} "
        f"{number(float(loss[-1]))}, while the training loss has gone down to "
        f"{number(float(runs[0].history.train_loss[-1]))}. What is learnt from there on is these "
        f"{counted(runs[0].n_train, 'point')} by heart."
    )


def held_back(runs: Runs) -> str:
    """What the penalty does to both losses."""
    held, free = runs
    for run in runs:
        run.seek(run.last)
    sizes = [math.sqrt(sum(float((W * W).sum()) for W in run.mlp.W[1:])) for run in runs]
    return (
        f"The test loss is {number(float(held.history.test_loss[-1]))} instead of "
        f"{number(float(free.history.test_loss[-1]))}, the training loss "
        f"{number(float(held.history.train_loss[-1]))} instead of "
        f"{number(float(free.history.train_loss[-1]))}: L2 gives up learning by heart. All weights "
        f"together have the length {number(sizes[0])} instead of {number(sizes[1])}."
    )
