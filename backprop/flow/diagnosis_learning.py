"""Problems in the course of training: divergence, the learning rate, a plateau, overfitting, and a
boundary that can only be straight."""

from __future__ import annotations

import numpy as np

from backprop.arrays import Array
from backprop.data import CLASSIFICATION
from backprop.flow.diagnosis_gradients import EXPLODED
from backprop.flow.evidence import (
    Evidence,
    changed,
    counted,
    first_to_last,
    has_learnt,
    how_good,
    number,
    percent,
    scaled_weights,
    shorter_steps,
    smooth_loss,
    train_loss,
    window,
)
from backprop.flow.flow import RULE_OF_THUMB, Flow

ENOUGH = 10  # iterations after which a rate can be called too high
LOST_AGAIN = 0.5  # share of the loss's improvement that is lost again when the rate is too high
LONG = 50  # iterations after which a rate can be called too low
MOVED = 0.1  # weights that moved by less than this share of their size are still where they started
FLAT = 0.01  # relative change of the loss over a window, below which it is a plateau
OVERFIT = 1.25  # ratio of the test loss to its lowest value, above which a run overfits
BETTER_CURVE = 0.1  # accuracy that a curved boundary must gain over a straight one
NEIGHBOURS, MOST_SAMPLES = 5, 2000


def diverged(flow: Flow) -> Evidence | None:
    """The run has diverged: where, and how large the gradients were just before."""
    where = flow.diverged
    if where is None:
        return None
    layer = max(1, min(where.layer, flow.depth))
    loss = train_loss(flow)
    before = max(0, len(flow.iterations) - 5)
    sizes = flow.layer("dW_mean", layer)
    grown = (
        f" The mean |dW| of layer {layer} was {number(float(sizes[before]))} at iteration "
        f"{flow.iterations[before]} and {number(float(sizes[-1]))} at iteration {flow.last}."
    )
    sentence = (
        f"At iteration {where.iteration}, {where.quantity} of layer {where.layer} is no longer a finite "
        f"number. The loss went from {number(float(loss[0]))} at the start to "
        f"{number(float(loss[-1]))} at iteration {flow.last}."
    )
    if sizes[-1] > sizes[before]:
        sentence += grown
    exploding = first_to_last(flow)[0] > EXPLODED
    advice, better = (scaled_weights(flow) if exploding else None) or shorter_steps(flow)
    return Evidence(sentence, layer, int(flow.iterations[before]), where.iteration, advice, better)


def rate_too_high(flow: Flow) -> Evidence | None:
    """The loss is worse than at the start, or has lost half of its improvement again."""
    if flow.last < ENOUGH:
        return None
    loss = smooth_loss(flow)
    start, best = float(loss[0]), int(loss.argmin())
    lowest = float(loss[best])
    now = min(float(np.median(loss[-3:])), float(loss[-1]))  # a single jump is not a trend
    gain, back = start - lowest, now - lowest
    if float(np.median(loss[-ENOUGH:])) > 1.05 * start:
        what = (
            f"Training makes the loss worse: it was {number(start)} at iteration 0 and is "
            f"{number(float(loss[-1]))} at iteration {flow.last}"
        )
        first = 0
    elif gain > 0.01 * start and back > LOST_AGAIN * gain:
        what = (
            f"The loss fell from {number(start)} to {number(lowest)} at iteration {best} and is back "
            f"at {number(now)} or more: {percent(back / gain)} of the improvement is lost"
        )
        first = best
    else:
        return None
    layer, ratio = _largest_update(flow, first)
    sentence = (
        f"{what}. The largest update since iteration {first}, in layer {layer}, changed W by "
        f"{number(ratio)} of its size, {number(ratio / RULE_OF_THUMB)} times the rule of thumb of 1e−3."
    )
    return Evidence(sentence, layer, first, flow.last, *shorter_steps(flow))


def rate_too_low(flow: Flow) -> Evidence | None:
    """The loss falls in nearly every iteration, but only slightly, and no layer has moved much."""
    if flow.last < LONG or has_learnt(flow):
        return None
    loss = smooth_loss(flow)
    moved = _largest(flow.numbers["moved"][-1])
    down = int((np.diff(loss) < 0).sum())
    drop = 1.0 - float(loss[-1] / loss[0])
    if not (0.0 < moved < MOVED and down >= 0.8 * flow.last and drop < 0.1):
        return None
    typical = max(float(np.nanmedian(flow.numbers["update"])), 1e-12)
    sentence = (
        f"In {flow.last} iterations no layer's weights have moved by more than {percent(moved)} of their "
        f"size. The loss fell in {down} of them, by {percent(drop)} in total. A typical update is "
        f"{number(typical)} of the weights; the rule of thumb is 1e−3."
    )
    experiment = flow.experiment
    if experiment.schedule != "constant" and typical * 100 > RULE_OF_THUMB:
        advice = "A constant rate does not fade before the network has learnt."
        return Evidence(sentence, None, 0, flow.last, advice, changed(flow, schedule="constant"))
    # The factor that brings the first updates near 1e-2, where runs that learn usually start.
    factor = 10.0 ** np.clip(np.round(np.log10(10 * RULE_OF_THUMB / typical)), 1, 6)
    rate = float(f"{min(experiment.learning_rate * float(factor), 1000.0):.2g}")
    advice = f"A rate of {rate:g} takes steps {number(float(factor))} times as long."
    return Evidence(sentence, None, 0, flow.last, advice, changed(flow, learning_rate=rate))


