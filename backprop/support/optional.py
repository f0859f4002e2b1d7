"""Libraries that one export needs and nothing else: imported when it is asked for."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any


def missing(package: str) -> str:
    """ "" where a package is installed, else a sentence that says how to come by it."""
    if importlib.util.find_spec(package.partition(".")[0]) is not None:
        return ""
    return f"This needs the package {package}: pip install {package}."


def optional(module: str) -> Any:
    """A module. Raises ValueError, one sentence, where its package is not installed."""
    if sentence := missing(module.partition(".")[0]):
        raise ValueError(sentence)
    return importlib.import_module(module)
