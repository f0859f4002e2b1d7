"""The Gradient check page in a browser: the numbers in its cells are those of Python's check."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlparse

import pytest
from playwright.sync_api import Locator, Page, expect

from backprop import Experiment, Trainer, gradient_check
from backprop.figures.gradient_check import error_text
from tests.browser.conftest import OpenPage

RELU = "activations=relu,relu&t=40&method=central&eps=1e-3"


def verdict(page: Page, layer: int) -> Locator:
    return page.get_by_test_id(f"layer-verdict-{layer}")


def cells(page: Page, layer: int, key: str = "check_errors") -> Locator:
    """The numbers in the cells of a layer, row by row, db last."""
    return page.locator(f".st-key-{key}_{layer} .textpoint text")


def query_of(page: Page) -> dict[str, str]:
    return dict(parse_qsl(urlparse(page.url).query))


def python_check(page: Page, **more: Any) -> Any:
    query = query_of(page)
    trainer = Trainer(Experiment.from_query(query)[0])
    trainer.seek(int(query.get("t", 0)))
    return gradient_check(trainer.mlp, *trainer.batch_data, **more)


def test_every_cell_and_verdict_is_pythons(open_page: OpenPage) -> None:
    page = open_page(f"/gradient-check?{RELU}")
    check = python_check(page, method="central", step=1e-3)
    assert check.kinks  # the case is one with kinks
    for layer in check.layers:
        expect(verdict(page, layer.layer)).to_contain_text(f"agrees to {error_text(layer.worst)}")
        expected = [
            "kink" if kink else error_text(error)
            for error, kink in zip(layer.errors.ravel(), layer.kinks.ravel(), strict=True)
        ]
        expect(cells(page, layer.layer)).to_have_text(expected)
    expect(page.get_by_test_id("error-scale")).to_contain_text(
        re.compile("1e−16 and less.*1 and more", re.DOTALL)
    )


@pytest.mark.long
def test_method_and_step_size_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("/gradient-check")
    central = page.get_by_role("radio", name="central differences")
    central.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**method=central*")
    slider = page.get_by_role("slider", name="Step size")
    expect(slider).to_have_attribute("aria-valuetext", "1e−5")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**eps=1e-6*")
    check = python_check(page, method="central", step=1e-6)
    said = f"Largest error {error_text(check.worst)}."
    expect(page.get_by_text(said)).to_be_visible()


@pytest.mark.long
def test_a_wrong_rule_is_named_from_its_pattern(open_page: OpenPage) -> None:
    page = open_page("/gradient-check?gradient_rule=tutorial&learning_rate=0.001&t=3")
    expect(page.get_by_text("2 times the true one")).to_be_visible()
    for layer in (1, 2, 3):
        expect(verdict(page, layer)).to_contain_text("✗ dW × 2")


@pytest.mark.parametrize(("path", "scheme"), [("gradient-check", "dark"), ("clinic", "light")])
@pytest.mark.long
def test_on_a_phone_nothing_overflows(open_page: OpenPage, path: str, scheme: str) -> None:
    page = open_page(
        f"/{path}?hidden=8,8,4&activations=tanh,tanh,tanh", width=390, height=844, scheme=scheme
    )
    key = "check_errors" if path == "gradient-check" else "clinic_errors"
    expect(cells(page, 4, key)).to_have_count(5)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sizes = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=stMain] text, [data-testid=stMain] p')]
        .filter((e) => e.textContent.trim() && e.getClientRects().length)
        .map((e) => parseFloat(getComputedStyle(e).fontSize))"""
    )
    assert min(sizes) >= 12
    boxes = page.locator("[class*='st-key-'] .js-plotly-plot").all()
    for box in boxes:
        place = box.bounding_box()
        assert place is not None
        assert place["x"] + place["width"] <= 390 + 50  # the widest layer reaches into its margin
