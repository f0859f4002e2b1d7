"""Every figure is saved as PNG, SVG and HTML; the files are valid and contain the numbers of the run."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from backprop import Experiment, Trainer
from tests.browser.conftest import OpenPage, OpenScreen
from tests.browser.screen import trainer_of

PNG = b"\x89PNG\r\n\x1a\n"
SVG = "{http://www.w3.org/2000/svg}"


def menu(page: Page, what: str) -> Locator:
    return page.get_by_role("button", name=f"Save figure: {what}")


def saved(page: Page, what: str, kind: str, folder: Path) -> Path:
    """The file of that kind from a figure's menu."""
    menu(page, what).click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name=kind).click()
    target = folder / download.value.suggested_filename
    download.value.save_as(target)
    return target


def texts(file: Path) -> str:
    """All text of an SVG, which must be well-formed."""
    root = ET.fromstring(file.read_text(encoding="utf-8"))
    assert root.tag == f"{SVG}svg"
    return " ".join(root.itertext())


def opened(chromium: Browser, file: Path) -> list[dict[str, Any]]:
    """The traces that a saved document draws in a browser that is offline."""
    context = chromium.new_context(offline=True)
    errors: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(file.as_uri())
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    found = page.evaluate(
        """() => document.querySelector(".js-plotly-plot")._fullData.map((t) => ({
          name: t.name, x: t.x && [...t.x], y: t.y && [...t.y],
          z: t.z && [...t.z].map((row) => [...row]), custom: t.customdata }))"""
    )
    context.close()
    assert errors == []
    return found


def test_gradients_are_saved_with_their_exact_numbers(
    open_screen: OpenScreen, chromium: Browser, tmp_path: Path
) -> None:
    screen = open_screen("t=12").rest()
    trainer = trainer_of(screen)
    picture = saved(screen.page, "gradients", "PNG", tmp_path)
    assert picture.name == "train-gradients-t12.png"
    assert picture.read_bytes().startswith(PNG)
    words = texts(saved(screen.page, "gradients", "SVG", tmp_path))
    assert "dW, db of each layer at iteration 12 (circles, 2-4-3-1)" in words
    document = saved(screen.page, "gradients", "HTML", tmp_path)
    assert document.name == "train-gradients-t12.html"
    traces = opened(chromium, document)
    for layer in range(1, trainer.mlp.depth + 1):
        weights, biases = traces[2 * layer - 2], traces[2 * layer - 1]
        assert np.array_equal(weights["z"], trainer.mlp.dW[layer])
        assert np.array_equal(biases["z"], trainer.mlp.db[layer])
    assert traces[2]["custom"][1][0].startswith("dW²[2,1] from a¹₂ to a²₁<br>")


@pytest.mark.long
def test_boundary_loss_and_network_are_saved(
    open_screen: OpenScreen, chromium: Browser, tmp_path: Path
) -> None:
    screen = open_screen("t=12").rest()
    trainer = trainer_of(screen)
    surface = opened(chromium, saved(screen.page, "decision boundary", "HTML", tmp_path))[0]
    x, y = np.meshgrid(surface["x"], surface["y"])
    answers = trainer.mlp.forward(np.column_stack([x.ravel(), y.ravel()]))
    assert np.abs(np.array(surface["z"]).ravel() - answers[:, 0]).max() < 1e-12
    assert "Decision boundary at iteration 12" in re.sub(
        r"\s+", " ", texts(saved(screen.page, "decision boundary", "SVG", tmp_path))
    )
    curves = opened(chromium, saved(screen.page, "loss", "HTML", tmp_path))
    assert np.array_equal(curves[0]["y"][:13], trainer.history.train_loss[:13])
    network = saved(screen.page, "network", "SVG", tmp_path)
    assert network.name == "train-network-t12.svg"
    assert f"W {float(trainer.mlp.W[2][0, 1])!r}".replace("-", "−") in texts(network)
    assert saved(screen.page, "network", "PNG", tmp_path).read_bytes().startswith(PNG)
    drawn = saved(screen.page, "network", "HTML", tmp_path).read_text(encoding="utf-8")
    assert drawn.count("<image ") == 10
    assert "<script" not in drawn


@pytest.mark.long
def test_the_saved_network_shows_what_is_held_and_selected(
    open_screen: OpenScreen, tmp_path: Path
) -> None:
    held = "interventions=2%20cut%202%201%201,3%20freeze%201&select=W2-2-1"
    screen = open_screen(f"dataset=iris&hidden=4,3&activations=tanh,tanh&t=5&{held}").rest()
    words = texts(saved(screen.page, "network", "SVG", tmp_path))
    for text in ("is cut: it is 0 and stays 0", "×", "frozen", "petal length (cm)"):
        assert text in words
    amber = screen.page.locator(".bpl").evaluate(
        "e => getComputedStyle(e).getPropertyValue('--bpl-sel')"
    )
    drawn = (tmp_path / "train-network-t5.svg").read_text(encoding="utf-8")
    assert drawn.count(f'stroke="{amber}"') == 3  # the connection and its two units
    key = texts(saved(screen.page, "decision boundary", "SVG", tmp_path))
    for text in ("setosa", "versicolor", "virginica", "component 1", "component 2"):
        assert text in key
    assert {"iteration", "loss"} <= set(texts(saved(screen.page, "loss", "SVG", tmp_path)).split())


