"""Draws the house from the code's own imports: rooms, arrows between them, and those that run upwards.

    python -m tools.import_graph            # counts, and every arrow that runs upwards or in a circle
    python -m tools.import_graph --arrows   # every arrow
    python -m tools.import_graph --mermaid  # the picture of CONTRIBUTING.md
    python -m tools.import_graph --update   # write it there
    python -m tools.import_graph --root DIR # another checkout

A room is a package or a module directly below backprop/, the folder pages/, or app.py. An arrow leads
from a room to another that it imports, however often it does. Upwards is against FLOORS.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]

# Lowest first. A room may import from the floors below its own, and nothing else.
FLOORS: list[list[str]] = [
    ["arrays", "notation", "support"],
    ["nn"],
    ["data"],
    ["training"],
    [
        "gradcheck",
        "walkthrough",
        "equations",
        "codegen",
        "chain_rule",
        "flow",
        "landscape",
        "compare",
    ],
    ["clinic", "predict", "lessons", "export"],
    ["figures"],
    ["live_view"],
    ["cli", "notebook", "ui"],
    ["static_page", "pages"],
    ["app"],
]


def python_files(root: Path = ROOT) -> list[Path]:
    """Every Python file of the app, without tests and tools."""
    return sorted([*root.glob("backprop/**/*.py"), *root.glob("pages/*.py"), root / "app.py"])


def imported(path: Path) -> Iterator[str]:
    """The modules that a file imports, wherever in the file; `from a import b` gives a.b."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(path: Path, root: Path = ROOT) -> str:
    """The room that a file stands in; the face of the package, backprop/__init__.py, is none: ""."""
    parts = path.relative_to(root).with_suffix("").parts
    if parts[0] != "backprop":
        return parts[0]
    return "" if parts[1] in ("__init__", "__main__") else parts[1]


def rooms(root: Path = ROOT) -> list[str]:
    """The names of all rooms."""
    return sorted({room for path in python_files(root) if (room := room_of(path, root))})


def arrows(root: Path = ROOT) -> set[tuple[str, str]]:
    """(from, to) for every room that imports another."""
    known, found = set(rooms(root)), set()
    for path in python_files(root):
        room = room_of(path, root)
        for module in imported(path):
            top, _, rest = module.partition(".")
            other = rest.partition(".")[0] if top == "backprop" else top
            if room and other in known and other != room:
                found.add((room, other))
    return found


def floor_of(room: str) -> int:
    """The floor that a room stands on, 0 the lowest. Raises KeyError for one that FLOORS leaves out."""
    for number, floor in enumerate(FLOORS):
        if room in floor:
            return number
    raise KeyError(room)


def upward(root: Path = ROOT) -> list[tuple[str, str]]:
    """The arrows that do not lead down."""
    return sorted(a for a in arrows(root) if floor_of(a[0]) <= floor_of(a[1]))


def mermaid() -> str:
    """The floors as a flow chart, highest first; an arrow stands where no longer way says the same."""
    direct = arrows()

    def reaches(start: str, goal: str, seen: set[str]) -> bool:
        nexts = {b for a, b in direct if a == start} - seen
        return goal in nexts or any(reaches(room, goal, seen | nexts) for room in nexts)

    lines = ["flowchart TD"]
    for number, floor in reversed(list(enumerate(FLOORS))):
        lines += [f"  subgraph f{number}[ ]", *(f"    {room}" for room in floor), "  end"]
    for a, b in sorted(direct):
        others = {c for x, c in direct if x == a} - {b}
        if not any(reaches(c, b, set()) for c in others):
            lines.append(f"  {a} --> {b}")
    return "\n".join(lines)


def update(document: Path = ROOT / "CONTRIBUTING.md") -> None:
    """Put the picture into the document, in place of the one that is there."""
    text = document.read_text(encoding="utf-8")
    picture = f"```mermaid\n{mermaid()}\n```"
    document.write_text(
        re.sub(r"```mermaid\n.*?\n```", picture, text, flags=re.DOTALL), encoding="utf-8"
    )


def main() -> None:
    """Print what is asked for, or write it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--arrows", action="store_true")
    parser.add_argument("--mermaid", action="store_true")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--root", type=Path, default=ROOT)
    options = parser.parse_args()
    if options.update:
        update()
        return
    if options.mermaid:
        print(mermaid())
        return
    found = arrows(options.root)
    print(f"{len(rooms(options.root))} rooms, {len(found)} arrows")
    if options.root == ROOT:
        print(f"{len(FLOORS)} floors, {len(upward())} arrows that do not lead down")
        for start, end in upward():
            print(f"  {start} -> {end}")
    for start, end in sorted(found) if options.arrows else ():
        print(f"{start} -> {end}")


if __name__ == "__main__":
    main()
