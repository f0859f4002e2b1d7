"""Sweeps: train the variants of an experiment on all processors, in the background, and collect the results.

    experiments = [variant.experiment for variant in vary(Experiment(), "optimizer", ["sgd", "adam"])]
    for place, result in train(experiments, iterations=300): ...

``train`` hands the runs to joblib, which comes with scikit-learn. joblib's configuration, not this
module, decides where they are computed:

    with joblib.parallel_config(backend="dask", scheduler_host="tcp://10.0.0.5:8786"): ...

With the same version of NumPy, a run gives the same bits anywhere as a ``Trainer`` in this process.
"""

from __future__ import annotations

import csv
import io
import threading
import time
import warnings
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from backprop.arrays import Array
from backprop.compare.variants import Value, Variant
from backprop.data import Dataset
from backprop.support import Background
from backprop.training import Divergence, Experiment, Trainer

RUN_SECONDS = 60.0  # time limit of one run
_STRETCH = 20  # iterations between two looks at the clock
_WAIT = 0.2  # seconds between checks for cancellation while a sweep waits for its turn


@dataclass(frozen=True)
class Result:
    """The result of one run. history: (iterations + 1, 4), columns as in ``history.COLUMNS``.
    diverged: where it diverged, or None. stopped: it reached the time limit and ended early."""

    experiment: Experiment
    history: Array
    diverged: Divergence | None = None
    stopped: bool = False

    @property
    def iterations(self) -> int:
        """The last iteration of the run."""
        return len(self.history) - 1

    @property
    def tested(self) -> bool:
        """Whether there is a test set; if not, the run is judged by the training set."""
        return not bool(np.isnan(self.history[0, 1]))

    @property
    def losses(self) -> Array:
        """(iterations + 1,): the loss by which the run is judged, on the test set if there is one."""
        return self.history[:, 1 if self.tested else 0]

    @property
    def accuracies(self) -> Array:
        """(iterations + 1,): the accuracy on the same set; NaN in regression."""
        return self.history[:, 3 if self.tested else 2]

    @property
    def best(self) -> int:
        """The iteration with the lowest loss."""
        return int(np.argmin(self.losses))


def run(
    experiment: Experiment,
    iterations: int,
    dataset: Dataset | None = None,
    seconds: float = RUN_SECONDS,
) -> Result:
    """Train one experiment for that many iterations, until it diverges, or for ``seconds``."""
    from threadpoolctl import threadpool_limits

    end = time.monotonic() + seconds
    with threadpool_limits(1, user_api="blas"):  # more threads sum in another order: other bits
        trainer = Trainer(experiment, dataset)
        while trainer.last < iterations and trainer.diverged is None:
            if time.monotonic() > end:
                return Result(experiment, trainer.history.rows.copy(), stopped=True)
            trainer.run(min(_STRETCH, iterations - trainer.last))
    return Result(experiment, trainer.history.rows.copy(), trainer.diverged)


def train(
    experiments: Sequence[Experiment],
    iterations: int,
    datasets: Sequence[Dataset | None] | None = None,
    n_jobs: int = -1,
    cancelled: Callable[[], bool] = lambda: False,
) -> Generator[tuple[int, Result], None, None]:
    """Train all experiments and yield each result with its index as soon as it is ready.

    datasets: one for each experiment, None for the named data set. n_jobs: number of runs at a time,
    −1 for one on each processor of the backend. cancelled: called before a run begins; once it returns
    true, only runs already under way are still yielded. Closing the generator abandons these too.
    """
    import joblib

    data = datasets or [None] * len(experiments)
    tasks = (
        joblib.delayed(_placed)(place, experiment, iterations, dataset)
        for place, (experiment, dataset) in enumerate(zip(experiments, data, strict=True))
        if not cancelled()
    )
    # joblib's stubs do not know that return_as changes the type of the result.
    parallel: Any = joblib.Parallel
    as_completed = {"return_as": "generator_unordered", "batch_size": 1, "pre_dispatch": "n_jobs"}
    results = parallel(n_jobs=n_jobs, **as_completed)(tasks)
    try:
        for found in results:  # noqa: UP028 - "yield from" would close it outside the finally block
            yield found
    finally:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # joblib warns about abandoned runs
            results.close()


def _placed(
    place: int, experiment: Experiment, iterations: int, dataset: Dataset | None
) -> tuple[int, Result]:
    return place, run(experiment, iterations, dataset)


