"""Figures of the pages: all are drawn in one place, and so can be saved."""

from __future__ import annotations

import json
from pathlib import Path

from backprop import ui
from tests.pages.opened import opened

HERE = Path(ui.__file__).parent


def test_every_figure_is_drawn_by_the_chart_that_can_be_saved() -> None:
    calls = {p.name for p in HERE.glob("*.py") if "plotly_chart(" in p.read_text(encoding="utf-8")}
    assert calls == {"chart.py"}


def test_a_figure_carries_what_its_file_is_called_and_says() -> None:
    page = opened("landscape", {"t": "12"})
    found = [json.loads(e.proto.spec)["layout"]["meta"] for e in page.get("plotly_chart")]
    names = [f"{meta['page']}-{meta['name']}-t{meta['iteration']}" for meta in found]
    assert names == [
        "landscape-descent-t12",
        "landscape-slice-t12",
        "landscape-contour-t12",
    ]
    assert found[0]["title"] == (
        "Loss of the 250 training points along −g at iteration 12 (circles, hidden 4-3)"
    )
