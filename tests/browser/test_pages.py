"""The pages share one run: the same experiment and iteration, there and back. tests/pages/test_links.py
tests that each opens by a link and can step the run."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlparse

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenScreen, settled
from tests.browser.screen import Screen

# group in the navigation, title there, path, whether the run is stepped there
PAGES = [
    ("Understand", "Chain rule", "chain-rule", False),
    ("Understand", "Follow one sample", "sample", True),
    ("Understand", "Mathematics", "mathematics", False),
    ("Understand", "Gradient check", "gradient-check", False),
    ("Understand", "Clinic", "clinic", False),
    ("Diagnose", "Gradient flow", "flow", False),
    ("Diagnose", "Landscape", "landscape", True),
]
QUERY = "hidden=3%2C2&activations=relu%2Ctanh&learning_rate=0.25"


def query(page: Page) -> dict[str, str]:
    return dict(parse_qsl(urlparse(page.url).query))


def test_there_and_back(open_screen: OpenScreen) -> None:
    """From Train through all pages, stepping the run on two, and back to the same picture."""
    screen = open_screen(f"{QUERY}&t=11").rest()
    screen.press("Step forward")
    screen.at(12).rest()
    page = screen.page
    page.wait_for_url("**t=12*")
    before = screen.shown_gradients()
    for group, title, path, steps in PAGES:
        page.mouse.move(0, 0)  # a button's help goes
        page.get_by_test_id("stTopNav").get_by_text(group, exact=True).click()
        page.get_by_role("menuitem", name=title, exact=True).click()
        page.wait_for_url(f"**/{path}?*")
        settled(page)
        expect(page.get_by_text("Back to Train")).to_be_visible()
        page.wait_for_url("**t=12*")
        assert query(page)["hidden"] == "3,2"
        if steps:
            page.get_by_role("button", name="Next iteration").click()
            page.wait_for_url("**t=13*")
            page.get_by_role("button", name="Previous iteration").click()
            page.wait_for_url("**t=12*")
            settled(page)
    page.get_by_text("Back to Train").click()
    Screen(page).ready().at(12).rest()
    assert Screen(page).shown_gradients() == before
    found = query(page)
    found.pop("select", None)  # where what was selected is not what this iteration would open with
    assert found == {
        "hidden": "3,2",
        "activations": "relu,tanh",
        "learning_rate": "0.25",
        "t": "12",
    }
