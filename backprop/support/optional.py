"""Optional libraries, imported only by the export that needs them."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any


def missing(package: str) -> str:
    """ "" if a package is installed, otherwise a sentence that says how to install it."""
    if importlib.util.find_spec(package.partition(".")[0]) is not None:
        return ""
    return f"This needs the package {package}: pip install {package}."


def optional(module: str) -> Any:
    """Import a module. Raises ValueError, with a sentence for the reader, if its package is missing."""
    if sentence := missing(module.partition(".")[0]):
        raise ValueError(sentence)
    return importlib.import_module(module)
