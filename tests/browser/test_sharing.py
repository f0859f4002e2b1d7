"""The address holds everything: other contexts, other tabs, other servers."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.browser.conftest import OpenScreen, free_port, start_app, stop_app
from tests.browser.screen import Screen


def test_the_link_shows_the_same_elsewhere(open_screen: OpenScreen) -> None:
    first = open_screen("dataset=xor&hidden=5&activations=elu&batch_size=25&learning_rate=0.3")
    for _ in range(4):
        first.press("Step forward")
    first.at(4).rest()
    first.page.wait_for_url("**t=4*")
    second = open_screen(first.page.url.partition("?")[2])
    second.at(4).same_as_python()
    assert second.shown_gradients() == first.shown_gradients()
    assert second.experiment == first.experiment


def test_two_tabs_are_two_runs(open_screen: OpenScreen) -> None:
    first, second = open_screen(), open_screen()
    first.press("Step forward")
    first.at(1)
    second.at(0)
    second.page.get_by_test_id("dataset-moons").click()
    second.page.wait_for_url("**dataset=moons*")
    first.press("Step forward")
    first.at(2).same_as_python()
    assert first.experiment.dataset == "circles"
    second.same_as_python()


def test_a_server_restart_loses_nothing_that_the_address_holds(chromium: Browser) -> None:
    port = free_port()
    server = start_app(port)
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    try:
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.goto(f"http://127.0.0.1:{port}/?hidden=3&activations=tanh&t=12")
        screen = Screen(page).ready().at(12)
        before = screen.shown_gradients()
        stop_app(server)
        # What the browser has can still be stepped; the page says that the server is away.
        screen.press("Step forward")
        screen.at(13)
        screen.press("Step back")
        screen.at(12)
        expect(page.get_by_text(re.compile("connect", re.IGNORECASE)).first).to_be_visible()
        server = start_app(port)
        page.reload()
        screen.ready().at(12)
        assert screen.shown_gradients() == before
        screen.press("Step forward")
        screen.at(13).same_as_python()
    finally:
        context.close()
        stop_app(server)
