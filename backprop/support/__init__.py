"""What every package may use: progress told to whoever waits, work in the background, libraries that may be missing,
and what the browser's scripts know too.

It imports nothing of this project.
"""

from backprop.support.background import Background
from backprop.support.optional import missing
from backprop.support.progress import Progress, ProgressBar, no_progress

__all__ = ["Background", "Progress", "ProgressBar", "missing", "no_progress"]
