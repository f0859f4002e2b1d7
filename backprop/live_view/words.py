"""The article's words and what they mean, from the list that the browser uses."""

from __future__ import annotations

import json

from backprop.live_view.scripts import JS

_SHARED = json.loads((JS / "core" / "shared.json").read_text(encoding="utf-8"))
MEANINGS: dict[str, str] = {word["name"]: word["meaning"] for word in _SHARED["words"]}
