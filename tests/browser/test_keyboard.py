"""With only the keyboard, every control can be reached, shows its focus and works."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenScreen
from tests.browser.screen import Screen

MOST_STOPS = 120
REACHED = """() => {
  const e = document.activeElement;
  const own = getComputedStyle(e);
  const name = e.getAttribute("aria-label") || e.textContent.trim();
  const seen = (own.outlineStyle !== "none" && parseFloat(own.outlineWidth) > 0) || own.boxShadow !== "none";
  return { name, seen, live: Boolean(e.closest("[data-testid=live-view]")) };
}"""
WANTED = """() => [...document.querySelectorAll("[data-testid=live-view] :is(button, select, input)")]
  .filter((e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({ visibilityProperty: true }))
  .map((e) => e.getAttribute("aria-label") || e.textContent.trim())"""


def tabbed(screen: Screen) -> dict[str, bool]:
    """The instrument's controls that Tab comes to, and whether one sees it, from the first on."""
    found: dict[str, bool] = {}
    screen.live.get_by_role("button", name="Restart", exact=True).focus()
    for _ in range(MOST_STOPS):
        stop = screen.page.evaluate(REACHED)
        if not stop["live"] and found:
            break
        found[stop["name"]] = stop["seen"]
        screen.page.keyboard.press("Tab")
    return found


@pytest.mark.long
def test_tab_reaches_every_control_and_shows_where_it_is(open_screen: OpenScreen) -> None:
    screen = open_screen("t=20&batch_size=16").rest()
    found = tabbed(screen)
    assert set(screen.page.evaluate(WANTED)) <= set(found)
    unseen = [name for name, seen in found.items() if not seen and name != "Restart"]
    assert unseen == []


def test_walk_fields_and_choices_with_the_keyboard(screen: Screen) -> None:
    screen.rest()
    the_walk(screen)
    keys_belong_to_the_field_that_has_the_focus(screen)
    screen.page.get_by_role("radio", name="Circles").focus()
    keys = screen.page.keyboard
    keys.press("ArrowRight")
    keys.press("Enter")
    screen.page.wait_for_url("**dataset=moons*")
    screen.at(0).same_as_python()


def the_walk(screen: Screen) -> None:
    now = screen.page.locator("[data-testid=phase-strip] [aria-current=step]")
    keys = screen.page.keyboard
    for phase in ("forward-1", "forward-2", "forward-3", "loss-0", "backward-3"):
        keys.press("Shift+ArrowRight")
        expect(now).to_have_attribute("data-phase", phase)
    keys.press("Shift+ArrowLeft")
    expect(now).to_have_attribute("data-phase", "loss-0")
    keys.press("Escape")
    expect(now).to_have_count(0)
    screen.at(0)


def keys_belong_to_the_field_that_has_the_focus(screen: Screen) -> None:
    field = screen.page.get_by_role("spinbutton", name="Learning rate η", exact=True)
    field.focus()
    for key in ("Home", "ArrowRight", "ArrowLeft", "End", "PageDown"):
        screen.page.keyboard.press(key)
    screen.at(0).same_as_python()
