"""Constants that Python and the browser's scripts share, in one file that both read.

It holds words, hints, palettes and the classes' marker shapes. Names from Python's registries are in
core/registries.json, which is generated from them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "live_view" / "js" / "core" / "shared.json"
SHARED: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
