"""The layers of the code: nothing imports upwards, and state is touched in one place."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Lowest first. A module may import from its own layer and from those before it.
LAYERS: list[set[str]] = [
    {
        "activations", "losses", "initializers", "optimizers", "schedules", "gradient_rules",
        "shared", "dataset", "dataset_rows", "dataset_draws", "datasets", "features", "input_names", "history", "parameters", "architecture",
        "expression_tree", "expressions", "symbolic", "explain_text",
    },
    {"mlp"},
    {"numerical_gradient", "mistaken_mlp", "mistaken_steps", "mistakes"},
    {
        "choices", "interventions", "experiment_link", "experiment", "own_data", "presets", "timeline", "edits",
        "divergence", "checkpoints", "trainer",
    },
    {
        "gradient_check", "check_cost", "error_pattern", "clinic",
        "lessons", "lesson_answers", "lesson_numbers", "lesson_seen", "prediction", "prediction_probes", "prediction_reasons",
        "explain", "explain_cells", "explain_forms", "explain_forward",
        "explain_backward", "explain_gradient", "explain_update", "explain_walk", "explain_moves",
        "explain_batch", "explain_trail",
        "program", "program_case", "program_parts", "program_sections", "equations",
        "departures", "curves",
        "chain_rule", "chain_examples", "stacked",
        "landscape", "landscape_line", "landscape_plane", "landscape_surface",
        "flow", "evidence", "diagnosis", "diagnosis_gradients", "diagnosis_learning",
        "progress", "background", "comparison", "sweep", "sweep_choices", "sweep_job", "sweep_table",
        "optional", "snapshot", "export_arrays", "export_history", "experiment_file", "export", "file_job",
        "receipt", "receipt_parts", "receipt_training", "export_notebook", "export_sklearn", "export_onnx", "export_torch", "onnx_model",
    },
    {"table"},
    {"figures"},
    {"live_view"},
    {"notebook", "cli", "cli_experiment", "cli_table", "cli_train", "cli_take"},
    {"ui"},
    {"static_page"},
    {"pages"},
    {"app"},
]  # fmt: skip
WITHOUT_INTERFACE: set[str] = set().union(*LAYERS[: LAYERS.index({"figures"})])
MOST_LINES, MOST_OF_TESTS = 320, 400
# SciPy, joblib and threadpoolctl come with scikit-learn.
ENGINE = {"numpy", "scipy", "sklearn", "joblib", "threadpoolctl"}


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
    used = {module.split(".")[0] for module in imports(path)}
    if unit(path) in WITHOUT_INTERFACE:
        assert used <= {*sys.stdlib_module_names, "backprop", *ENGINE}
    if unit(path) == "figures":
        assert not used & {"streamlit", "starlette"}


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
    """It trains where nothing else that is installed here can be imported."""
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
from backprop.cli import main
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
    for path in sources():
        if path != ROOT / "backprop" / "ui" / "state.py":
            text = path.read_text()
            assert "session_state" not in text, path
            assert "query_params" not in text, path


def test_pages_hold_no_formula() -> None:
    for path in ROOT.glob("pages/*.py"):
        assert not {m.split(".")[0] for m in imports(path)} & {"numpy", "sklearn", "scipy"}


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


def test_files_stay_readable() -> None:
    for path in [*sources(), *ROOT.glob("tests/**/*.py")]:
        lines = len(path.read_text().splitlines())
        most = MOST_OF_TESTS if "tests" in path.relative_to(ROOT).parts else MOST_LINES
        assert lines <= most, f"{path.relative_to(ROOT)} has {lines} lines"
