"""Light and dark, wide and narrow: everything is visible and nothing overflows."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenScreen
from tests.browser.screen import Screen

UNITS = """() => {
  const gd = document.querySelector("[data-testid=boundary] .bpl-plotly");
  return [gd._fullLayout.xaxis, gd._fullLayout.yaxis].map((a) => (a.range[1] - a.range[0]) / a._length);
}"""
CONTROLS = ("Step forward", "Step back", "Play")


@pytest.mark.parametrize("width", [1440, 1024, 390])
@pytest.mark.long
def test_nothing_sticks_out(open_screen: OpenScreen, width: int) -> None:
    screen = open_screen("t=20", width=width, height=844).rest()
    root = screen.page.locator(".bpl").first
    across, up = screen.page.evaluate(UNITS)
    assert across == pytest.approx(up, rel=0.02)  # the boundary is drawn in equal units
    for scheme in ("light", "dark"):  # the theme is followed live
        screen.page.emulate_media(color_scheme=scheme)
        expect(root).to_have_attribute("data-theme", scheme)
        over = screen.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert over <= 0
        for name in CONTROLS:
            button = screen.live.get_by_role("button", name=name, exact=True)
            box = button.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width


def test_boundary_loss_and_gradients_fit_one_screen_and_have_names(open_screen: OpenScreen) -> None:
    screen = open_screen("t=20", width=1440, height=900)
    screen.rest()
    for name in (
        "boundary",
        "loss",
        "diagram",
        "inspector",
        "gradient-layer-1",
        "gradient-layer-3",
    ):
        box = screen.page.get_by_test_id(name).bounding_box()
        assert box is not None, name
        assert box["y"] >= 0, name
        assert box["y"] + box["height"] <= 900, name
    assert screen.page.evaluate(
        "document.querySelector('[data-testid=stMain]').scrollHeight <= window.innerHeight"
    )
    every_control_has_a_name_and_every_picture_words(screen)


def test_the_transport_is_at_the_thumb_on_a_phone_opened_in_the_dark(
    open_screen: OpenScreen,
) -> None:
    screen = open_screen(width=390, height=844, scheme="dark")
    expect(screen.page.locator(".bpl").first).to_have_attribute("data-theme", "dark")
    button = screen.live.get_by_role("button", name="Step forward", exact=True)
    box = button.bounding_box()
    assert box is not None
    assert box["y"] > 600
    button.click()
    screen.at(1)


def every_control_has_a_name_and_every_picture_words(screen: Screen) -> None:
    nameless = screen.page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=live-view] :is(button, select, input)')]
            .filter((e) => !e.hidden && !(e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length))
          .map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert nameless == []
    screen.rest()
    # Words are written when the picture stands still.
    screen.page.wait_for_function(
        """() => {
          const pictures = [...document.querySelectorAll('[data-testid=live-view] [role=img]')];
          return pictures.length >= 2
            && pictures.every((e) => (e.getAttribute('aria-label') ?? '').length > 20);
        }"""
    )
