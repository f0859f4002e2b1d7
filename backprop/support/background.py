"""Work in a background thread that one can wait for or stop early."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Self


@dataclass(eq=False)
class Background:
    """Base class of background jobs. Subclasses implement ``_work`` and check ``_stop`` in it."""

    _stop: threading.Event = field(default_factory=threading.Event, init=False, repr=False)
    _ended: threading.Event = field(default_factory=threading.Event, init=False, repr=False)

    def start(self) -> Self:
        """Start the job in a new thread."""
        threading.Thread(target=self._run, name=type(self).__name__, daemon=True).start()
        return self

    def stop(self) -> None:
        """Stop the job at its next step. Its results so far are kept."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the job ends, at most this long; return whether it has ended."""
        return self._ended.wait(seconds)

    @property
    def running(self) -> bool:
        """Whether the job is still working."""
        return not (self._ended.is_set() or self._stop.is_set())

    def _run(self) -> None:
        try:
            self._work()
        finally:
            self._ended.set()

    def _work(self) -> None:
        raise NotImplementedError
