"""The walk through the phases of an iteration: values that are not computed yet are marked."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenScreen
from tests.browser.screen import MOMENTUM, Screen, inspector


def heatmaps_computed(screen: Screen, layers: set[int]) -> None:
    """These layers show numbers. The others say "not computed" and show none, not even zeros."""
    for layer in (1, 2, 3):
        box = screen.page.get_by_test_id(f"gradient-layer-{layer}")
        hole, cell = box.get_by_text("not computed"), screen.cell(layer, 1, 1)
        if layer in layers:
            expect(hole).to_be_hidden()
            expect(cell).to_have_attribute("data-value", re.compile(r"\d"))
        else:
            expect(hole).to_be_visible()
            expect(box.locator("[data-value]")).to_have_count(0)
            expect(cell).to_have_attribute("aria-label", re.compile("not computed$"))
            expect(box.locator("h3")).not_to_contain_text("0")


def test_the_walk_through_the_phases(open_screen: OpenScreen) -> None:
    screen = open_screen("t=8").rest()
    values = screen.shown_gradients()
    strip = screen.page.get_by_test_id("phase-strip")
    boundary, loss = (screen.page.get_by_test_id(name) for name in ("boundary", "loss"))
    number = screen.page.get_by_test_id("train-number")
    screen.cell(2, 1, 1).click()

    screen.press("Walk through this step")
    expect(strip.locator("[aria-current=step]")).to_have_attribute("data-phase", "forward-1")
    heatmaps_computed(screen, set())
    expect(number).to_have_text("not computed")
    expect(boundary.get_by_text("not computed")).to_be_visible()
    expect(inspector(screen)).to_contain_text("dW²[1,1] not computed")
    expect(inspector(screen)).to_contain_text("next W not computed")
    expect(strip.locator("[data-phase^=loss]")).to_have_text("not computed")

    screen.press("Forward, layer 3")
    expect(boundary.get_by_text("not computed")).to_be_hidden()
    expect(number).to_have_text("not computed")
    screen.press("Loss")
    expect(number).to_contain_text("train")
    expect(loss.get_by_text("not computed")).to_have_count(0)
    heatmaps_computed(screen, set())
    for layer in (3, 2, 1):  # from the last layer to the first
        screen.press("Phase forward")
        heatmaps_computed(screen, set(range(layer, 4)))
    expect(inspector(screen)).to_contain_text("next W not computed")
    screen.press("Phase back")
    heatmaps_computed(screen, {2, 3})
    screen.press("Update")
    heatmaps_computed(screen, {1, 2, 3})
    expect(inspector(screen)).to_contain_text("difference 0")
    screen.press("Phase forward")  # over the border of the iteration
    screen.at(9)
    heatmaps_computed(screen, set())
    screen.press("Phase back")
    screen.at(8)
    screen.press("Leave the walk")
    assert screen.shown_gradients() == values


@pytest.mark.long
def test_the_update_is_not_there_before_its_phase(open_screen: OpenScreen) -> None:
    screen = open_screen(MOMENTUM).rest()
    screen.live.get_by_role("button", name="update", exact=True).click()
    screen.press("Backward, layer 1")
    heatmaps_computed(screen, set())
    screen.press("Update")
    heatmaps_computed(screen, {1, 2, 3})


@pytest.mark.long
def test_the_equation_is_there_on_a_phone_too(open_screen: OpenScreen) -> None:
    screen = open_screen("t=3", width=390, height=844).rest()
    screen.page.get_by_test_id("phase-strip").get_by_text("layer 2").click()
    equation = screen.page.get_by_test_id("phase-equation")
    expect(equation).to_be_visible()
    expect(equation).to_contain_text("dW²")
