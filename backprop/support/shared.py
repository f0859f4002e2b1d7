"""What Python and the browser's scripts both know: one file, which both read.

words, hints, palettes, shapes of classes. The names that stand in Python's registries are in
core/registries.json, which is written from them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "live_view" / "js" / "core" / "shared.json"
SHARED: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
