"""Makes a file in the background: reports progress, can be stopped, and holds the result."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from backprop.export.formats import Format
from backprop.support import Background
from backprop.training import Snapshot

LOG = logging.getLogger(__name__)


class StoppedError(Exception):
    """The file is no longer wanted."""


@dataclass(eq=False)
class FileJob(Background):
    """A file of a run that is being made. share: progress from 0 to 1. data: the file, once it is done.
    error: one sentence if it failed, else "".

    give_way: called at every step of the work; it returns when no more urgent work is waiting.
    """

    entry: Format
    snapshot: Snapshot
    give_way: Callable[[], None]
    share: float = 0.0
    data: bytes | None = None
    error: str = ""

    @property
    def file_name(self) -> str:
        """The file's name."""
        return self.snapshot.file_name(self.entry.suffix)

    def _work(self) -> None:
        try:
            self.data = self.entry.made(self.snapshot, self._report)
        except StoppedError:
            pass
        except Exception as error:  # whatever it is, the page shows it; the log has the traceback
            LOG.error("The file %s could not be made", self.file_name, exc_info=error)
            self.error = f"{self.file_name} could not be made: {error or type(error).__name__}"

    def _report(self, share: float) -> None:
        if self._stop.is_set():
            raise StoppedError
        self.share = share
        self.give_way()