def plateau(flow: Flow) -> Evidence | None:
    """The loss has hardly changed for up to 100 iterations, and the run has not learnt."""
    w = window(flow)
    if flow.last < LONG or has_learnt(flow):
        return None
    last = smooth_loss(flow)[-w - 1 :]
    change = float((last.max() - last.min()) / last.mean())
    if not change < FLAT:
        return None
    norms = flow.numbers["dW_norm"][-1]
    layer = int(norms.argmax()) + 1
    sentence = (
        f"From iteration {flow.last - w} to {flow.last} the loss stays between "
        f"{number(float(last.min()))} and {number(float(last.max()))}, a change of {percent(change)}, "
        f"while {how_good(flow)}. The largest gradient is in layer {layer}: the norm of its dW is "
        f"{number(float(norms[layer - 1]))}."
    )
    if flow.experiment.optimizer != "adam":
        advice = (
            "Adam divides each gradient by its usual size, so even small ones move the weights."
        )
        better = changed(flow, optimizer="adam", learning_rate=0.03)
    else:
        advice = "Twice as many units in each layer give more ways out."
        better = changed(flow, hidden=tuple(min(256, 2 * n) for n in flow.experiment.hidden))
    if better == changed(flow):
        return None
    return Evidence(sentence, None, flow.last - w, flow.last, advice, better)


def overfitting(flow: Flow) -> Evidence | None:
    """The test loss has risen from its lowest value while the training loss kept falling."""
    if flow.last < LONG or not np.isfinite(flow.history[-1, 1]):
        return None
    train, test = smooth_loss(flow), smooth_loss(flow, 1)
    best = int(test.argmin())
    rise = float(test[-1] / test[best])
    ahead = float(test[-1] - train[-1])
    # The gap must also be large compared with the loss at the start, not with one that is nearly 0.
    if not (rise > OVERFIT and train[-1] < train[best] and ahead > 0.25 * test[0]):
        return None
    sentence = (
        f"The test loss was lowest at iteration {best}, {number(float(test[best]))}, and is "
        f"{number(float(test[-1]))} at iteration {flow.last}, {number(rise)} times as much. The "
        f"training loss meanwhile fell from {number(float(train[best]))} to {number(float(train[-1]))}"
        f"{_accuracies(flow)}."
    )
    l2 = min(10.0, max(0.03, 3 * flow.experiment.l2))
    advice = f"An L2 penalty of {l2:g} keeps the weights small and the boundary smooth."
    return Evidence(sentence, None, best, flow.last, advice, changed(flow, l2=l2))


def stuck_on_a_line(flow: Flow) -> Evidence | None:
    """The network can only draw a straight boundary, but the classes need a curved one."""
    experiment, data = flow.experiment, flow.dataset
    linear = all(name == "linear" for name in experiment.activations)
    if not linear or data.task != CLASSIFICATION or flow.last < ENOUGH or has_learnt(flow):
        return None
    straight, curved = straight_and_curved(data.X_train, data.y_train)
    if curved - straight < BETTER_CURVE:
        return None
    kind = "only linear activations" if experiment.hidden else "no hidden layer"
    sentence = (
        f"The network has {kind}, so its boundary can only be a straight line. "
        f"Its accuracy is {number(float(flow.history[-1, 2]))} after "
        f"{counted(flow.last, 'iteration')}. The best line that logistic regression finds reaches "
        f"{number(straight)}; classifying each sample by its {NEIGHBOURS} nearest neighbours, which can "
        f"follow any curve, reaches {number(curved)}."
    )
    if experiment.hidden:
        names = ("tanh",) * len(experiment.hidden)
        advice = "tanh in the hidden layers bends the boundary."
        better = changed(flow, activations=names)
    else:
        advice = "A hidden layer of eight tanh units bends the boundary."
        better = changed(flow, hidden=(8,), activations=("tanh",))
    return Evidence(sentence, None, 0, flow.last, advice, better)


def straight_and_curved(X: Array, y: Array) -> tuple[float, float]:
    """Accuracies on the data of the best straight line, and of classifying each sample by its nearest
    neighbours, not counting itself. If there are many samples, only the first 2,000 are used."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import KNeighborsClassifier

    X = X[:MOST_SAMPLES]
    classes = (y[:, 0] > 0.5).astype(int) if y.shape[1] == 1 else y.argmax(axis=1)
    classes = classes[:MOST_SAMPLES]
    if len(np.unique(classes)) < 2 or len(X) <= NEIGHBOURS:
        return 1.0, 1.0
    line = LogisticRegression(C=1e3, max_iter=1000).fit(X, classes)
    near = KNeighborsClassifier(NEIGHBOURS).fit(X, classes)
    _, around = near.kneighbors()  # without arguments a sample is not its own neighbour
    votes = np.array([np.bincount(labels).argmax() for labels in classes[around]])
    return float(line.score(X, classes)), float((votes == classes).mean())


def _largest_update(flow: Flow, first: int) -> tuple[int, float]:
    """The layer and the size of the largest |update| / |W| since an iteration; size 0 if all W are zero."""
    ratios = flow.numbers["update"][flow.iterations >= min(first, flow.last)]
    finite = np.where(np.isfinite(ratios), ratios, 0.0)
    _, column = np.unravel_index(int(finite.argmax()), finite.shape)
    return int(column) + 1, float(finite.max())


def _largest(values: Array) -> float:
    """The largest of the finite values, 0 if there are none."""
    return float(np.where(np.isfinite(values), values, 0.0).max())


def _accuracies(flow: Flow) -> str:
    train, test = flow.history[-1, 2:]
    if not (np.isfinite(train) and np.isfinite(test)):
        return ""
    return f"; the accuracy is {number(float(train))} in training and {number(float(test))} on the test set"
