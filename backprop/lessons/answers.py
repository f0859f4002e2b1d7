"""What the lessons ask, answered from the numbers of their runs.

An answer is a pure function of trainers that have been run as far as the lesson goes: the lesson's
own, then the one beside it where there is one.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from backprop.flow.evidence import counted, number, percent
from backprop.lessons.numbers import (
    PRINTED,
    apart,
    curvatures,
    dead_share,
    jumps,
    norms,
    reached,
    rises,
)
from backprop.lessons.seen import all_dead
from backprop.training import Trainer

Runs = tuple[Trainer, ...]


def line_on_xor(runs: Runs) -> str:
    """How good a straight line gets."""
    run, history = runs[0], runs[0].history
    return (
        f"Never better than an accuracy of {number(float(history.train_accuracy.max()))} in "
        f"{run.last} iterations. The loss ends at {number(float(history.train_loss[-1]))}, next to "
        f"ln 2 = {number(math.log(2))}: that is what guessing ½ everywhere costs. Whichever way the "
        "line turns, about half of the points are on the wrong side."
    )


def two_lines_on_xor(runs: Runs) -> str:
    """How many units it takes."""
    four, two = (float(run.history.train_accuracy.max()) for run in runs)
    return (
        f"Each hidden unit draws one line, and the output combines the lines. With "
        f"{runs[0].mlp.layer_sizes[1]} units the accuracy reaches {number(four)}. With 2 units and the "
        f"same seed it reaches {number(two)}: two lines are enough in principle, but more units find "
        "a way more easily."
    )


def the_jump(runs: Runs) -> str:
    """Where the article's run jumps, and what the article shows of it."""
    run, loss, right = runs[0], runs[0].history.train_loss, runs[0].history.train_accuracy
    found = jumps(run)
    if not found:
        return f"The loss makes no jump in {run.last} iterations."

    def told(t: int) -> str:
        return (
            f"the loss goes from {loss[t - 1]:.2f} to {loss[t]:.2f}, the accuracy from "
            f"{number(float(right[t - 1]))} to {number(float(right[t]))}"
        )

    printed = next((t for t in found if t in PRINTED and t - 1 in PRINTED), None)
    text = ""
    if printed is not None:
        text = f"The article's table shows it at iteration {printed}: {told(printed)}. "
    if found[0] != printed:
        text += (
            f"{'It is not the first. The table leaves out the jump at' if text else 'First at'} iteration "
            f"{found[0]}: {told(found[0])}. "
        )
    first_rise = int(np.flatnonzero(np.diff(loss) > 0.0)[0]) + 1
    return text + (
        f"The loss has trembled since iteration {first_rise}. No number becomes infinite, but "
        f"{run.learning_rate:g} times a gradient that is summed over {run.n_train:,} samples has "
        "become too long a step."
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
    longer = norms(article)[-1] / norms(true)[-1]
    return (
        f"The true gradient is a mean over the samples, and has the right sigmoid slope. From the same "
        f"weights the article's dW is {number(longer)} times as long: its rate of "
        f"{article.learning_rate:g} steps as far as a rate of {number(article.learning_rate * longer)} "
        f"with the true gradient. At iteration {exact.last} the accuracy is "
        f"{number(float(exact.history.train_accuracy[-1]))}; with the article's rule it is "
        f"{number(float(article.history.train_accuracy[-1]))}."
    )


def vanished(runs: Runs) -> str:
    """How much of the gradient arrives."""
    runs[0].seek(0)
    sizes = norms(runs[0])
    return (
        f"At iteration 0 the norm ‖dW‖ is {number(sizes[-1])} in layer {len(sizes)} and "
        f"{number(sizes[0])} in layer 1: {number(sizes[-1] / sizes[0])} times smaller. On its way back "
        "each layer multiplies the gradient by a sigmoid slope of at most ¼ and by small weights. The "
        f"accuracy never rises above {number(float(runs[0].history.train_accuracy.max()))}."
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
        f"At iteration 0 the norm ‖dW‖ of the last layer is {number(ratio[0])} times that of the first; "
        f"with sigmoids it was {number(ratio[1])} times. ReLU has the slope 1 where it is on, and He "
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
                f"From iteration {t} on all {run.mlp.layer_sizes[1]} units have z ≤ 0 for every "
                "training sample. There the slope of ReLU is 0, so no unit can come back: ‖dW¹‖ is "
                f"{number(norms(run)[0])}, W¹ never changes again, and the accuracy stays at "
                f"{number(float(run.history.train_accuracy[-1]))}."
            )
    return f"After {run.last} iterations {percent(dead_share(run))} of the units are dead."


def exploded(runs: Runs) -> str:
    """How large the gradient is."""
    loss = runs[0].history.train_loss
    for each in runs:
        each.seek(0)
    large, usual = (norms(each)[0] for each in runs)
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
    share = apart(run)
    by = f"differ by {percent(share)} of the largest weight"
    differ = "do not differ at all" if share == 0.0 else by
    return (
        f"After {run.last} iterations they {differ}: each of the {run.mlp.layer_sizes[1]} has the "
        f"weights {number(float(run.mlp.W[1][0, 0]))} and {number(float(run.mlp.W[1][1, 0]))}. So they "
        "work as one unit, which draws one line: the accuracy is "
        f"{number(float(run.history.train_accuracy.max()))} at best. With random Glorot weights it "
        f"reaches {number(float(drawn.history.train_accuracy.max()))}."
    )


def wide_enough(runs: Runs) -> str:
    """What a narrower network gets to."""
    wide, narrow = (float(run.history.train_accuracy.max()) for run in runs)
    sizes = [" and ".join(map(str, run.experiment.hidden)) for run in runs]
    return (
        f"With {sizes[0]} units the accuracy reaches {number(wide)}, with {sizes[1]} only "
        f"{number(narrow)} in {runs[0].last} iterations: so few units cannot bend the boundary often "
        "enough."
    )


def through_the_valley(runs: Runs) -> str:
    """How much faster, and how narrow the valley is."""
    momentum, plain = runs
    plain.seek(plain.last // 2)
    across, along = curvatures(plain)
    low = float(plain.history.train_loss[-1])
    same = reached(momentum.history.train_loss, low)
    return (
        f"Plain descent at the same rate reaches a loss of {number(low)} in {plain.last} iterations. "
        f"Momentum is there after {same}, and ends at "
        f"{number(float(momentum.history.train_loss[-1]))}. At iteration {plain.iteration} of plain "
        "descent the curvature of the loss (how fast its slope changes) is "
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
        "gradient of a small batch is right only on average. Yet "
        f"{mini.iterations_per_epoch} such iterations cost what one of the full batch does. At the end "
        f"the losses are {number(float(mini.history.train_loss[-1]))} and "
        f"{number(float(full.history.train_loss[-1]))}."
    )


def overfitted(runs: Runs) -> str:
    """When the test loss turns."""
    loss = runs[0].history.test_loss
    t = int(loss.argmin())
    return (
        f"It is lowest at iteration {t}: {number(float(loss[t]))}. At iteration {runs[0].last} it is "
        f"{number(float(loss[-1]))}, while the training loss has fallen to "
        f"{number(float(runs[0].history.train_loss[-1]))}. From iteration {t} on the network learns "
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
        f"by heart. The norm of all weights together is {number(sizes[0])} instead of "
        f"{number(sizes[1])}."
    )
