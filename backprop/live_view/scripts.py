"""The scripts in js/, and the imports of each.

A script's name is its path in js/, such as "core/keeping.js". tools/script_imports.py writes imports.json.
"""

from __future__ import annotations

import json
import posixpath
from functools import cache
from pathlib import Path

from backprop.live_view.registry_scripts import registry_scripts

HERE = Path(__file__).parent
JS = HERE / "js"
IMPORTS = HERE / "imports.json"


@cache
def scripts() -> dict[str, bytes]:
    """The content of every file that a browser may fetch, by name.

    Entries from outside must be registered before the first call.
    """
    found = sorted(path for ending in ("js", "json") for path in JS.rglob(f"*.{ending}"))
    files = {path.relative_to(JS).as_posix(): path.read_bytes() for path in found}
    return files | {name: text.encode() for name, text in registry_scripts().items()}


@cache
def _direct() -> dict[str, list[str]]:
    return json.loads(IMPORTS.read_text(encoding="utf-8"))


@cache
def imported(script: str) -> tuple[str, ...]:
    """The names of all scripts that a script imports, directly or indirectly. Raises KeyError for an unknown one."""
    found, ahead = [script], [script]
    while ahead:
        name = ahead.pop()
        new = [other for other in _direct()[name] if other not in found] if is_code(name) else []
        found += new
        ahead += new
    return tuple(found[1:])


def is_code(script: str) -> bool:
    """Whether a file is JavaScript; otherwise it is JSON."""
    return script.endswith(".js")


def specifiers(script: str) -> dict[str, str]:
    """The direct imports of a script: the specifier as written, and the name."""
    written = {
        posixpath.relpath(name, posixpath.dirname(script)): name for name in _direct()[script]
    }
    return {key if key.startswith(".") else f"./{key}": name for key, name in written.items()}
