"""Progress of slow work: reported as a fraction, and drawn as a bar on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

Progress = Callable[
    [float], None
]  # called with the fraction done, 0 to 1; may raise to stop the work


def no_progress(share: float) -> None:
    """A Progress that does nothing."""


WIDTH = 30
PAUSE = 0.05  # seconds between updates, so that drawing stays cheap beside training
CLEAR = "\r\033[K"


class ProgressBar:
    """A bar that counts up to a total. It draws nothing if standard error is not a terminal.

    Call ``clear`` before printing a line to the same terminal.
    """

    def __init__(self, total: int) -> None:
        self.total = total
        self._shown = sys.stderr.isatty()
        self._drawn_at = -PAUSE
        self._visible = False

    def draw(self, count: int) -> None:
        """Show the count, unless the bar was drawn a moment ago."""
        now = time.monotonic()
        if not self._shown or (now - self._drawn_at < PAUSE and count < self.total):
            return
        done = count * WIDTH // self.total
        bar = "█" * done + "·" * (WIDTH - done)
        print(f"{CLEAR}{bar} {count}/{self.total}", end="", file=sys.stderr, flush=True)
        self._drawn_at, self._visible = now, True

    def clear(self) -> None:
        """Erase the bar."""
        if self._visible:
            print(CLEAR, end="", file=sys.stderr, flush=True)
            self._visible = False
