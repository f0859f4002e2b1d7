"""One answer at a time: those that somebody waits for before those that can wait.

NumPy lets go of the interpreter in every product, and threads that all train wait for it again and
again: a class then takes many times as long.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """A lock with two kinds of waiting: an urgent one goes before all that are not."""

    def __init__(self) -> None:
        lock = threading.Lock()
        self._urgent, self._patient = threading.Condition(lock), threading.Condition(lock)
        self._taken, self._waiting = False, 0  # urgent ones that wait

    @contextmanager
    def urgent(self) -> Iterator[None]:
        """For what the picture waits for."""
        with self._urgent:
            self._waiting += 1
            try:
                self._urgent.wait_for(lambda: not self._taken)
            finally:
                self._waiting -= 1
            self._taken = True
        yield from self._hold()

    @contextmanager
    def patient(self) -> Iterator[None]:
        """For what may come a moment later."""
        with self._patient:
            self._patient.wait_for(lambda: not self._taken and not self._waiting)
            self._taken = True
        yield from self._hold()

    def give_way(self) -> None:
        """Come back when nobody has a turn and nothing urgent waits: for long work, between its steps."""
        with self._patient:
            self._patient.wait_for(lambda: not self._taken and not self._waiting)
            self._patient.notify()  # the word that this one heard was meant for one that takes a turn

    def _hold(self) -> Iterator[None]:
        try:
            yield
        finally:
            with self._urgent:
                self._taken = False
                (self._urgent if self._waiting else self._patient).notify()
