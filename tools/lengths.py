"""Says which files and functions have grown long: places to look at, no verdicts.

python -m tools.lengths             # files over 400 lines, functions over a screen of 60
python -m tools.lengths --most 20   # and the longest 20 functions
python -m tools.lengths --root DIR  # another checkout
"""

from __future__ import annotations

import argparse
import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILE, SCREEN = 400, 60
FOLDERS = ("backprop", "pages", "tests", "tools", "benchmarks")

Length = tuple[int, str, str]  # lines, file, function


def python_functions(root: Path) -> list[Length]:
    """Every function of the app, tests and tools left out."""
    found: list[Length] = []
    for path in sorted([*root.glob("backprop/**/*.py"), *root.glob("pages/*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                found.append((lines, path.relative_to(root).as_posix(), node.name))
    return found


def long_files(root: Path) -> list[tuple[int, str]]:
    """The files of code with more than FILE lines."""
    paths = [
        path
        for folder in FOLDERS
        for path in (root / folder).rglob("*")
        if path.suffix in (".py", ".js", ".css")
    ]
    lengths = [
        (len(path.read_text(encoding="utf-8").splitlines()), path.relative_to(root).as_posix())
        for path in paths
    ]
    return sorted((entry for entry in lengths if entry[0] > FILE), reverse=True)


def main() -> None:
    """Print what is long; the exit status is 0 all the same."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--root", type=Path, default=ROOT)
    parser.add_argument("--most", type=int, default=0)
    options = parser.parse_args()
    for lines, file in long_files(options.root):
        print(f"{file}: {lines} lines, more than {FILE}")
    longest = sorted(python_functions(options.root), reverse=True)
    over = sum(lines > SCREEN for lines, *_ in longest)
    print(f"{over} of {len(longest)} functions in Python have more than {SCREEN} lines")
    for lines, file, name in longest[: options.most]:
        print(f"  {lines:4d}  {file}  {name}")


if __name__ == "__main__":
    main()
