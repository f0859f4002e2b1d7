"""A page as Streamlit's AppTest runs it, through the app's own main script."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from backprop import Trainer
from backprop.ui.state import KEY, Lab

ROOT = Path(__file__).parents[2]
MAIN = ROOT / "backprop" / "ui" / "main.py"
SECONDS = 120  # a page that takes longer hangs

# Every AppTest looks through all installed packages for components: two thirds of what it costs to
# open a page. What is installed does not change while tests run.
manifest_scanner.scan_component_manifests = functools.cache(
    manifest_scanner.scan_component_manifests
)


def opened(name: str, query: dict[str, str]) -> AppTest:
    """A file of pages/, opened by an address, as a link opens it: no other page runs before."""
    page = AppTest.from_file(str(MAIN), default_timeout=SECONDS)
    for key, value in query.items():
        page.query_params[key] = value
    page._page_hash = _page_hash(name)
    return run(page)


@functools.cache
def _page_hash(name: str) -> str:
    """Streamlit's name for a page, which AppTest knows when the navigation has run once."""
    page = _after_navigation()
    page.switch_page(str(ROOT / "pages" / f"{name}.py"))
    return page._page_hash


@functools.cache
def _after_navigation() -> AppTest:
    return run(AppTest.from_file(str(MAIN), default_timeout=SECONDS))


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
