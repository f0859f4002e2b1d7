"""The layers of the code: nothing imports upwards, and state is touched in one place."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib import metadata

from tools.import_graph import FLOORS, ROOT, imported, python_files, room_of, rooms, upward

# SciPy, joblib and threadpoolctl come with scikit-learn.
ENGINE = {"numpy", "scipy", "sklearn", "joblib", "threadpoolctl"}
INTERFACE = {"figures", "live_view", "notebook", "ui", "static_page", "pages", "app", "cli"}


def test_every_room_has_a_floor_and_imports_downwards() -> None:
    assert set(rooms()) == {room for floor in FLOORS for room in floor}
    assert upward() == []


def test_the_engine_knows_no_interface() -> None:
    for path in python_files():
        used = {module.split(".")[0] for module in imported(path)}
        room = room_of(path)
        if room not in INTERFACE:
            assert used <= {*sys.stdlib_module_names, "backprop", *ENGINE}, path
        if room == "figures":
            assert not used & {"streamlit", "starlette"}, path


def test_no_import_is_relative() -> None:
    for path in python_files():
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        assert all(n.level == 0 for n in nodes if isinstance(n, ast.ImportFrom)), path


def test_a_package_is_asked_not_its_modules() -> None:
    """What a package exports is imported from the package, not from its modules."""
    for path in python_files():
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        for node in (n for n in nodes if isinstance(n, ast.ImportFrom)):
            parts = (node.module or "").split(".")
            if parts[0] != "backprop" or len(parts) < 3 or parts[1] in ("ui", room_of(path)):
                continue
            package = ROOT.joinpath(*parts[:-1], "__init__.py")
            handed = {
                alias.name
                for n in ast.parse(package.read_text(encoding="utf-8")).body
                if isinstance(n, ast.ImportFrom)
                for alias in n.names
            }
            assert not handed & {alias.name for alias in node.names}, (path, node.module)


def normal(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def brought_along_by(package: str) -> set[str]:
    """A package, what it requires, and what those require."""
    found = {normal(package)}
    try:
        required = metadata.requires(package) or []
    except metadata.PackageNotFoundError:  # required on another system only
        return found
    for line in required:
        name = re.match(r"[\w.-]+", line)
        if name and "extra ==" not in line:
            found |= brought_along_by(name[0])
    return found


def test_the_package_needs_only_numpy_and_scikit_learn() -> None:
    """It trains even if no other installed package can be imported."""
    needed = brought_along_by("numpy") | brought_along_by("scikit-learn")
    refused = {
        module
        for module, packages in metadata.packages_distributions().items()
        if not needed & {normal(package) for package in packages} and module != "backprop"
    }
    assert {"streamlit", "plotly", "pandas"} <= refused
    code = f"""
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {refused}:
            raise ModuleNotFoundError(f"{{name}} is not NumPy or scikit-learn", name=name)
sys.meta_path.insert(0, Refuse())
import backprop
from backprop.cli.commands import main
assert main(["train", "--iterations", "3", "--format", "csv"]) == 0
trainer = backprop.Trainer(backprop.Experiment(dataset="digits", n_samples=200))
assert backprop.gradient_check(trainer.mlp, *trainer.batch_data).passed
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 4


def test_session_state_is_touched_in_one_place() -> None:
    for path in python_files():
        if path != ROOT / "backprop" / "ui" / "state.py":
            text = path.read_text()
            assert "session_state" not in text, path
            assert "query_params" not in text, path


def test_pages_hold_no_formula() -> None:
    for path in ROOT.glob("pages/*.py"):
        assert not {m.split(".")[0] for m in imported(path)} & {"numpy", "sklearn", "scipy"}


def test_every_folder_of_the_package_is_installed() -> None:
    for path in ROOT.glob("backprop/**/*.py"):
        assert (path.parent / "__init__.py").exists(), f"{path.parent} has no __init__.py"
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    kept = {
        file
        for folder, globs in patterns["package-data"].items()
        for pattern in globs
        for file in (ROOT / folder.replace(".", "/")).glob(pattern)
    }
    others = (p for p in ROOT.glob("backprop/**/*") if p.suffix not in ("", ".py", ".pyc"))
    assert set(others) == kept
