"""A file that is made in the background: how far it is, a way to end it, and what has come of it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from backprop.export import Format
from backprop.snapshot import Snapshot

LOG = logging.getLogger(__name__)


class StoppedError(Exception):
    """Nobody wants the file any more."""


@dataclass
class FileJob:
    """A file of a run on its way. share: that is done, 0 to 1. data: the file, once it is made.
    error: one sentence, where it could not be. stopped: it was ended before.

    give_way: called at every step of the work; comes back when nothing waits that is more urgent.
    """

    entry: Format
    snapshot: Snapshot
    give_way: Callable[[], None]
    share: float = 0.0
    data: bytes | None = None
    error: str = ""
    _stop: threading.Event = field(default_factory=threading.Event)
    _ended: threading.Event = field(default_factory=threading.Event)

    def start(self) -> FileJob:
        """Begin, in a thread of its own."""
        threading.Thread(target=self._work, name=f"file {self.entry.name}", daemon=True).start()
        return self

    def stop(self) -> None:
        """End it at its next step."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it has ended; whether it has."""
        return self._ended.wait(seconds)

    @property
    def running(self) -> bool:
        """Whether the file is still to come."""
        return not (self._ended.is_set() or self._stop.is_set())

    @property
    def file_name(self) -> str:
        """What the file is called."""
        return self.snapshot.file_name(self.entry.suffix)

    def _work(self) -> None:
        try:
            self.data = self.entry.made(self.snapshot, self._told)
        except StoppedError:
            pass
        except Exception as error:  # the person is told, whatever it is; the log has the rest
            LOG.error("The file %s could not be made", self.file_name, exc_info=error)
            self.error = f"{self.file_name} could not be made: {error or type(error).__name__}"
        finally:
            self._ended.set()

    def _told(self, share: float) -> None:
        if self._stop.is_set():
            raise StoppedError
        self.share = share
        self.give_way()
