"""A sweep in the browser: in the background while the page is used, cancelled, its numbers, its band."""

from __future__ import annotations

import csv
import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from backprop import Experiment, Trainer
from tests.browser.conftest import OpenPage, settled
from tests.browser.screen import Screen

BASE = Experiment(n_samples=40, hidden=(2,), activations=("tanh",))
QUERY = "&".join(f"{name}={value}" for name, value in BASE.to_query().items())
DRAWN = """() => document.querySelector('.st-key-sweep_curves .js-plotly-plot').calcdata.map((points) =>
  [points[0].trace.name, points.map((point) => point.y)])"""


def choose(page: Page, name: str, value: str) -> None:
    page.get_by_role("spinbutton", name=name).fill(value)
    page.get_by_role("spinbutton", name=name).press("Enter")
    settled(page)


def trained(rate: float, seed: int) -> Trainer:
    trainer = Trainer(BASE.changed(learning_rate=rate, init_seed=seed)[0])
    trainer.run(60)
    return trainer


def test_several_seeds_give_a_band_and_python_s_numbers(open_page: OpenPage) -> None:
    page = open_page(f"/compare?view=sweep&{QUERY}")
    page.get_by_role("textbox", name="Learning rate").fill("0.1, 2")
    page.get_by_role("textbox", name="Learning rate").press("Enter")
    choose(page, "Iterations", "60")
    choose(page, "Seeds", "2")
    page.get_by_role("button", name="Start the sweep").click()
    expect(page.get_by_text("median and range of 2 seeds")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel")).to_have_count(0)
    settled(page)
    runs = {(rate, seed): trained(rate, seed) for rate in (0.1, 2.0) for seed in (42, 43)}
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download the table").click()
    rows = list(csv.DictReader(saved.value.path().read_text().splitlines()))
    assert [(float(row["learning rate"]), int(row["weight seed"])) for row in rows] == [*runs]
    for row, trainer in zip(rows, runs.values(), strict=True):
        assert float(row["final loss"]) == trainer.history.test_loss[60]
        assert float(row["best loss"]) == trainer.history.test_loss.min()
        assert float(row["training loss"]) == trainer.history.train_loss[60]
        assert float(row["accuracy"]) == trainer.history.test_accuracy[60]
    cells = page.locator("[data-testid=stDataFrame] [role=gridcell]")
    expect(cells.first).to_be_attached()  # the table writes its words a moment after its picture
    texts = cells.all_text_contents()
    shown = {float(text) for text in texts if re.fullmatch(r"[\d.e-]+", text)}
    assert shown >= {trainer.history.test_loss[60] for trainer in runs.values()}
    drawn = dict(page.evaluate(DRAWN))
    for rate in (0.1, 2.0):
        curves = np.array([runs[rate, seed].history.test_loss for seed in (42, 43)])
        for name, expected in (
            (f"{rate:g}, lowest", curves.min(axis=0)),
            (f"{rate:g}, highest", curves.max(axis=0)),
            (f"{rate:g}", np.median(curves, axis=0)),
        ):
            assert drawn[name] == pytest.approx(expected.tolist())


@pytest.mark.long
def test_it_works_in_the_background_and_is_cancelled(open_page: OpenPage) -> None:
    page = open_page("/compare?view=sweep&t=7")
    choose(page, "Iterations", "3000")
    choose(page, "Seeds", "10")
    page.get_by_role("button", name="Start the sweep").click()
    bar = page.get_by_test_id("stProgress")
    expect(bar).to_contain_text(re.compile(r"\d+ of 50 runs trained, 3,000 iterations each"))
    page.get_by_text("Back to Train").click()
    screen = Screen(page).ready().at(7)
    screen.press("Step forward")
    screen.at(8).same_as_python()
    page.get_by_test_id("stTopNav").get_by_text("Diagnose", exact=True).click()
    page.get_by_role("menuitem", name="Compare", exact=True).click()
    expect(bar).to_contain_text(re.compile(r"[1-9]\d* of 50 runs trained"))
    page.get_by_role("button", name="Cancel").click()
    said = page.get_by_text(re.compile(r"Cancelled after \d+ of 50 runs\."))
    expect(said).to_be_visible()
    expect(bar).to_have_count(0)
    expect(page.get_by_role("button", name="Download the table")).to_be_visible()
