"""axe-core finds no serious issue on any page: light and dark, wide and on a phone."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage, OpenScreen
from tests.browser.tabs import TIMEOUT_MS
from tests.selection import tried

PAGES = sorted(path.stem for path in (Path(__file__).parents[2] / "pages").glob("*.py"))
GRAVE = ("serious", "critical")
# What is Streamlit's own, by rule and the part of the page in which it may stand: we cannot mend it.
STREAMLIT = {
    # The navigation of a narrow window: its sections' headings and lists are children of one <ul>.
    ("list", "stSidebarNav"),
    ("listitem", "stSidebarNav"),
}
RUN = """rules => axe.run(document, {
  resultTypes: ["violations"], preload: false, ...(rules ? { runOnly: { type: "rule", values: rules } } : {}),
}).then(({ violations }) => violations.flatMap(({ id, impact, nodes }) => nodes.map((node) => {
  const inside = [];
  for (let e = document.querySelector(node.target.flat()[0]); e; e = e.parentElement) {
    if (e.dataset.testid) inside.push(e.dataset.testid);
  }
  return { id, impact, inside, html: node.html.slice(0, 300), why: node.failureSummary };
})))"""


def issues(page: Page, *rules: str) -> list[Any]:
    """Issues that axe calls serious or critical, by all rules or only these, without Streamlit's own."""
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(RUN, list(rules) or None)
    return [
        issue
        for issue in found
        if issue["impact"] in GRAVE
        and not any((issue["id"], place) in STREAMLIT for place in issue["inside"])
    ]


def expect_none(page: Page, *rules: str) -> None:
    """No issue, as soon as the page has followed the window and the theme; at last when an
    expectation gives up."""
    end = time.monotonic() + TIMEOUT_MS / 1000
    while (found := issues(page, *rules)) and time.monotonic() < end:
        page.wait_for_timeout(200)
    assert found == []


def in_dark(page: Page) -> None:
    """Switch the browser to dark and wait until the page begins to follow."""
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        """() => {
          const style = getComputedStyle(document.querySelector("[data-testid=stApp]"));
          return Number(style.backgroundColor.match(/\\d+/)[0]) < 60;
        }"""
    )


# On the phone these two have a layout of their own; the others are the same page, narrower.
OWN_LAYOUT = ("train", "sample")


@pytest.mark.parametrize("name", tried(PAGES, "train", "gradient_check"))
def test_no_serious_issue_on_any_page(open_page: OpenPage, name: str) -> None:
    page = open_page(f"/{'' if name == 'train' else name.replace('_', '-')}?t=20")
    assert page.get_by_role("dialog").count() == 0  # Streamlit's word for a page that is not there
    if name == "train":
        page.locator("[data-testid=live-view][data-rest='20']").wait_for()
    expect_none(page)
    in_dark(page)
    expect_none(page, "color-contrast")
    if name in OWN_LAYOUT:
        page.set_viewport_size({"width": 390, "height": 844})
        expect_none(page)


@pytest.mark.long
def test_no_serious_issue_in_a_walk_with_a_panel_open(open_screen: OpenScreen) -> None:
    screen = open_screen("t=20")
    screen.press("Walk through this step")
    screen.rest()
    expect_none(screen.page)
    in_dark(screen.page)
    expect_none(screen.page, "color-contrast")
    screen.press("Leave the walk")
    screen.press("Stop when…")
    expect_none(screen.page)


@pytest.mark.long
def test_no_serious_issue_with_a_table_to_mend_and_on_the_plane(open_page: OpenPage) -> None:
    page = open_page("/your-data?source=paste")
    text = page.get_by_role("textbox", name="Cells from a spreadsheet")
    rows = "\n".join(f"{k},{k * k % 7},{'ab'[k % 2]}" for k in range(3, 13))
    text.fill(f"height,width,kind\n1,2,a\n,5,b\n{rows}")
    text.press("Control+Enter")
    page.get_by_text("Row 3 has no value in height").wait_for()
    expect_none(page)
    in_dark(page)
    expect_none(page, "color-contrast")
    page.set_viewport_size({"width": 390, "height": 844})
    expect_none(page)
    page.get_by_text("Draw points").click()
    page.get_by_test_id("draw-points").wait_for()
    expect_none(page)
