"""Predict, then reveal in the browser: marked, stepped, graded, saved; on a phone as well."""

from __future__ import annotations

import json
import re

from playwright.sync_api import expect

from backprop import Experiment, Trainer
from backprop.notation import num
from backprop.predict import LAYER, Probe, grade, offered_cells, offered_probes, probe_key
from tests.browser.conftest import OpenPage, settled


def test_a_step_is_predicted_revealed_and_saved(open_page: OpenPage) -> None:
    page = open_page("/predict?t=30", width=390, height=844, scheme="dark")
    trainer = Trainer(Experiment())
    trainer.run(30)
    cell = offered_cells(trainer, 5, 0)[0]
    value = trainer.mlp.dW[cell.layer][cell.i, cell.j]
    assert num(float(value)) not in page.locator("[data-testid=stMain]").inner_text()
    page.get_by_role("radio", name="+", exact=True).first.click()
    settled(page)
    page.get_by_role("radio", name="2", exact=True).first.click()
    settled(page)
    page.get_by_role("button", name="Step and reveal").click()
    page.wait_for_url(re.compile("t=31"))
    expect(page.get_by_text("Iteration 30 revealed")).to_be_visible()
    expect(page.get_by_text(num(float(value))).first).to_be_visible()
    (expected,) = grade(trainer, "", {LAYER: "2"}, ())
    expect(page.get_by_text(expected.reason)).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as JSON").click()
    written = json.loads(saved.value.path().read_text())
    assert written["predicted"] == 2
    assert written["predictions"][0]["value"] == value
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_click_on_the_picture_asks_about_that_point(open_page: OpenPage) -> None:
    page = open_page("/predict?t=30")
    plane = page.locator('[class*="st-key-predict_plane"] .js-plotly-plot')
    box = plane.locator(".nsewdrag").bounding_box()
    assert box is not None
    spot = box["x"] + 0.7 * box["width"], box["y"] + 0.85 * box["height"]
    page.mouse.move(spot[0], spot[1] - 4)
    page.mouse.move(*spot)
    hover = page.locator(".hoverlayer .hovertext")  # Plotly clicks what it hovers
    expect(hover).to_contain_text("ask about")
    plane.evaluate("gd => gd.once('plotly_click', (e) => { gd.said = e.points[0].customdata; })")
    page.mouse.click(*spot)
    expect(page.get_by_text("ŷ at point 4 of the picture").last).to_be_visible()
    place = plane.evaluate("gd => gd.said")  # in full; the text is rounded
    settled(page)
    page.get_by_role("radio", name="rises").last.click()
    settled(page)
    page.get_by_role("button", name="Step and reveal").click()
    page.wait_for_url(re.compile("t=31"))
    x = round(place[0], 2), round(place[1], 2)
    probe = Probe(4, x, 0)
    trainer = Trainer(Experiment())
    trainer.run(30)
    probes = offered_probes(trainer, 3, 0)
    (graded,) = grade(trainer, "", {probe_key(probe): "rises"}, (*probes, probe))
    expect(page.get_by_text(graded.what)).to_be_visible()
    expect(page.get_by_text(graded.reason)).to_be_visible()