Found = Sequence[tuple[Variant, Result]]


@dataclass(frozen=True)
class Band:
    """The losses of all seeds of one value. median, low, high (T,): over the seeds that have reached
    each iteration; for a single seed all three are its curve."""

    value: Value
    seeds: int
    median: Array
    low: Array
    high: Array


def rows(name: str, found: Found) -> list[dict[str, Any]]:
    """One row for each run: its value of the choice ``name``, its seed and its results. Losses and
    accuracies are those of the test set if there is one; None where there is no number."""
    table = []
    for variant, result in found:
        best, last = result.best, result.iterations
        row: dict[str, Any] = {} if name == "seed" else {name: variant.value}
        row |= {
            "weight seed": variant.seed,
            "final loss": float(result.losses[last]),
            "best loss": float(result.losses[best]),
            "best at": best,
            "training loss": float(result.history[last, 0]),
            "accuracy": _number(result.accuracies[last]),
            "best accuracy": _number(_highest(result.accuracies)),
            "iterations": last,
            "ended": _ended(result),
        }
        table.append(row)
    return table


def to_csv(table: Sequence[dict[str, Any]]) -> str:
    """The rows as CSV with a header; numbers with all their digits."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(table[0]) if table else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    return text.getvalue()


def bands(name: str, found: Found) -> list[Band]:
    """One band for each value, in the order of the values; a single band if the seed is varied."""
    groups: dict[Value, list[Array]] = {}
    for variant, result in found:
        value: Value = "all seeds" if name == "seed" else variant.value
        groups.setdefault(value, []).append(result.losses)
    return [_band(value, curves) for value, curves in groups.items()]


def _band(value: Value, curves: list[Array]) -> Band:
    longest = max(map(len, curves))
    stacked = np.full((len(curves), longest), np.nan)
    for row, curve in zip(stacked, curves, strict=True):
        row[: len(curve)] = curve
    median = np.nanmedian(stacked, axis=0)
    return Band(value, len(curves), median, np.nanmin(stacked, axis=0), np.nanmax(stacked, axis=0))


def _highest(values: Array) -> float:
    return float("nan") if np.isnan(values).all() else float(np.nanmax(values))


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _ended(result: Result) -> str:
    if result.diverged is not None:
        return f"diverged at {result.diverged.iteration}, layer {result.diverged.layer}"
    return "took too long" if result.stopped else ""


@dataclass(eq=False)
class SweepJob(Background):
    """A sweep that trains in a background thread. results: by the index of the variant; read them
    through ``found``.

    configuration: keywords of ``joblib.parallel_config`` (backend, n_jobs, …). turn: a lock held while
    it trains, so that one server runs one sweep at a time. error: a sentence if it ended early, or None.
    """

    name: str
    variants: Sequence[Variant]
    iterations: int
    datasets: Sequence[Dataset | None] | None = None
    configuration: Mapping[str, Any] = field(default_factory=dict)
    turn: threading.Lock = field(default_factory=threading.Lock)
    results: dict[int, Result] = field(default_factory=dict)
    started: float | None = None
    error: str | None = None

    @property
    def cancelled(self) -> bool:
        """Whether it was stopped before it was done."""
        return self._stop.is_set() and len(self.results) < len(self.variants)

    def found(self) -> list[tuple[Variant, Result]]:
        """The results so far, in the order of the variants."""
        finished = sorted(self.results.copy().items())
        return [(self.variants[place], result) for place, result in finished]

    def _work(self) -> None:
        try:
            while not self.turn.acquire(timeout=_WAIT):
                if self._stop.is_set():
                    return
            try:
                self._train()
            finally:
                self.turn.release()
        except Exception as error:  # for example a lost cluster or a killed process
            self.error = f"The sweep ended early: {_first_line(error)}."

    def _train(self) -> None:
        self.started = time.monotonic()
        experiments = [variant.experiment for variant in self.variants]
        settings = dict(self.configuration)
        jobs = settings.pop("n_jobs", -1)
        with _configured(settings):
            stopped = self._stop.is_set
            for place, result in train(experiments, self.iterations, self.datasets, jobs, stopped):
                self.results[place] = result


def _configured(settings: dict[str, Any]) -> AbstractContextManager[Any]:
    if not settings:
        return nullcontext()
    import joblib

    return joblib.parallel_config(**settings)


def _first_line(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0].rstrip(".")
