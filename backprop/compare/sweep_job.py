"""A sweep in the background: a thread that trains it, what it has found so far, and a way to end it."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from backprop.compare.sweep import Result, train
from backprop.compare.sweep_choices import Variant
from backprop.data import Dataset
from backprop.support import Background

_LOOK = 0.2  # seconds between two looks at whether it was cancelled while it waits for its turn


@dataclass
class SweepJob(Background):
    """A sweep on its way. results: by the place of their variant; read them by ``found``.

    configuration: keywords of ``joblib.parallel_config`` (backend, n_jobs, …). turn: held while it
    trains, so that sweeps of one server come one after the other. error: why it ended before.
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
        """Whether it was ended before it was done."""
        return self._stop.is_set() and len(self.results) < len(self.variants)

    def found(self) -> list[tuple[Variant, Result]]:
        """What is there so far, in the order of the variants."""
        there = sorted(self.results.copy().items())
        return [(self.variants[place], result) for place, result in there]

    def _work(self) -> None:
        try:
            while not self.turn.acquire(timeout=_LOOK):
                if self._stop.is_set():
                    return
            try:
                self._train()
            finally:
                self.turn.release()
        except Exception as error:  # of a cluster that is gone, of a process that was killed
            self.error = f"The sweep ended early: {_first_line(error)}."

    def _train(self) -> None:
        self.started = time.monotonic()
        experiments = [variant.experiment for variant in self.variants]
        settings = dict(self.configuration)
        jobs = settings.pop("n_jobs", -1)
        with _configured(settings):
            asked = self._stop.is_set
            for place, result in train(experiments, self.iterations, self.datasets, jobs, asked):
                self.results[place] = result


def _configured(settings: dict[str, Any]) -> AbstractContextManager[Any]:
    if not settings:
        return nullcontext()
    import joblib

    return joblib.parallel_config(**settings)


def _first_line(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0].rstrip(".")
