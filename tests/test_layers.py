"""The layers of the code: nothing imports upwards, and state is touched in one place."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Lowest first. A module may import from its own layer and from those before it.
LAYERS: list[set[str]] = [
    {
        "activations", "losses", "initializers", "optimizers", "schedules", "gradient_rules",
        "datasets", "history", "parameters", "architecture",
    },
    {"mlp"},
    {"choices", "experiment", "presets", "divergence", "trainer"},
    {"gradient_check"},
    {"live_view", "cli"},
    {"ui"},
    {"pages"},
    {"app"},
]  # fmt: skip
ENGINE = set().union(*LAYERS[:4]) | {"cli"}
MOST_LINES = 400


def sources() -> list[Path]:
    found = [*ROOT.glob("backprop/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "app.py"]
    return sorted(path for path in found if path.name not in ("__init__.py", "__main__.py"))


def unit(path: Path) -> str:
    """The name by which the layers know a file: its module, or its folder below backprop."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts[0] == "backprop":
        return parts[1]
    return parts[0]


def rank(name: str) -> int:
    return next(rank for rank, layer in enumerate(LAYERS) if name in layer)


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path} imports relatively"
            for alias in node.names:
                yield f"{node.module}.{alias.name}" if node.module == "backprop" else node.module


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_nothing_imports_upwards(path: Path) -> None:
    mine = unit(path)
    for module in imports(path):
        parts = module.split(".")
        if parts[0] not in ("backprop", "pages", "app"):
            continue
        theirs = parts[1] if parts[0] == "backprop" else parts[0]
        # Presets are made of experiments, and an experiment can be had by its preset's name.
        if (mine, theirs) == ("experiment", "presets"):
            continue
        assert rank(theirs) <= rank(mine), f"{path.name} ({mine}) imports {module}"


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_the_engine_knows_no_interface(path: Path) -> None:
    if unit(path) in ENGINE:
        used = {module.split(".")[0] for module in imports(path)}
        assert not used & {"streamlit", "plotly", "starlette", "pandas"}


def test_importing_the_package_loads_no_interface() -> None:
    code = (
        "import sys, backprop; "
        "print([m for m in ('streamlit', 'plotly', 'starlette') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_session_state_is_touched_in_one_place() -> None:
    for path in sources():
        if path != ROOT / "backprop" / "ui" / "state.py":
            text = path.read_text()
            assert "session_state" not in text, path
            assert "query_params" not in text, path


def test_pages_hold_no_formula() -> None:
    for path in ROOT.glob("pages/*.py"):
        assert not {m.split(".")[0] for m in imports(path)} & {"numpy", "sklearn", "scipy"}


def test_files_stay_readable() -> None:
    scripts = [*ROOT.glob("backprop/live_view/js/*.js"), *ROOT.glob("backprop/live_view/css/*.css")]
    for path in [*sources(), *scripts, *ROOT.glob("tests/**/*.py")]:
        lines = len(path.read_text().splitlines())
        assert lines <= MOST_LINES, f"{path.relative_to(ROOT)} has {lines} lines"
