"""Helpers for every package: progress reports, background work, optional libraries, and the constants
that Python shares with the browser's scripts.

It imports nothing else from this project.
"""

from backprop.support.background import Background
from backprop.support.optional import missing
from backprop.support.progress import Progress, ProgressBar, no_progress

__all__ = ["Background", "Progress", "ProgressBar", "missing", "no_progress"]