@pytest.mark.long
def test_the_pictures_of_lessons_are_saved(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/lessons")
    picture = saved(page, "XOR without a hidden layer", "SVG", tmp_path)
    assert picture.name == "lessons-xor-line.svg"
    assert "The decision boundary at iteration" in texts(picture)
    raster = saved(page, "XOR without a hidden layer", "PNG", tmp_path)
    assert raster.read_bytes().startswith(PNG)


@pytest.mark.long
def test_a_figure_is_saved_by_keyboard(
    open_page: OpenPage, chromium: Browser, tmp_path: Path
) -> None:
    page = open_page("/landscape?t=12")
    button = menu(page, "Loss of the 250 training points along −g at iteration 12")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("menuitem", name="PNG")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("menuitem", name="HTML")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name == "landscape-descent-t12.html"
    trainer = Trainer(Experiment())
    trainer.seek(12)
    loss = next(t for t in opened(chromium, file) if t["name"] == "loss")
    assert loss["y"][loss["x"].index(0)] == pytest.approx(
        trainer.mlp.loss_value(trainer.dataset.y_train), rel=1e-9
    )
    vector = saved(page, "Loss of the 250 training points along", "SVG", tmp_path)
    assert "along −g at iteration 12 (circles, hidden 4-3)" in texts(vector)
    raster = saved(page, "Loss of the 250 training points along", "PNG", tmp_path)
    assert raster.read_bytes().startswith(PNG)


@pytest.mark.long
def test_runs_side_by_side_are_saved(
    open_page: OpenPage, chromium: Browser, tmp_path: Path
) -> None:
    page = open_page("/compare?t=12")
    page.get_by_test_id("tile-A").wait_for()
    page.get_by_test_id("iteration").get_by_text("12", exact=True).wait_for()
    trainer = Trainer(Experiment())
    trainer.seek(12)
    norms = opened(chromium, saved(page, "norms of the gradients", "HTML", tmp_path))[0]["y"]
    assert norms == pytest.approx([float(np.linalg.norm(dW)) for dW in trainer.mlp.dW[1:]])
    assert "Training loss of runs A, the cursor at iteration 12" in texts(
        saved(page, "curves", "SVG", tmp_path)
    )
    tile = saved(page, "run A", "PNG", tmp_path)
    assert tile.name == "compare-boundary-a-t12.png"
    assert tile.read_bytes().startswith(PNG)


@pytest.mark.long
def test_a_figure_that_stays_is_saved_too(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/gradient-check?t=3")
    drawing = saved(page, "Relative errors of dW and db, layer 1", "SVG", tmp_path)
    assert drawing.name == "gradient-check-errors-layer-1-t3.svg"
    words = re.sub(r"\s+", " ", texts(drawing))
    assert "layer 1 at iteration 3 (circles, hidden 4-3)" in words
    page.get_by_role("button", name="Next iteration").click()
    expect(page.get_by_role("heading", name="dW and db at iteration 4")).to_be_visible()
    page.wait_for_function(
        """() => [...document.querySelectorAll(".bpl-chart")].every((gd) => gd.layout.meta.iteration === 4)"""
    )
    expect(page.get_by_role("button", name=re.compile("^Save figure"))).to_have_count(4)
    picture = saved(page, "Relative errors of dW and db, layer 1", "PNG", tmp_path)
    assert picture.name == "gradient-check-errors-layer-1-t4.png"


@pytest.mark.long
def test_drawings_are_saved_as_they_stand(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/chain-rule")
    drawn = page.get_by_test_id("graph").locator("text")
    drawn.first.wait_for()
    shown = drawn.all_text_contents()
    graph = saved(page, "Computational graph", "SVG", tmp_path)
    assert graph.name == "chain-rule-graph.svg"
    words = texts(graph)
    assert "x = 1.2, dx = 0.5" in words
    assert len(shown) > 8
    assert all(text in words for text in shown)
    assert saved(page, "Total differential", "PNG", tmp_path).read_bytes().startswith(PNG)
    document = saved(page, "Three stacked functions", "HTML", tmp_path).read_text(encoding="utf-8")
    assert "<svg" in document
    assert "var(--" not in document  # its colours are in it
    page = open_page("/sample?t=5&move=a1")
    around = texts(saved(page, "Samples", "SVG", tmp_path))
    assert "ringed, at iteration 5" in around
    assert {"x₁", "x₂", "class", "0", "1"} <= set(around.split())
    walk = saved(page, "Network", "SVG", tmp_path)
    assert re.fullmatch(r"sample-walk-[a-z0-9-]+-t5\.svg", walk.name)
    assert "at iteration 5 (2-4-3-1)" in texts(walk)
