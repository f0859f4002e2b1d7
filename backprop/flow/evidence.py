"""The evidence for a diagnosis: a sentence with numbers, where the problem was seen, and what to try."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.arrays import Array
from backprop.data import CLASSIFICATION
from backprop.flow.flow import Flow
from backprop.nn import ACTIVATIONS
from backprop.training import Experiment

LEARNT = 0.9  # a run has learnt from this accuracy on, or this share of explained variance
WINDOW = 100  # largest number of iterations over which the course of the loss is judged


@dataclass(frozen=True)
class Evidence:
    """sentence: what was measured. layer: the layer concerned, None for the whole network. first, last:
    the iterations in which it was seen. advice, experiment: what to try, as a sentence and as an
    experiment."""

    sentence: str
    layer: int | None
    first: int
    last: int
    advice: str
    experiment: Experiment


def number(value: float) -> str:
    """A number for a sentence, with two or three significant digits and a proper minus sign."""
    if value == 0.0 or not np.isfinite(value):
        return f"{value:g}"
    if 1e3 <= abs(value) < 1e6:
        text = f"{value:,.0f}"
    else:
        text = f"{value:.3g}" if 1e-3 <= abs(value) < 1e3 else f"{value:.1e}"
    return text.replace("e+0", "e").replace("e+", "e").replace("e-0", "e-").replace("-", "−")


def percent(share: float) -> str:
    """Such as "3.1 %"."""
    return f"{number(100 * share)} %"


def counted(count: int, noun: str) -> str:
    """Such as "1 layer" or "3 layers"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def changed(flow: Flow, **fields: Any) -> Experiment:
    """The run's latest settings, without interventions, with some fields changed."""
    return dataclasses.replace(flow.experiment, **fields)


def train_loss(flow: Flow) -> Array:
    """(last + 1,): loss of the training set."""
    return flow.history[:, 0]


def smooth_loss(flow: Flow, column: int = 0) -> Array:
    """A loss (last + 1,) averaged over an epoch: entry t is the mean over the epoch's worth of
    iterations up to t, which removes the noise of the batches. With full batches it is the loss itself."""
    losses, width = flow.history[:, column], min(flow.iterations_per_epoch, WINDOW)
    if width == 1:
        return losses
    sums = np.concatenate([[0.0], np.cumsum(losses)])
    t = np.arange(1, len(losses) + 1)
    first = np.maximum(t - width, 0)
    return (sums[t] - sums[first]) / (t - first)


def has_learnt(flow: Flow) -> bool:
    """Whether the run has learnt its training data at the last iteration."""
    if flow.dataset.task == CLASSIFICATION:
        return bool(flow.history[-1, 2] >= LEARNT)
    y = flow.dataset.y_train
    spread = float(((y - y.mean(axis=0)) ** 2).sum(axis=1).mean())
    return bool(flow.history[-1, 0] <= (1.0 - LEARNT) * spread)


def how_good(flow: Flow) -> str:
    """A clause such as "the accuracy is 0.52"."""
    if flow.dataset.task == CLASSIFICATION:
        return f"the accuracy is {number(float(flow.history[-1, 2]))}"
    return f"the loss is {number(float(flow.history[-1, 0]))}"


def still_falling(flow: Flow) -> bool:
    """Whether the loss has fallen by more than 2 % over the last window."""
    loss = smooth_loss(flow)
    return bool(loss[-1] < 0.98 * loss[flow.last - window(flow)])


def window(flow: Flow) -> int:
    """Number of the latest iterations over which the course of the loss is judged: half of the run, so
    that the first steps' improvement does not count, but at most WINDOW."""
    return min((flow.last + 1) // 2, WINDOW)


def since(flow: Flow, holds: NDArray[np.bool_]) -> int | None:
    """The iteration since which something has held without a break up to the last one; None if it does
    not hold there. holds: (n,) booleans at the measured iterations."""
    where = np.flatnonzero(~holds)
    if not len(where):
        return int(flow.iterations[0])
    return int(flow.iterations[where[-1] + 1]) if where[-1] + 1 < len(holds) else None


def first_to_last(flow: Flow) -> Array:
    """Mean |dz| of the first layer divided by that of the last layer, (n,); 1 where the latter is 0."""
    dz = flow.numbers["dz_mean"]
    with np.errstate(all="ignore"):
        return np.where(dz[:, -1] > 0.0, dz[:, 0] / dz[:, -1], 1.0)


def scaled_weights(flow: Flow) -> tuple[str, Experiment] | None:
    """The advice to draw weights that suit the size of each layer; None if they are drawn that way."""
    rectifying = any(ACTIVATIONS[name].rectifies for name in flow.experiment.activations)
    scheme, spoken = ("he_normal", "He") if rectifying else ("glorot_uniform", "Glorot")
    if flow.experiment.initializer == scheme:
        return None
    advice = f"{spoken} weights suit the size of each layer, so z and dz keep their size."
    return advice, changed(flow, initializer=scheme)


def shorter_steps(flow: Flow) -> tuple[str, Experiment]:
    """The advice to use a tenth of the learning rate, or less if the first update was larger than W."""
    first = flow.numbers["update"][0]
    largest = float(np.where(np.isfinite(first), first, 0.0).max())
    factor = max(10.0, 10.0 ** np.ceil(np.log10(max(largest, 1e-3) / 0.1)))
    old = flow.experiment.learning_rate
    rate = float(f"{max(old / factor, 1e-8):.2g}")
    advice = f"A rate of {rate:g} instead of {old:g} takes shorter steps."
    return advice, changed(flow, learning_rate=rate)


def hidden(flow: Flow) -> range:
    """The numbers of the hidden layers."""
    return range(1, flow.depth)
