"""Work in a thread of its own, that can be waited for and ended before it is done."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Self


@dataclass(eq=False)
class Background:
    """What the jobs in the background share; each says in ``_work`` what it does, and looks at ``_stop``."""

    _stop: threading.Event = field(default_factory=threading.Event, init=False, repr=False)
    _ended: threading.Event = field(default_factory=threading.Event, init=False, repr=False)

    def start(self) -> Self:
        """Begin, in a thread of its own."""
        threading.Thread(target=self._run, name=type(self).__name__, daemon=True).start()
        return self

    def stop(self) -> None:
        """End it at its next step; what has come of it stays."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it has ended; whether it has."""
        return self._ended.wait(seconds)

    @property
    def running(self) -> bool:
        """Whether more is to come."""
        return not (self._ended.is_set() or self._stop.is_set())

    def _run(self) -> None:
        try:
            self._work()
        finally:
            self._ended.set()

    def _work(self) -> None:
        raise NotImplementedError
