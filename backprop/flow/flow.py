"""Gradient flow: the size of every layer's gradients, iteration by iteration.

A FlowRecorder replays a run with a Trainer of its own and measures the iterations 0, s, 2s, …. The
spacing s doubles when there are too many of them, so memory stays bounded, and going one iteration
further costs one step and one measurement.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.arrays import Array
from backprop.data import Dataset
from backprop.nn import ACTIVATIONS, MLP, layer_blocks
from backprop.training import Divergence, Experiment, Trainer

Ints = NDArray[np.int64]

MOST_KEPT = 200  # iterations that are kept; beyond this, every other one is dropped
# For |update| / |W|: far above it the weights jump about, far below it they hardly move.
RULE_OF_THUMB = 1e-3
SATURATED = 0.05  # a slope below this share of the steepest counts as flat
MOST_SAMPLES = 0.5  # a unit that is flat for more than this share of the training set is saturated
GRADIENTS = ("dW", "db", "dz", "da")
DISTRIBUTIONS = ("z", "dW", "dz", "da")
# As in TensorBoard: the extremes, the median, and 0.5, 1 and 1.5 standard deviations of a normal
# distribution to either side.
LEVELS = (0.0, 0.0668, 0.1587, 0.3085, 0.5, 0.6915, 0.8413, 0.9332, 1.0)
SORTED = 2048  # the inner quantiles are computed from at most this many values
NAMES = (
    *(f"{name}_norm" for name in GRADIENTS),
    *(f"{name}_mean" for name in GRADIENTS),
    *("update", "dead", "saturated", "alike", "moved"),
)


@dataclass(frozen=True)
class Flow:
    """The measurements of a run up to an iteration.

    iterations (n,): the measured iterations in ascending order; the last one is ``last``.
    numbers: name -> (n, L), column l − 1 is layer l. Of Q = dW, db, dz, da on the iteration's batch
      Q_norm √Σ Q², Q_mean the mean of |Q|;  update |ΔW| / |W| of update t (NaN where W is zero);
      dead: share of units whose slope is 0 for every training sample; saturated: share of units of
      sigmoid or tanh whose slope is below 5 % of the steepest for most training samples (0 for
      other activations);  alike: 1 where all units of a layer have the same W and b;
      moved: |W − W at iteration 0| / |W at iteration 0|.
    quantiles: z, dW, dz, da -> (n, L, 9), the levels of LEVELS.
    experiment: the settings at ``last``, without interventions.
    history (last + 1, 4): every iteration, columns as in history.COLUMNS.
    diverged: where the run diverged, if it ended at ``last``.
    """

    experiment: Experiment
    dataset: Dataset
    layer_sizes: tuple[int, ...]
    activations: tuple[str, ...]
    iterations: Ints
    numbers: dict[str, Array]
    quantiles: dict[str, Array]
    history: Array
    iterations_per_epoch: int
    diverged: Divergence | None

    @property
    def last(self) -> int:
        """The last iteration that was measured."""
        return int(self.iterations[-1])

    @property
    def depth(self) -> int:
        """Number of layers L."""
        return len(self.activations)

    def layer(self, name: str, layer: int) -> Array:
        """A quantity of one layer at the measured iterations, (n,)."""
        return self.numbers[name][:, layer - 1]


class FlowRecorder:
    """Measures a run as far as requested and keeps the measurements.

    most_kept: number of iterations whose measurements are kept. Not thread-safe.
    """

    def __init__(
        self, experiment: Experiment, dataset: Dataset | None = None, most_kept: int = MOST_KEPT
    ) -> None:
        self.trainer = Trainer(experiment, dataset)
        self.most_kept = most_kept
        self._first = self.trainer.mlp.parameters.copy()
        self._on_training_set = self.trainer.mlp.sharing_parameters()
        self._spacing = 1
        self._kept: dict[int, tuple[Array, Array]] = {0: self._measure()}
        self._tip: tuple[int, tuple[Array, Array]] = 0, self._kept[0]
        self._reached = 0

    @property
    def reached(self) -> int:
        """How far the run has been measured."""
        return self._reached

    def advance(
        self,
        iteration: int,
        seconds: float = np.inf,
        report: Callable[[int], None] | None = None,
    ) -> None:
        """Measure up to an iteration, to the end of a diverged run, or for ``seconds``.

        report: called from time to time with the iteration reached.
        """
        end = time.monotonic() + seconds
        if iteration > self._reached:
            self.trainer.seek(self._reached)
            while iteration // self._spacing >= self.most_kept:
                self._thin()
        while self._reached < iteration and time.monotonic() < end:
            following = self._reached - self._reached % self._spacing + self._spacing
            self.trainer.run(min(following, iteration) - self._reached)
            if self.trainer.iteration == self._reached:
                break  # the run has ended
            self._reached = self.trainer.iteration
            self._keep()
            if report is not None:
                report(self._reached)

    def flow(self, iteration: int | None = None) -> Flow:
        """The measurements up to an iteration already reached, by default up to the last one."""
        last = self._reached if iteration is None else min(iteration, self._reached)
        kept = sorted(t for t in self._kept if t <= last)
        rows = [self._kept[t] for t in kept]
        if kept[-1] != last:
            kept.append(last)
            rows.append(self._at(last))
        numbers, quantiles = (np.stack(part) for part in zip(*rows, strict=True))
        trainer = self.trainer
        stretch = trainer.stretch_at(last)
        ended = trainer.diverged is not None and last >= trainer.last
        return Flow(
            stretch.settings,
            trainer.dataset,
            trainer.mlp.layer_sizes,
            trainer.mlp.activations,
            np.array(kept, dtype=np.int64),
            {name: numbers[:, k] for k, name in enumerate(NAMES)},
            {name: quantiles[:, k] for k, name in enumerate(DISTRIBUTIONS)},
            trainer.history.rows[: last + 1].copy(),
            stretch.iterations_per_epoch,
            trainer.diverged if ended else None,
        )

    def _keep(self) -> None:
        t = self._reached
        if t % self._spacing:
            return
        self._kept[t] = self._measure()

    def _thin(self) -> None:
        self._spacing *= 2
        self._kept = {t: row for t, row in self._kept.items() if t % self._spacing == 0}

    def _at(self, iteration: int) -> tuple[Array, Array]:
        """The measurements of an iteration that is not among the kept ones."""
        if self._tip[0] != iteration:
            self.trainer.seek(iteration)
            self._tip = iteration, self._measure()
        return self._tip[1]

    def _measure(self) -> tuple[Array, Array]:
        """Numbers (names, L) and quantiles (distributions, L, levels) of the trainer's iteration."""
        mlp, change = self.trainer.mlp, self.trainer.update
        whole = self._training_set_pass()
        updates, first = (layer_blocks(v, mlp.layer_sizes) for v in (change, self._first))
        numbers = np.empty((len(NAMES), mlp.depth))
        quantiles = np.empty((len(DISTRIBUTIONS), mlp.depth, len(LEVELS)))
        arrays = {name: getattr(mlp, name) for name in (*GRADIENTS, "z")}
        with np.errstate(all="ignore"):  # just before a run diverges squares may be infinite
            for l in range(1, mlp.depth + 1):
                W, start = mlp.W[l], first[l][:-1]
                sizes = [_norm_and_mean(arrays[name][l]) for name in GRADIENTS]
                numbers[:, l - 1] = [
                    *(norm for norm, _ in sizes),
                    *(mean for _, mean in sizes),
                    _ratio(_norm(updates[l][:-1]), _norm(W)),
                    *dead_and_saturated(whole, l),
                    _alike(mlp, l),
                    _ratio(_norm(W - start), _norm(start)),
                ]
                for k, name in enumerate(DISTRIBUTIONS):
                    quantiles[k, l - 1] = levels(arrays[name][l])
        return numbers, quantiles

    def _training_set_pass(self) -> MLP:
        """A network with the current parameters after a forward pass of the whole training set."""
        trainer = self.trainer
        if trainer.batch_size >= trainer.n_train:
            return trainer.mlp
        self._on_training_set.forward(trainer.dataset.X_train)
        return self._on_training_set


