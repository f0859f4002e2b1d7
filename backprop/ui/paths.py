"""Where the pages are that others lead to."""

from __future__ import annotations

from pathlib import Path

_PAGES = Path(__file__).parents[2] / "pages"
TRAIN_PAGE, COMPARE_PAGE = _PAGES / "train.py", _PAGES / "compare.py"
