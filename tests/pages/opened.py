"""A page as Streamlit's AppTest runs it, through the app's own main script."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from backprop import Trainer
from backprop.ui.state import KEY, Lab

ROOT = Path(__file__).parents[2]
MAIN = ROOT / "backprop" / "ui" / "main.py"


def opened(name: str, query: dict[str, str], timeout: float = 30) -> AppTest:
    """A file of pages/, opened by an address."""
    page = AppTest.from_file(str(MAIN), default_timeout=timeout)
    for key, value in query.items():
        page.query_params[key] = value
    run(page)  # the navigation has to be there before a page of it can be gone to
    if name == "train":
        return page
    return run(page.switch_page(str(ROOT / "pages" / f"{name}.py")))


def run(page: AppTest) -> AppTest:
    page.run()
    assert not page.exception
    return page


def lab(page: AppTest) -> Lab:
    return page.session_state[KEY]


def trainer(page: AppTest) -> Trainer:
    return lab(page).trainer


def charts(page: AppTest) -> dict[str, dict[str, Any]]:
    """The Plotly figures of a page by their keys."""
    found = [
        c.proto for c in page.get("bidi_component") if c.proto.component_name == "backprop_chart"
    ]
    return {proto.id.split("-", 2)[2]: json.loads(proto.bytes)["figure"] for proto in found}


def address(page: AppTest) -> dict[str, Any]:
    params = page.query_params.items()
    return {name: value if isinstance(value, str) else value[-1] for name, value in params}
