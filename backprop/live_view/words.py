"""The article's words and what they mean, from the list that the browser uses."""

from __future__ import annotations

import json
from pathlib import Path

_SOURCE = (Path(__file__).parent / "js" / "words.js").read_text(encoding="utf-8")
_LIST = _SOURCE.partition("export const WORDS = ")[2].partition(";\n\n")[0]
MEANINGS: dict[str, str] = {name: meaning for name, _, meaning in json.loads(_LIST)}
