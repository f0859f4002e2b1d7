"""The article's words and what they mean, from the list that the browser uses."""

from __future__ import annotations

from backprop.support.shared import SHARED

MEANINGS: dict[str, str] = {word["name"]: word["meaning"] for word in SHARED["words"]}
