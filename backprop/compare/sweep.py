"""Sweeps: one choice over several values, trained side by side on all processors.

    experiments = [variant.experiment for variant in vary(Experiment(), "optimizer", ["sgd", "adam"])]
    for place, result in train(experiments, iterations=300): ...

``train`` hands the runs to joblib, which comes with scikit-learn. Where they are computed is joblib's
configuration and nothing of this module:

    with joblib.parallel_config(backend="dask", scheduler_host="tcp://10.0.0.5:8786"): ...

A run has the bits that ``Trainer`` gives in this process, wherever it is computed by the same NumPy.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from backprop.arrays import Array
from backprop.data import Dataset
from backprop.training import Divergence, Experiment, Trainer

RUN_SECONDS = 60.0  # after which a run of a sweep ends by itself
_STRETCH = 20  # iterations between two looks at the clock


@dataclass(frozen=True)
class Result:
    """A run of a sweep. history: (iterations + 1, 4), columns as in ``history.COLUMNS``. diverged:
    where it left the finite numbers. stopped: it took longer than it may and ended before."""

    experiment: Experiment
    history: Array
    diverged: Divergence | None = None
    stopped: bool = False

    @property
    def iterations(self) -> int:
        """The last iteration that it has."""
        return len(self.history) - 1

    @property
    def tested(self) -> bool:
        """Whether there is a test set; else the training set speaks."""
        return not bool(np.isnan(self.history[0, 1]))

    @property
    def losses(self) -> Array:
        """(iterations + 1,): the loss that judges it, of the test set where there is one."""
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
    """Train one experiment for that many iterations, to its divergence, or for ``seconds``."""
    from threadpoolctl import threadpool_limits

    end = time.monotonic() + seconds
    with threadpool_limits(1, user_api="blas"):  # more threads add in another order: other bits
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
    """Train all of them, and give each result with its place as soon as it is there.

    datasets: one for each experiment, None for its named one. n_jobs: runs at a time, −1 for as many
    as the backend has processors. cancelled: asked before a run begins; once it is true, only runs
    that are under way are still given. Closing the generator gives these up too.
    """
    import joblib

    data = datasets or [None] * len(experiments)
    tasks = (
        joblib.delayed(_placed)(place, experiment, iterations, dataset)
        for place, (experiment, dataset) in enumerate(zip(experiments, data, strict=True))
        if not cancelled()
    )
    # joblib's stubs do not know what return_as makes of the answer.
    parallel: Any = joblib.Parallel
    as_they_come = {"return_as": "generator_unordered", "batch_size": 1, "pre_dispatch": "n_jobs"}
    results = parallel(n_jobs=n_jobs, **as_they_come)(tasks)
    try:
        for found in results:  # noqa: UP028 - "yield from" would close it outside of what follows
            yield found
    finally:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # joblib says that runs were given up
            results.close()


def _placed(
    place: int, experiment: Experiment, iterations: int, dataset: Dataset | None
) -> tuple[int, Result]:
    return place, run(experiment, iterations, dataset)
