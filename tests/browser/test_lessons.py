"""A lesson in the browser: its card, its run, its observation and answer, and enough room for the instrument."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from backprop.lessons import LESSONS
from tests.browser.conftest import OpenPage, OpenScreen, settled
from tests.browser.screen import Screen

DEAD = LESSONS["dead"]


def test_a_lesson_is_started_seen_answered_and_left(open_page: OpenPage) -> None:
    page = open_page("/lessons")
    expect(page.locator(".bpl-card img")).to_have_count(len(LESSONS))
    assert page.evaluate(
        "[...document.querySelectorAll('.bpl-card img')].every((i) => i.complete && i.naturalWidth)"
    )
    page.get_by_role("button", name=f"Start: {DEAD.title}").click()
    screen = Screen(page).ready().shows(DEAD.experiment).at(0).rest()
    assert screen.query["lesson"] == "dead"
    strip = page.locator(".st-key-lesson_strip")
    expect(strip).to_contain_text(DEAD.question)
    box = strip.bounding_box()
    assert box is not None
    assert box["height"] <= 40
    assert page.evaluate(
        "document.querySelector('[data-testid=stMain]').scrollHeight <= window.innerHeight"
    )
    inspector = page.get_by_test_id("inspector").bounding_box()
    assert inspector is not None
    assert inspector["y"] + inspector["height"] <= 900
    expect(strip).not_to_contain_text("seen")
    screen.scrub(60)
    screen.at(60)
    expect(strip).to_contain_text("✓ seen")
    strip.get_by_role("button", name="Show the answer").click()
    expect(page.get_by_text(DEAD.answer(DEAD.runs()))).to_be_visible()
    page.get_by_role("button", name="See it on Gradient flow").click()
    page.wait_for_url(re.compile(r"/flow\?.*lesson=dead.*t=50.*quantity=dead"))
    settled(page)
    page.get_by_role("button", name="Next lesson").click()
    page.wait_for_url(re.compile("lesson=zeros"))
    page.get_by_role("button", name="Leave the lesson").click()
    expect(page.locator(".st-key-lesson_strip")).to_have_count(0)


@pytest.mark.long
def test_on_a_phone_in_the_dark(open_screen: OpenScreen) -> None:
    screen = open_screen("lesson=momentum", width=390, height=844, scheme="dark")
    screen.shows(LESSONS["momentum"].experiment)
    expect(screen.page.get_by_role("button", name="Show the answer")).to_be_visible()
    over = screen.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert over <= 0
