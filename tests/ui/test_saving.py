"""Figures of the pages: each has a file name and a description of the picture."""

from __future__ import annotations

import ast
from pathlib import Path

from backprop import ui
from tests.pages.opened import charts, opened

HERE = Path(ui.__file__).parent


def test_every_figure_of_a_page_is_named() -> None:
    drawn, without = 0, []
    for path in HERE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "chart":
                drawn += 1
                if not ast.unparse(node.args[0]).startswith("named("):
                    without.append(f"{path.name}:{node.lineno}")
    assert drawn > 12
    assert without == []


def test_a_figure_carries_what_its_file_is_called_and_says() -> None:
    page = opened("landscape", {"t": "12"})
    found = [figure["layout"]["meta"] for figure in charts(page).values()]
    names = [f"{meta['page']}-{meta['name']}-t{meta['iteration']}" for meta in found]
    assert names == [
        "landscape-descent-t12",
        "landscape-slice-t12",
        "landscape-contour-t12",
    ]
    assert found[0]["title"] == (
        "Loss of the 250 training points along −g at iteration 12 (circles, hidden 4-3)"
    )
