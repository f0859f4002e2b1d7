"""Sessions take turns to train, and urgent work goes first.

NumPy releases the interpreter lock in every product, and threads that all train keep waiting for it: a
whole class at once would take many times as long.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from backprop.live_view.answers import OPEN_SECONDS, train_towards
from backprop.training import Trainer
from backprop.ui.caches import cached


class Turns:
    """A lock with two queues, each first come, first served. The patient queue moves only while the urgent
    one is empty."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = False
        self._urgent: deque[threading.Event] = deque()
        self._patient: deque[threading.Event] = deque()

    @property
    def waiting(self) -> int:
        """Number of threads waiting for a turn."""
        return len(self._urgent) + len(self._patient)

    @contextmanager
    def urgent(self) -> Iterator[None]:
        """A turn for work that the picture is waiting for."""
        yield from self._turn(self._urgent)

    @contextmanager
    def patient(self) -> Iterator[None]:
        """A turn for work that can wait a moment."""
        yield from self._turn(self._patient)

    def give_way(self) -> None:
        """Wait for a patient turn and release it at once: long work calls this between its steps."""
        with self.patient():
            pass

    def _turn(self, queue: deque[threading.Event]) -> Iterator[None]:
        mine = threading.Event()
        with self._lock:
            if self._taken:
                queue.append(mine)
            else:
                self._taken = True
                mine.set()
        mine.wait()
        try:
            yield
        finally:
            # Handed over, not released: a thread that trains in many short turns would be the first to
            # take a released lock again.
            with self._lock:
                following = self._urgent or self._patient
                self._taken = bool(following)
                if following:
                    following.popleft().set()


@cached(st.cache_resource)
def turns() -> Turns:
    """The turns of all sessions of this server."""
    return Turns()


def train_in_turns(trainer: Trainer, iteration: int, seconds: float = OPEN_SECONDS) -> int:
    """``train_towards`` an iteration in short turns, so that other sessions do not wait. Returns the
    iteration, or the nearest one computed."""
    return train_towards(trainer, iteration, seconds, turns().urgent)