def dead_and_saturated(mlp: MLP, layer: int) -> tuple[float, float]:
    """The shares of a layer's units that are dead and that are saturated on the samples of the last
    forward pass. Both are 0 for softmax, whose units have no slope of their own, and for linear units,
    which are never flat."""
    entry = ACTIVATIONS[mlp.activations[layer - 1]]
    if entry.slope is None or entry.name == "linear":
        return 0.0, 0.0
    slopes = entry.slope(mlp.z[layer], mlp.a[layer], None)
    if entry.steepest is not None:
        flat = np.mean(slopes < SATURATED * entry.steepest, axis=0)
        return 0.0, float(np.mean(flat > MOST_SAMPLES))
    return float(np.mean(~slopes.any(axis=0))), 0.0


def levels(values: Array) -> Array:
    """Quantiles (9,) at LEVELS, interpolated linearly as in numpy.quantile. The extremes are exact; if
    there are many values, the inner quantiles come from an evenly spaced part of them."""
    flat = np.ravel(values, order="K")
    few = np.sort(flat[:: -(-flat.size // SORTED)])
    at = np.array(LEVELS) * (len(few) - 1)
    found = np.interp(at, np.arange(len(few)), few)
    found[0], found[-1] = flat.min(), flat.max()
    return found


def _norm(values: Array) -> float:
    flat = np.ravel(values, order="K")
    return float(np.sqrt(flat.dot(flat)))


def _norm_and_mean(values: Array) -> tuple[float, float]:
    return _norm(values), float(np.abs(values).mean())


def _ratio(a: float, b: float) -> float:
    return a / b if b > 0.0 else np.nan


def _alike(mlp: MLP, layer: int) -> float:
    """1 if all units of a layer with several units have the same weights and bias, else 0."""
    W, b = mlp.W[layer], mlp.b[layer]
    if W.shape[1] < 2:
        return 0.0
    scale = max(float(np.abs(W).max()), float(np.abs(b).max()))
    apart = max(float(np.ptp(W, axis=1).max()), float(np.ptp(b)))
    return float(apart <= 1e-12 * scale)  # equal sums may be rounded differently in another order
