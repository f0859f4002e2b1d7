"""The Gradient flow page in the browser: the map is clicked, a diagnosis is followed, work is stopped."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlparse

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from backprop import Experiment, Trainer
from backprop.flow import FlowRecorder
from backprop.notation import w_name
from backprop.training import PRESETS
from tests.browser.conftest import OpenPage, settled
from tests.browser.screen import Screen, inspector
from tests.browser.tabs import Tab

VANISHING = "&".join(f"{k}={v}" for k, v in PRESETS["vanishing"].experiment.to_query().items())


def experiment_of(page: Page) -> Experiment:
    experiment, sentences = Experiment.from_query(dict(parse_qsl(urlparse(page.url).query)))
    assert not sentences
    return experiment


def drawn(page: Page, key: str) -> Locator:
    """The chart with that key, once Plotly has drawn it and Streamlit is idle."""
    chart = page.locator(f'[class*="st-key-{key}"]')
    chart.locator(".nsewdrag").first.wait_for()
    settled(page)
    return chart


def click_cell(page: Page, iteration: int, layer: int, last: int, depth: int) -> None:
    box = drawn(page, "flow_map").locator(".nsewdrag").first.bounding_box()
    assert box is not None
    room = max(0.5, 0.004 * last)
    x = box["x"] + box["width"] * (iteration + room) / (last + 2 * room)
    y = box["y"] + box["height"] * (1 - (layer - 0.5) / depth)
    page.mouse.move(x, y + 5)
    page.mouse.move(x, y)
    hover = page.locator(".hoverlayer .hovertext")  # Plotly clicks what it hovers
    expect(hover).to_contain_text(f"iteration {iteration}, layer {layer}")
    page.mouse.click(x, y)


@pytest.mark.long
def test_a_click_on_the_map_goes_to_its_iteration_and_layer_on_train(open_page: OpenPage) -> None:
    page = open_page("/flow?t=60&quantity=dW&size=norm")
    trainer = Trainer(experiment_of(page))
    drawn(page, "flow_curves")
    curve = page.evaluate(
        """() => document.querySelector('.st-key-flow_curves .js-plotly-plot').calcdata
          .find((points) => points[0].trace.name === 'layer 2').map((point) => point.y)"""
    )
    for t in (0, 25, 100):
        trainer.seek(t)
        assert curve[t] == pytest.approx(np.linalg.norm(trainer.mlp.dW[2]), rel=1e-12)
    trainer.seek(25)
    click_cell(page, 25, 3, 100, 3)
    screen = Screen(page).ready().at(25).rest()
    size = np.abs(trainer.mlp.dW[3])
    i, j = np.unravel_index(size.argmax(), size.shape)
    assert screen.query["select"] == f"W3-{i + 1}-{j + 1}"
    expect(inspector(screen)).to_contain_text(w_name(3, int(i), int(j)))
    page.go_back()
    page.wait_for_url(re.compile(r"/flow\?.*t=25.*layer=3"))
    expect(page.get_by_text("as curves, layer 3 in amber")).to_be_visible()


def test_a_diagnosis_is_followed(open_page: OpenPage) -> None:
    page = open_page(f"/flow?{VANISHING}&t=150")
    dz = FlowRecorder(experiment_of(page))
    dz.advance(150)
    first = dz.flow().layer("dz_mean", 1)[-1]
    said = f"{first:.1e}".replace("e-0", "e−")
    expect(page.locator(".st-key-diagnosis_vanishing")).to_contain_text(f"{said} in layer 1")
    page.get_by_role("button", name="Start it beside this one").click()
    page.wait_for_url(re.compile("/compare.*runs=.*initializer-he_normal"))
    assert experiment_of(page) == PRESETS["vanishing"].experiment
    assert "t=150" in page.url


@pytest.mark.long
def test_long_work_shows_how_far_it_is_and_can_be_stopped(tab: Tab, app_url: str) -> None:
    page = tab.prepare(1440, 900, "light")
    page.goto(
        f"{app_url}/flow?n_samples=10000&hidden=256,256,256,256&activations=tanh,tanh,tanh,tanh"
    )
    expect(page.get_by_text(re.compile(r"Measured up to iteration \d+ of 100"))).to_be_visible()
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text(re.compile(r"Stopped at iteration \d+ of 100"))).to_be_visible()
    drawn(page, "flow_curves")
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    assert tab.errors == []


@pytest.mark.long
def test_on_a_phone_in_the_dark_nothing_is_cut_off_or_too_small(open_page: OpenPage) -> None:
    page = open_page(
        f"/flow?{VANISHING}&t=20&quantity=update", width=390, height=844, scheme="dark"
    )
    drawn(page, "flow_curves")
    drawn(page, "flow_distribution_gradient")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sizes = page.evaluate(
        """() => [...document.querySelectorAll('.js-plotly-plot text')]
          .map((e) => parseFloat(getComputedStyle(e).fontSize))"""
    )
    assert sizes
    assert min(sizes) >= 12
