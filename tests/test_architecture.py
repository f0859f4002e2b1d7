"""Files, modules and functions that the documents name exist."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from tools.import_graph import FLOORS, mermaid

ROOT = Path(__file__).parents[1]
DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    "docs/ARCHITECTURE.md",
    "docs/DEPLOY.md",
    "docs/PYTHON.md",
    "docs/SPEED.md",
    "docs/TOUR.md",
    "benchmarks/README.md",
]
FOLDERS = [ROOT, ROOT / "backprop", ROOT / "backprop" / "live_view"]
FILE = re.compile(
    r"[\w./*-]+\.(?:py|js|ts|css|sh|conf|txt|lock|toml|md|json|gif)|[\w.-]+(?:/[\w.-]+)*/"
)
ATTRIBUTE = re.compile(r"([A-Za-z_][\w/]*)\.([A-Za-z_]\w*)(?:\(.*\))?")
OTHERS = {"np": "numpy", "st": "streamlit", "joblib": "joblib"}  # as they are imported
BUILT = ("build/", ".venv")  # made by make


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def named(document: str) -> list[str]:
    """The text between backticks in a document's sentences and tables."""
    sentences = re.sub(r"^```.*?^```", "", read(document), flags=re.DOTALL | re.MULTILINE)
    return sorted(set(re.findall(r"`([^`\n]+)`", sentences)))


def is_there(file: str, beside: Path = ROOT) -> bool:
    return any(any(folder.glob(file)) for folder in (*FOLDERS, beside))


@cache
def classes() -> dict[str, str]:
    """The module of every class of the package."""
    return {
        node.name: ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in sorted((ROOT / "backprop").rglob("*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    }


def module(path: str) -> ModuleType | None:
    """A module by its path below backprop/, such as nn/mlp, or a library that it uses."""
    if path in OTHERS:
        return importlib.import_module(OTHERS[path])
    if any((ROOT / "backprop" / f"{path}{end}").exists() for end in (".py", "/__init__.py")):
        return importlib.import_module(f"backprop.{path.replace('/', '.')}")
    return None


def has(owner: str, attribute: str) -> bool:
    """Whether a module, or a class, of that name has the attribute."""
    if owner == "backprop":
        return module(attribute) is not None
    if (found := module(owner)) is not None:
        return hasattr(found, attribute)
    if owner not in classes():
        return False
    one = getattr(importlib.import_module(classes()[owner]), owner)
    written = re.search(rf"\bself\.{attribute}\b.*=", inspect.getsource(one))
    fields = {name for base in one.__mro__ for name in getattr(base, "__annotations__", {})}
    return hasattr(one, attribute) or attribute in fields or written is not None


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_named_file_is_there(document: str) -> None:
    beside = (ROOT / document).parent
    files = [
        name for name in named(document) if FILE.fullmatch(name) and not name.startswith(BUILT)
    ]
    assert [name for name in files if not is_there(name, beside)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_named_attribute_is_where_the_document_says(document: str) -> None:
    dotted = [ATTRIBUTE.fullmatch(name) for name in named(document) if not FILE.fullmatch(name)]
    wrong = [found[0] for found in dotted if found and not has(found[1], found[2])]
    assert wrong == []


def test_the_tests_above_can_fail() -> None:
    assert is_there("nn/mlp.py")
    assert not is_there("mlp.py")
    assert not is_there("js/run/nothing.js")
    assert has("Trainer", "seek")
    assert has("Trainer", "iteration")  # set by a method
    assert has("Experiment", "hidden")  # a field
    assert not has("Trainer", "hidden")
    assert has("nn/mlp", "MLP")
    assert not has("nn/mlp", "Trainer")
    assert not has("nowhere", "seek")
    assert len([name for name in named("docs/ARCHITECTURE.md") if ATTRIBUTE.fullmatch(name)]) > 30


def test_the_table_of_floors_is_that_of_the_imports() -> None:
    section = read("docs/ARCHITECTURE.md").partition("## Floors")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]*) \|", section, re.MULTILINE)
    floors = [{name.rstrip("/") for name in re.findall(r"`([^`]+)`", row)} for row in rows]
    assert floors == [set(floor) for floor in FLOORS]


def test_the_picture_of_the_house_is_what_the_tool_draws() -> None:
    """After a change of imports: python -m tools.import_graph --update"""
    assert f"```mermaid\n{mermaid()}\n```\n" in read("CONTRIBUTING.md")
