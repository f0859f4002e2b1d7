"""Sessions take turns to train: what somebody waits for goes before what can wait.

NumPy lets go of the interpreter in every product, and threads that all train wait for it again and
again: a class then takes many times as long.
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
    """A lock with two queues. Each is first come, first served; the patient one moves only while the
    urgent one is empty."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = False
        self._urgent: deque[threading.Event] = deque()
        self._patient: deque[threading.Event] = deque()

    @property
    def waiting(self) -> int:
        """How many wait for a turn."""
        return len(self._urgent) + len(self._patient)

    @contextmanager
    def urgent(self) -> Iterator[None]:
        """A turn for what the picture waits for."""
        yield from self._turn(self._urgent)

    @contextmanager
    def patient(self) -> Iterator[None]:
        """A turn for what may come a moment later."""
        yield from self._turn(self._patient)

    def give_way(self) -> None:
        """Return when it would be a patient one's turn: for long work, between its steps."""
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
            # Handed over rather than released: who trains in many short turns would be the first
            # to take a released lock again.
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
    """``train_towards`` an iteration without keeping other sessions waiting: it trains in short turns.
    Returns the iteration, or the nearest one that has been computed."""
    return train_towards(trainer, iteration, seconds, turns().urgent)
