"""The requirements agree everywhere, and name only packages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(path.name for path in ROOT.glob("requirements*"))


def lines(name: str) -> list[str]:
    """Requirements of a file, without comments and files it includes."""
    text = re.sub(r"#.*", "", (ROOT / name).read_text())
    return [line for line in map(str.strip, text.splitlines()) if line and not line.startswith("-")]


def versions(name: str, sign: str) -> dict[str, str]:
    """Package name to version, for a file whose lines all have that sign."""
    pairs = [line.split(sign) for line in lines(name)]
    assert all(len(pair) == 2 for pair in pairs), f"{name}: every line has {sign}"
    return {package.strip().lower(): version.strip() for package, version in pairs}


def release(version: str) -> list[int]:
    """The numbers of a version without trailing zeros: 2.0 is 2.0.0."""
    numbers = [int(part) for part in re.findall(r"\d+", version)]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return numbers


def test_the_lower_bounds_are_those_that_are_tested() -> None:
    bounds = {p: release(v) for p, v in versions("requirements.txt", ">=").items()}
    assert bounds == {p: release(v) for p, v in versions("requirements-lowest.txt", "==").items()}


def test_the_package_asks_for_the_same() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = project["dependencies"] + project["optional-dependencies"]["app"]
    assert sorted(asked) == sorted(lines("requirements.txt"))
    assert [re.split("[>=]", line)[0] for line in project["dependencies"]] == [
        "numpy",
        "scikit-learn",
    ]


def test_the_lock_holds_what_development_needs() -> None:
    lock = versions("requirements-dev.lock", "==")
    for line in [*lines("requirements.txt"), *lines("requirements-dev.txt")]:
        assert re.split(r"[>=\[]", line)[0].lower() in lock
    for package, bound in versions("requirements.txt", ">=").items():
        assert release(lock[package]) >= release(bound)


@pytest.mark.parametrize("name", FILES)
def test_no_registry_and_no_path_is_named(name: str) -> None:
    for line in (ROOT / name).read_text().splitlines():
        if line.startswith("#") or line == "-r requirements.txt":
            continue
        assert re.fullmatch(r"[A-Za-z0-9._-]+(\[[a-z]+\])?([=>]=[0-9][0-9a-z.]*)?", line), line


def test_the_lock_of_typescript_names_no_registry() -> None:
    text = (ROOT / "tools" / "js" / "package-lock.json").read_text()
    assert '"integrity"' in text
    assert "resolved" not in text
    assert "http" not in text
