"""Copy link and the downloads, as a person uses them."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from backprop import Trainer
from backprop.training.file import read
from tests.browser.conftest import OpenPage, OpenScreen
from tests.browser.screen import inspector, trainer_of

RUN = "dataset=moons&hidden=3,2&activations=relu,tanh&n_samples=100&learning_rate=0.3&t=8"


def copied(page: Page, which: int = 0) -> str:
    """The clipboard after pressing a button "Copy link"; the first one is in the header."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.get_by_test_id("copy-link").nth(which)
    button.click()
    expect(button).to_have_text("Copied")
    return page.evaluate("() => navigator.clipboard.readText()")


@pytest.mark.long
def test_a_copied_link_shows_the_exact_picture_elsewhere(open_screen: OpenScreen) -> None:
    screen = open_screen(RUN).rest()
    page = screen.page
    screen.cell(2, 3, 1).click()
    screen.press("W, b")
    screen.press("both")
    screen.press("accuracy")
    screen.rest()
    page.wait_for_url("**select=W2-3-1*accuracy=on*")
    said = inspector(screen).inner_text()
    link = copied(page)
    assert read(link).options == {
        "select": "W2-3-1",
        "show": "parameters",
        "points": "both",
        "accuracy": "on",
    }
    other = open_screen(link.partition("?")[2]).rest()
    assert inspector(other).inner_text() == said
    expect(other.live.get_by_role("button", name="W, b")).to_have_attribute("aria-pressed", "true")
    expect(other.live.get_by_role("button", name="both")).to_have_attribute("aria-pressed", "true")
    trainer = trainer_of(other)
    assert trainer.iteration == 8
    assert other.shown_gradients()["cell-2-3-1"] == trainer.mlp.W[2][2, 0]
    # a walk, a point, and nothing selected are pictures too
    screen.press("Clear the selection")
    page.wait_for_url("**select=none*")
    screen.live.get_by_role("button", name="Walk through this step").click()
    page.wait_for_url("**phase=forward-1*")
    third = open_screen(page.url.partition("?")[2])
    expect(inspector(third)).to_contain_text("Nothing selected")
    expect(third.page.get_by_test_id("phase-equation")).to_contain_text("ReLU(X W")


@pytest.mark.long
def test_hostile_options_open_the_usual_picture(open_screen: OpenScreen) -> None:
    screen = open_screen("select=W9-9-9&phase=<b>&show=nope&points=%00&log=maybe&t=2").at(2).rest()
    screen.same_as_python()


def test_the_downloads_arrive_and_are_right(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(f"/export?{RUN}")
    with page.expect_download() as download:
        page.get_by_role("button", name=".npz").click()
    assert download.value.suggested_filename == "moons-t8.npz"
    arrays = np.load(io.BytesIO(Path(download.value.path()).read_bytes()))
    picture = read(copied(page, which=1))
    assert (picture.page, picture.iteration) == ("", 8)
    trainer = Trainer(picture.experiment)
    trainer.seek(8)
    assert np.array_equal(arrays["W1"], trainer.mlp.W[1])


@pytest.mark.long
def test_a_replay_shows_how_far_it_is_and_can_be_stopped(open_page: OpenPage) -> None:
    page = open_page(
        "/export?dataset=moons&n_samples=400&batch_size=20&hidden=48,48&activations=tanh,tanh&t=600"
    )
    button = page.get_by_role("button", name=".html", exact=True)
    button.click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_text(re.compile(r"^\d+%$"))).to_be_visible()
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(button).to_be_enabled()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("button", name=".csv", exact=True).click()
    assert download.value.suggested_filename == "moons-t600.csv"
    rows = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert len(rows) == 602  # the head, and iterations 0 to 600
