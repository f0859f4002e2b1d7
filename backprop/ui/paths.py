"""Location of the page files: beside the package in a checkout, inside it when installed."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
_INSIDE = _PACKAGE / "_app" / "pages"
PAGES = _INSIDE if _INSIDE.is_dir() else _PACKAGE.parent / "pages"
TRAIN_PAGE, COMPARE_PAGE = PAGES / "train.py", PAGES / "compare.py"
