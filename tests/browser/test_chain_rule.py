"""The chain rule page as a person sees it: the numbers on the screen are the engine's."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlparse

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from backprop.chain_rule import (
    EXAMPLES,
    PER_HALVING,
    POINTS,
    Sweep,
    compose,
    forward_order,
    reverse_order,
)
from backprop.chain_rule.stacked import stack
from backprop.chain_rule.total_derivative import INNER, sweep
from tests.browser.conftest import OpenPage, settled

PATHS = EXAMPLES["paths"]


def swept(**changed: str) -> Sweep:
    texts = {name: getattr(PATHS, name) for name in ("f", "t", "u", "v")} | changed
    return sweep(compose(**texts), PATHS.low, PATHS.high)


def ready(page: Page) -> Page:
    page.locator("[data-testid=chain-rule][data-at]").wait_for()
    page.locator("[data-testid=stack][data-move]").wait_for()
    return page


def at(page: Page, i: int, j: int) -> None:
    """Wait until the picture is drawn for these places of the sliders."""
    page.locator(f"[data-testid=chain-rule][data-at='{i} {j}']").wait_for()


def number(page: Page, testid: str) -> float:
    return float(page.get_by_test_id(testid).get_attribute("data-value") or "nan")


def same_as_the_engine(page: Page, found: Sweep, i: int, j: int) -> None:
    at(page, i, j)
    rule, step = found.rule, found.differential
    for k, name in enumerate(INNER):
        assert number(page, f"node-{name}") == rule.inner[k, i]
        assert number(page, f"slope-{name}") == rule.slopes[k, i]
        assert number(page, f"partial-{name}") == rule.partials[k, i]
        assert number(page, f"product-{name}") == rule.products[k, i]
    assert number(page, "node-x") == rule.x[i]
    assert number(page, "node-f") == rule.value[i]
    assert number(page, "total") == number(page, "fact-sum") == rule.total[i]
    assert number(page, "fact-numerical") == found.numerical[i]
    assert number(page, "fact-gap") == abs(rule.total[i] - found.numerical[i]) < 1e-8
    for name in ("df", "change", "error"):
        assert number(page, f"step-{name}") == getattr(step, name)[i, j]


def test_every_number_is_the_engines_wherever_the_sliders_stand(open_page: OpenPage) -> None:
    page, found = ready(open_page("/chain-rule")), swept()
    i = int(np.abs(found.rule.x - PATHS.x).argmin())
    j = int(np.abs(found.differential.dx - PATHS.dx).argmin())
    same_as_the_engine(page, found, i, j)
    expect(page.get_by_test_id("node-t")).to_have_text("1.440")
    page.get_by_test_id("bcr-x").fill("31")
    same_as_the_engine(page, found, 31, j)
    page.get_by_test_id("bcr-x").press("ArrowRight")
    last = len(found.differential.dx) - 1
    page.get_by_test_id("bcr-dx").fill(str(last - 9))
    same_as_the_engine(page, found, 32, 9)
    shrunk = found.differential.error[32, 9] / found.differential.error[32, 9 + PER_HALVING]
    expect(page.get_by_test_id("halved")).to_contain_text(f"{shrunk:.2f} times smaller")
    expect(page.get_by_test_id("order")).to_contain_text(f"{found.order[32]:.3f}")
    # Where the sliders rest stands in the address, and opens again.
    page.wait_for_url(re.compile("chain_x=-2.04.*chain_dx=0.044"))
    same_as_the_engine(ready(open_page(page.url[page.url.index("/chain-rule") :])), found, 32, 9)


@pytest.mark.long
def test_the_bars_add_up_and_the_tangent_has_their_sum_as_its_slope(open_page: OpenPage) -> None:
    page, found = ready(open_page("/chain-rule")), swept()
    corners = []
    for i in (40, 150):
        page.get_by_test_id("bcr-x").fill(str(i))
        page.locator(f"[data-testid=chain-rule][data-at^='{i} ']").wait_for()
        end = 0.0
        for k, name in enumerate(INNER):
            bar = page.get_by_test_id(f"bar-{name}")
            assert float(bar.get_attribute("data-from") or "nan") == pytest.approx(end, abs=1e-12)
            end = float(bar.get_attribute("data-to") or "nan")
            width = float(bar.get_attribute("width") or "nan")
            total = float(page.get_by_test_id("bar-total").get_attribute("width") or "nan")
            share = abs(found.rule.products[k, i] / found.rule.total[i])
            assert width / total == pytest.approx(share, rel=0.02, abs=0.02)
        assert end == pytest.approx(found.rule.total[i], abs=1e-12)
        line = page.get_by_test_id("tangent")
        x1, y1, x2, y2 = (float(line.get_attribute(a) or "nan") for a in ("x1", "y1", "x2", "y2"))
        corners.append((i, (y1 - y2) / (x2 - x1)))
    (i, drawn), (k, other) = corners
    assert drawn / other == pytest.approx(found.rule.total[i] / found.rule.total[k], rel=1e-6)
    # The curve itself can be pointed at.
    box = page.get_by_test_id("curve").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 60, box["y"] + 80)
    page.locator("[data-testid=chain-rule]:not([data-at^='150 '])").wait_for()
    place = int((page.get_by_test_id("chain-rule").get_attribute("data-at") or "").split()[0])
    assert 0 < place < POINTS / 10
    assert page.get_by_test_id("bcr-x").input_value() == str(place)


def test_functions_are_typed_refused_and_mended(open_page: OpenPage) -> None:
    page = ready(open_page("/chain-rule"))
    box = page.get_by_label("f(t, u, v) =", exact=True)
    box.fill("t*u + __import__('os')")
    box.press("Enter")
    expect(page.get_by_text("f(t, u, v): Leave out")).to_be_visible()
    expect(page.get_by_test_id("chain-rule")).to_have_count(0)
    box.fill("t^2 - u*v")
    box.press("Enter")
    ready(page)
    same_as_the_engine(page, swept(f="t^2 - u*v"), 140, 2)
    page.wait_for_url("**chain_f=*")
    # A slider stays where it is when a formula changes.
    page.get_by_test_id("bcr-x").fill("20")
    page.get_by_label("u(x) =", exact=True).fill("tanh(x)")
    page.get_by_label("u(x) =", exact=True).press("Enter")
    page.wait_for_url("**chain_u=*")
    expect(page.get_by_test_id("chain-rule")).to_have_attribute("data-at", "20 2")
    settled(page)
    same_as_the_engine(page, swept(f="t^2 - u*v", u="tanh(x)"), 20, 2)


@pytest.mark.long
def test_where_there_is_no_value_a_sentence_says_so(open_page: OpenPage) -> None:
    page = ready(open_page("/chain-rule?chain_example=quotient&chain_x=-0.5"))
    expect(page.get_by_test_id("none")).to_have_text(
        "No value or no slope at x = −0.5. Move x to where the curve is drawn."
    )
    expect(page.get_by_test_id("total")).to_have_text("no value")
    page.get_by_test_id("bcr-x").fill("100")
    expect(page.get_by_test_id("none")).to_be_hidden()


@pytest.mark.long
def test_the_stack_counts_and_is_walked_through(open_page: OpenPage) -> None:
    page = ready(open_page("/chain-rule?chain_sizes=3,4,2,1"))
    found = stack((3, 4, 2, 1))
    for key, order in (("reverse", reverse_order(found)), ("forward", forward_order(found))):
        assert number(page, f"count-{key}") == order.multiplications
        cells = page.locator(f"[data-testid={key}-2] rect[data-value]")
        shown = cells.evaluate_all("cells => cells.map((cell) => Number(cell.dataset.value))")
        assert shown == order.result.ravel().tolist()
    page.get_by_test_id("bcr-move").fill("4")
    page.locator("[data-testid=stack][data-move='4']").wait_for()
    there = [page.get_by_test_id(f"reverse-{k}").get_attribute("data-there") for k in range(3)]
    assert there == ["true", "false", "false"]
    page.get_by_label("Size of y", exact=True).fill("5")
    page.get_by_label("Size of y", exact=True).press("Enter")
    page.locator("[data-testid=stack][data-sizes='3 4 2 5'][data-move='4']").wait_for()
    assert number(page, "count-forward") == forward_order(stack((3, 4, 2, 5))).multiplications


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
@pytest.mark.long
def test_nothing_sticks_out_and_no_text_is_small(
    open_page: OpenPage, width: int, scheme: str
) -> None:
    page = ready(open_page("/chain-rule?chain_sizes=12,12,12,12", width=width, scheme=scheme))
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    small = page.evaluate(
        """() => [...document.querySelectorAll('.bcr :is(text, h3, p, span, label, dt, dd)')]
          .filter((e) => parseFloat(getComputedStyle(e).fontSize) < 12).length"""
    )
    assert small == 0
    outside = page.evaluate(
        """() => [...document.querySelectorAll('.bcr svg text, .bcr svg rect')].filter((e) => {
          const own = e.getBoundingClientRect(), card = e.closest('.bcr-card').getBoundingClientRect();
          return own.width > 0 && (own.left < card.left || own.right > card.right + 0.5);
        }).map((e) => e.outerHTML.slice(0, 100))"""
    )
    assert outside == []


@pytest.mark.long
def test_the_way_back_to_train_keeps_the_run(open_page: OpenPage) -> None:
    page = ready(open_page("/chain-rule?hidden=3&activations=relu&t=7&chain_example=same"))
    page.get_by_role("link", name="Back to Train").click()
    expect(page.get_by_test_id("iteration")).to_have_text("7")
    assert dict(parse_qsl(urlparse(page.url).query)) == {
        "hidden": "3",
        "activations": "relu",
        "t": "7",
    }
