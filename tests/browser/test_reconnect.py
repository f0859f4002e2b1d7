"""A server that goes away and comes back, while the page stays open."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import free_port, settled, start_app, stop_app
from tests.browser.forwarder import Forwarder
from tests.browser.screen import Screen

pytestmark = pytest.mark.long

QUERY = "hidden=3&activations=tanh&batch_size=16&learning_rate=0.2"


def test_the_run_goes_on_when_the_server_is_back(chromium: Browser, app_url: str) -> None:
    """What the browser has can still be stepped and played, Streamlit says that the line is down,
    and when it is back, at a server that knows nothing of the session, the run goes on by itself: the new
    session takes it from the address."""
    server = start_app(port := free_port())
    line = Forwarder(port)
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(300_000)  # Streamlit tries again at longer and longer intervals
    try:
        page.goto(f"http://127.0.0.1:{line.port}/?{QUERY}&t=12")
        screen = Screen(page).ready().at(12)
        before = screen.shown_gradients()
        line.cut()
        stop_app(server)
        screen.press("Step forward")
        screen.at(13)
        screen.press("Step back")
        screen.at(12)
        screen.press("Play")
        screen.past(20)  # the browser has some iterations ahead
        page.get_by_text("Connection error").wait_for()
        line.join(int(app_url.rpartition(":")[2]))
        screen.past(600)  # more than it had
        screen.press("Pause")
        trainer = screen.rest().same_as_python()
        assert trainer.experiment.hidden == (3,)
        page.goto(f"http://127.0.0.1:{line.port}/?{QUERY}&t=12")  # opened anew it is the same run
        settled(page)
        assert screen.ready().at(12).shown_gradients() == before
    finally:
        page.close()
        line.cut()
        stop_app(server)
