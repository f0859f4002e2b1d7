"""The names of inputs in the diagram, the cells, the inspector and the walk of a sample."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, OpenScreen

IRIS = "dataset=iris&hidden=4,3&activations=tanh,tanh"


def test_columns_on_the_train_page(open_screen: OpenScreen) -> None:
    screen = open_screen(IRIS).rest()
    page = screen.page
    unit = page.get_by_test_id("unit-0-3")
    expect(unit).to_have_accessible_name("x₃, input petal length (cm)")
    expect(unit).to_have_attribute("title", "x₃ petal length (cm)")
    expect(unit.locator("small")).to_have_text("petal length (cm)")
    screen.cell(1, 3, 2).hover()
    readout = page.get_by_test_id("hover-readout")
    expect(readout).to_contain_text("from x₃ petal length (cm) to a¹₂")
    screen.cell(1, 3, 2).click()
    expect(page.get_by_test_id("inspector")).to_contain_text("from x₃ petal length (cm) to a¹₂")
    expect(page.get_by_test_id("inspector")).to_contain_text("Σ x₃ · dz¹₂")


@pytest.mark.long
def test_names_in_the_walk_of_a_sample(open_page: OpenPage) -> None:
    page = open_page(f"/sample?{IRIS}&move=z1.2")
    bars = page.get_by_test_id("move-bars")
    expect(bars).to_contain_text("from x₃ petal length (cm)")
    expect(page.get_by_test_id("walk-unit-0-3").locator("title")).to_have_text(
        "x₃ petal length (cm)"
    )
    page.goto(page.url.split("?")[0] + "?features=x2,x1_squared,sin_x1&move=z1.2")
    third = bars.locator("[data-value]", has_text="sin x₁")
    expect(third).to_have_attribute("data-mark", "e:1,2,1")
    sentence = page.get_by_test_id("move-sentence").locator("[data-mark]").first
    expect(sentence).to_have_text("x₁²")
    expect(sentence).to_have_attribute("data-mark", "u:0,1")  # x₁² is the second input here
