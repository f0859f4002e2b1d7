"""What a newcomer sees first: the hint, Help and the tour. Also the mode for teachers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage, OpenScreen
from tests.browser.screen import Screen
from tests.browser.test_accessibility import expect_none, in_dark


def button(page: Page, name: str) -> Locator:
    return page.get_by_test_id("live-view").get_by_role("button", name=name, exact=True)


def overlap(page: Page, one: str, other: str) -> bool:
    """Whether two elements, given by selectors, overlap."""
    a, b = (page.locator(selector).first.bounding_box() for selector in (one, other))
    assert a, one
    assert b, other
    apart = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
    return not (apart or a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"])


def test_the_first_hint_covers_nothing_and_goes_for_good(open_page: OpenPage) -> None:
    page = open_page("/", newcomer=True)
    screen = Screen(page).ready()
    hint = page.get_by_test_id("hint")
    expect(hint).to_contain_text("Press Step forward")
    for name in (".bpl-transport > button", ".bpl-network", ".bpl-badge", ".bpl-boundary"):
        assert not overlap(page, ".bpl-hint", name), name
    screen.press("Step forward")
    expect(hint).to_have_count(0)
    expect(page.locator(".bpl-chips")).to_be_visible()
    page.reload()
    screen.ready()
    expect(hint).to_have_count(0)


def test_the_tour_is_done_by_doing_and_can_be_skipped_and_repeated(open_screen: OpenScreen) -> None:
    screen = open_screen("t=3").rest()
    page, tour = screen.page, screen.page.get_by_test_id("tour")
    done = page.get_by_test_id("tour-done")
    button(page, "Help").click()
    expect_none(page)
    button(page, "Take the tour").click()
    expect(tour.get_by_role("heading")).to_be_focused()
    expect(tour).to_contain_text("1 of 5")
    assert not overlap(page, "[data-testid=tour]", ".bpl-primary")
    page.keyboard.press("ArrowRight")  # the instrument listens all the while
    screen.at(4)
    expect(done).to_contain_text("Now at iteration 4")
    loss = screen.loss("train")
    assert f"{loss:.4f}" in done.inner_text()
    expect_none(page)
    steps = [
        ("2 of 5", lambda: screen.live.get_by_role("button", name="weight").click(), "the weight"),
        ("3 of 5", lambda: screen.cell(1, 2, 1).click(), "W¹[2,1] is selected"),
        ("4 of 5", lambda: screen.press("Step back"), "Iteration 3 again"),
        ("5 of 5", lambda: screen.press("Play"), "Playing:"),
    ]
    for title, do, said in steps:
        button(page, "Next step of the tour").click()
        expect(tour).to_contain_text(title)
        assert done.inner_text() == ""
        do()
        expect(done).to_contain_text(said)
    screen.press("Pause")
    button(page, "Next step of the tour").click()
    expect(tour).to_have_count(0)
    button(page, "Help").click()  # again, on a phone, in the dark, and skipped
    button(page, "Take the tour").click()
    page.set_viewport_size({"width": 390, "height": 844})
    in_dark(page)
    expect(page.locator(".bpl[data-layout=phone]")).to_be_visible()
    for step in range(4):
        expect(tour).to_be_in_viewport(ratio=1)
        assert not overlap(page, "[data-testid=tour]", ".bpl-ring")
        expect(page.locator(".bpl-ring")).to_be_in_viewport(ratio=0.9)
        if step in {1, 2}:  # network and gradients: not under the bar
            assert not overlap(page, ".bpl-ring", ".bpl-transport")
        button(page, "Next step of the tour").click()
    expect_none(page, "color-contrast")
    page.keyboard.press("Escape")
    expect(tour).to_have_count(0)
    expect(button(page, "Help")).to_be_focused()


@pytest.mark.long
def test_presenting_shows_the_chosen_views_larger_and_keeps_the_choice(
    open_screen: OpenScreen,
) -> None:
    screen = open_screen("t=20", width=1280, height=720).rest()
    page = screen.page
    size = page.get_by_test_id("iteration").bounding_box()
    button(page, "Present").click()
    expect(page).to_have_url(re.compile("present=network-boundary-loss"))
    larger = page.get_by_test_id("iteration").bounding_box()
    assert size
    assert larger
    assert larger["height"] >= 1.45 * size["height"]
    for hidden in ("stSidebar", "stHeader", "gradients"):
        expect(page.get_by_test_id(hidden).first).to_be_hidden()
    page.keyboard.press("ArrowRight")
    screen.at(21)
    button(page, "Views shown").click()
    page.get_by_test_id("present-loss").uncheck()
    page.get_by_test_id("present-gradients").check()
    page.keyboard.press("Escape")  # the panel first
    for name in ("diagram", "boundary", "gradient-layer-3"):
        expect(page.get_by_test_id(name)).to_be_in_viewport(ratio=0.99)
    screen.cell(2, 3, 1).click()  # the pointer is where it is seen
    expect(page).to_have_url(re.compile("select=W2-3-1"))
    screen.rest()
    expect_none(page)
    in_dark(page)
    expect_none(page, "color-contrast")
    expect(page).to_have_url(re.compile("present=network-boundary-gradients"))
    page.reload()  # the link opens it
    screen.ready()
    expect(page.locator(".bpl")).to_have_attribute("data-present", "network boundary gradients")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    expect(page).not_to_have_url(re.compile("present="))
    button(page, "Present").click()
    expect(page.locator(".bpl")).to_have_attribute("data-present", "network boundary gradients")


# What stands in a head, the bar or the strip and is not whole in it, and what of the network's names is not in its card.
CUT = """() => [...document.querySelectorAll(
  ".bpl-transport > *, .bpl-strip > *, .bpl-chip, .bpl-card:not([data-absent]) .bpl-head > *, .bpl-card:not([data-absent]) .bpl-unit span")]
  .filter((e) => e.getClientRects().length && e.innerText).filter((e) => {
    const [inner, outer] = [e, e.parentElement.closest(".bpl-transport, .bpl-chips, .bpl-strip, .bpl-card")].map((x) => x.getBoundingClientRect());
    return inner.left < outer.left - 1 || inner.right > outer.right + 1 || outer.right > innerWidth + 1 || inner.bottom > outer.bottom + 1;
  }).map((e) => `${e.className}: ${e.innerText}`)"""


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1024, 768)])
@pytest.mark.long
def test_nothing_that_is_presented_is_cut_and_the_small_text_is_large(
    open_screen: OpenScreen, width: int, height: int
) -> None:
    every = "network-boundary-gradients-loss-number-strip"
    screen = open_screen(f"t=2&present={every}", width=width, height=height).rest()
    page = screen.page
    expect(page.get_by_test_id("phase-strip")).to_be_visible()
    assert page.evaluate(CUT) == []
    head = page.locator(".bpl-boundary .bpl-head")
    assert head.get_by_role("combobox").evaluate("e => e.scrollWidth <= e.clientWidth")
    share = page.locator(".bpl-range").evaluate(
        "e => parseFloat(getComputedStyle(e).fontSize) * e.getBoundingClientRect().width / e.offsetWidth / innerHeight"
    )
    assert share > 0.018
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stSidebar")).to_be_visible()


@pytest.mark.long
def test_a_phone_presents_one_view_below_the_other(open_screen: OpenScreen) -> None:
    screen = open_screen("t=2&present=network-boundary-gradients", width=390, height=844).rest()
    page = screen.page
    assert page.evaluate(CUT) == []
    boundary, network = (
        page.locator(f".bpl-{name}").bounding_box() for name in ("boundary", "network")
    )
    assert boundary
    assert network
    assert network["y"] > boundary["y"] + boundary["height"]
    assert min(boundary["width"], network["width"]) > 360
    button(page, "Step forward").click()
    screen.at(3)
    button(page, "Leave presenting").click()
    expect(page.get_by_test_id("stHeader")).to_be_visible()


# The buttons of Plotly have names that say it, cells and units their numbers.
SILENT = """() => [...document.querySelectorAll(
  ".bpl button, .bpl select, .bsw button, .bpl-draw button, [data-testid=copy-link]")].filter((e) =>
    !e.matches(".bpl-unit, .bpl-cell, .bpl-hint *, .bsw-cell, .bpl-chip[data-phase], .bsw-link")
    && !e.closest("[hidden]") && !e.matches(".modebar-btn")
  ).filter((e) => {
    const name = e.getAttribute("aria-label") ?? e.textContent;
    return e.title.trim().split(/\\s+/).length < 4 || e.title === name;
  }).map((e) => e.outerHTML.slice(0, 160))"""


@pytest.mark.long
def test_every_button_says_what_it_does_to_the_training(open_page: OpenPage) -> None:
    page = open_page("/?t=3")
    screen = Screen(page).ready().rest()
    for opener in ("Stop when…", "Walk through this step", "Help"):
        screen.press(opener)
        assert page.evaluate(SILENT) == []
    for address, ready in (
        ("/compare", "[data-testid=tile-A]"),
        ("/sample", "[data-testid=sample-walk][data-move]"),
        ("/your-data?source=draw", "[data-testid=draw-points]"),
    ):
        other = open_page(address)
        other.locator(ready).wait_for()
        assert other.evaluate(SILENT) == [], address


@pytest.mark.long
def test_a_word_explains_itself_at_the_pointer_the_focus_and_the_finger(
    open_page: OpenPage,
) -> None:
    page = open_page("/flow")
    meaning, first = page.get_by_test_id("meaning"), page.locator(".bpl-word").first
    expect(first).to_have_text("Back-propagation")
    first.hover()
    expect(meaning).to_contain_text("The chain rule, from the loss back")
    page.mouse.move(700, 600)
    expect(meaning).to_be_hidden()
    first.focus()
    expect(meaning).to_be_visible()
    expect(first).to_have_attribute("aria-description", re.compile("^The chain rule,"))
    page.keyboard.press("Tab")
    expect(meaning).to_contain_text("Back-propagation passes")  # the next word
    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()
    phone = open_page("/", width=390, height=844, touch=True)
    Screen(phone).ready()
    word = phone.locator(".bpl-word", has_text="Decision boundary")
    word.tap()
    expect(phone.get_by_test_id("meaning")).to_be_in_viewport(ratio=1)
    expect(phone.get_by_test_id("meaning")).to_contain_text("from one class to another")
