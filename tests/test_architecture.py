"""docs/ARCHITECTURE.md names files, modules and functions that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
FILES = [
    path.relative_to(ROOT).as_posix()
    for folder in (
        "backprop",
        "pages",
        "tests",
        "tools",
        "deploy",
        "docs",
        "benchmarks",
        ".streamlit",
    )
    for path in (ROOT / folder).rglob("*")
    if path.is_file()
] + [path.name for path in ROOT.iterdir() if path.is_file()]
SOURCE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in (ROOT / "backprop").rglob("*")
    if path.suffix in (".py", ".js")
)
NAMED = sorted(set(re.findall(r"`([\w./*-]+\.(?:py|js|css|sh|conf|txt|lock|toml|md))`", TEXT)))
MODULES = sorted(
    {name for row in re.findall(r"^\| [a-z]+ \|([^|]*)\|", TEXT, re.MULTILINE) for name in re.findall(r"`([^`]+)`", row)}
)  # fmt: skip
ATTRIBUTES = sorted(set(re.findall(r"`([a-z_]+)\.([A-Za-z_]+)(?:\([^`]*\))?`", TEXT)))


@pytest.mark.parametrize("name", NAMED)
def test_a_named_file_is_there(name: str) -> None:
    pattern = re.compile(rf"(^|/){re.escape(name).replace(re.escape('*'), '[^/]*')}$")
    assert any(pattern.search(file) for file in FILES)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_of_the_layers_is_there(name: str) -> None:
    """`explain…` stands for all that begin so, `figures/` for the folder."""
    start = name.rstrip("…").rstrip("/")
    after = "/" if name.endswith("/") else "" if name.endswith(("…", ".py")) else ".py"
    roots = ("", "backprop/", "backprop/live_view/")
    known = [f"{root}{start}{after}" for root in roots]
    assert any(file.startswith(where) for file in FILES for where in known)


@pytest.mark.parametrize(("module", "attribute"), ATTRIBUTES)
def test_what_is_said_to_be_in_a_module_is_known(module: str, attribute: str) -> None:
    if f"{module}.{attribute}" in NAMED:
        return
    assert re.search(rf"\b{attribute}\b", SOURCE), f"{module}.{attribute}"
