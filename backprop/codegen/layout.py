"""The layout of generated programs: wrapped lists, and marks that link lines to equations."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

WIDTH = 88  # the longest line
MARK = "#@"  # separates a line from the names of the equations that it implements


def bracketed(head: str, items: Iterable[str], tail: str) -> str:
    """A call or list on one line, or wrapped over several if it is too long."""
    inside = ", ".join(items)
    if len(head + inside + tail) <= WIDTH:
        return head + inside + tail
    return "\n".join([head, *(f"    {line}" for line in textwrap.wrap(inside, WIDTH - 4)), tail])


def marked(text: str, marks: str, indent: int = 0) -> str:
    """The lines of a text, each indented and followed by the marks of its equations."""
    lines = text.strip("\n").splitlines()
    return "\n".join(f"{' ' * indent}{line}  {MARK} {marks}" for line in lines)


def function(name: str, arguments: str, body: str, marks: str, note: str = "") -> str:
    """A function that returns the last line of its body, an expression. note: a comment after it."""
    *before, last = body.strip("\n").splitlines()
    lines = [f"def {name}({arguments}):", *(f"    {line}" for line in before)]
    return marked("\n".join([*lines, f"    return {last}{note}"]), marks)
