"""Going to another page over a slow line: late messages of the page that is left do no harm."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.conftest import settled
from tests.browser.tabs import Tab
from tests.selection import tried_every

LATER = "() => new Promise((done) => setTimeout(done, 400))"  # after what the page has planned


class Line:
    """The connection between a page and Streamlit; it can delay the answers."""

    def __init__(self, page: Page) -> None:
        self.said = 0  # messages of the page
        self._held: list[str | bytes] | None = None
        page.route_web_socket("**/_stcore/stream", self._join)

    def _join(self, near: WebSocketRoute) -> None:
        far, self._near = near.connect_to_server(), near
        near.on_message(lambda message: self._say(far, message))
        far.on_message(self._answer)

    def _say(self, far: WebSocketRoute, message: str | bytes) -> None:
        self.said += 1
        far.send(message)

    def _answer(self, message: str | bytes) -> None:
        if self._held is None:
            self._near.send(message)
        else:
            self._held.append(message)

    def hold(self) -> None:
        self._held = []

    def let_go(self) -> None:
        held, self._held = self._held or [], None
        for message in held:
            self._near.send(message)


def by_link(page: Page) -> None:
    page.get_by_test_id("stTopNav").get_by_text("Understand", exact=True).click()
    page.get_by_role("menuitem", name="Clinic", exact=True).click()


def by_branch(page: Page) -> None:
    page.get_by_role("button", name="Intervene…", exact=True).click()
    page.get_by_test_id("intervene-learning_rate").fill("0.05")
    page.get_by_role("button", name="Branch from here").click()


def by_open(page: Page) -> None:
    page.get_by_role("button", name="Open B on the Train page").click()


@pytest.mark.parametrize(
    ("start", "go", "there"),
    tried_every(
        [
            ("/?t=40", by_link, "**/clinic?*"),
            ("/?t=40", by_branch, "**/compare?*"),
            ("/compare?t=40&runs=~learning_rate-0.2", by_open, "**/?*learning_rate=0.2*"),
        ],
        3,
    ),
)
def test_nothing_is_said_once_another_page_is_on_its_way(
    tab: Tab, app_url: str, start: str, go: Callable[[Page], None], there: str
) -> None:
    """What comes while Streamlit draws the other page would name a part of this one, and leave the
    other page empty."""
    page = tab.prepare(1440, 900, "light")
    line = Line(page)
    page.goto(f"{app_url}{start}")
    settled(page)
    page.locator("[data-rest='40']").wait_for()
    line.hold()
    go(page)
    page.evaluate(LATER)
    before = line.said
    page.get_by_role("button", name="Step forward", exact=True).dispatch_event("click")
    expect(page.get_by_test_id("iteration")).to_have_text("41")  # still this page
    page.evaluate(LATER)
    assert line.said == before
    line.let_go()
    page.wait_for_url(there)
    settled(page)
    expect(page.get_by_text("Back to Train").or_(page.get_by_test_id("live-view"))).to_be_visible()
    assert tab.errors == []
