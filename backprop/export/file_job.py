"""A file that is made in the background: how far it is, a way to end it, and what has come of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from backprop.export.formats import Format
from backprop.support import Background
from backprop.training import Snapshot

LOG = logging.getLogger(__name__)


class StoppedError(Exception):
    """Nobody wants the file any more."""


@dataclass(eq=False)
class FileJob(Background):
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

    @property
    def file_name(self) -> str:
        """What the file is called."""
        return self.snapshot.file_name(self.entry.suffix)

    def _work(self) -> None:
        try:
            self.data = self.entry.made(self.snapshot, self._report)
        except StoppedError:
            pass
        except Exception as error:  # the person is told, whatever it is; the log has the rest
            LOG.error("The file %s could not be made", self.file_name, exc_info=error)
            self.error = f"{self.file_name} could not be made: {error or type(error).__name__}"

    def _report(self, share: float) -> None:
        if self._stop.is_set():
            raise StoppedError
        self.share = share
        self.give_way()
