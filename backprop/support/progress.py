"""How far something is that takes its time: told as a share, drawn as a bar on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

Progress = Callable[[float], None]  # told the share that is done, 0 to 1; may raise to end it


def no_progress(share: float) -> None:
    """A Progress that nobody looks at."""


WIDTH = 30
PAUSE = 0.05  # seconds between two drawings: drawing may not cost more than training
CLEAR = "\r\033[K"


class ProgressBar:
    """Only when somebody is there to see it: counts up to a total; draws nothing when standard error is not a terminal.

    Where the output goes to the same terminal, ``clear`` comes before each line of it.
    """

    def __init__(self, total: int) -> None:
        self.total = total
        self._shown = sys.stderr.isatty()
        self._drawn_at = -PAUSE
        self._visible = False

    def draw(self, count: int) -> None:
        """Show that so many are done, unless it was drawn a moment ago."""
        now = time.monotonic()
        if not self._shown or (now - self._drawn_at < PAUSE and count < self.total):
            return
        done = count * WIDTH // self.total
        bar = "█" * done + "·" * (WIDTH - done)
        print(f"{CLEAR}{bar} {count}/{self.total}", end="", file=sys.stderr, flush=True)
        self._drawn_at, self._visible = now, True

    def clear(self) -> None:
        """Take the bar away."""
        if self._visible:
            print(CLEAR, end="", file=sys.stderr, flush=True)
            self._visible = False
