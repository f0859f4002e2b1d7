"""A person's own table in the browser: loaded, mended, trained on, seen by nobody else; points drawn;
inputs made of two coordinates. The numbers on the screen are Python's for the same table."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Page, expect

from backprop import Experiment
from backprop.data.table import Table, first_plan, problems_of
from backprop.data.table.columns import describe
from backprop.data.table.prepare import prepare
from backprop.data.table.reading import read_bytes
from tests.browser.conftest import OpenPage, OpenScreen, settled
from tests.browser.screen import Screen

ROWS = [
    f"{60 + 9 * (k % 2) + 7 * k % 11};{11 + 4 * (k % 2)},{k % 7};{'wb'[k % 2]}" for k in range(40)
]
BIRDS = (
    "\n".join(["Flügel <b>cm</b>;weight;species", *ROWS])
    .replace("60;11,0;", "60;;", 1)
    .encode("cp1252")
)
DROP = "Drop this row"


def mended(data: bytes) -> Table:
    """Python's result for the file after the same click."""
    sheet = read_bytes(data)
    columns = describe(sheet)
    plan = first_plan(columns)
    (problem,) = problems_of(sheet, columns, plan)
    plan = next(remedy.plan for remedy in problem.remedies if remedy.label == DROP)
    return prepare(sheet, columns, plan)


def train(page: Page) -> Screen:
    page.get_by_role("button", name="Train on it").click()
    return Screen(page).ready()


def test_a_file_is_mended_trained_on_and_stays_in_the_session(
    open_page: OpenPage, tmp_path: Path
) -> None:
    file = tmp_path / "birds.csv"
    file.write_bytes(BIRDS)
    page = open_page("/your-data")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("The file is encoded in Windows-1252.")).to_be_visible()
    expect(page.get_by_text("Row 2 has no value in weight.")).to_be_visible()
    page.get_by_role("button", name=DROP).click()
    expect(page.get_by_role("button", name=DROP)).to_have_count(0)
    screen, table = train(page), mended(BIRDS)
    experiment = screen.rest().experiment
    assert experiment.own_data == table.fingerprint
    data = table.draw(experiment)
    screen.press("Step forward")
    screen.at(1).same_as_python(data)
    boundary = page.get_by_test_id("boundary")
    expect(boundary.locator(".xtitle")).to_have_text(
        "Flügel <b>cm</b>"
    )  # axes in the file's own units
    ticks = [float(text) for text in boundary.locator(".xtick text").all_text_contents()]
    low, high = table.X[:, 0].min(), table.X[:, 0].max()
    assert low - 5 < min(ticks) < max(ticks) < high + 5
    assert "weight" not in page.url

    link = page.url
    page.get_by_test_id("dataset-moons").click()
    screen.shows(experiment_of(page, "moons"))
    page.get_by_test_id("dataset-own").click()  # it is kept for later
    screen.shows(experiment_of(page, "own"))

    other = open_page(f"/?{urlparse(link).query}")
    expect(other.get_by_text("The data stays with its owner")).to_be_visible()
    expect(other.get_by_test_id("dataset-circles")).to_be_visible()
    expect(other.get_by_test_id("dataset-own")).to_have_count(0)
    other.get_by_role("link", name="Load the table").click()
    settled(other)
    other.locator("input[type=file]").set_input_files(file)
    other.get_by_role("button", name=DROP).click()
    expect(other.get_by_role("button", name=DROP)).to_have_count(0)
    train(other).shows(experiment).rest().same_as_python(data)


def experiment_of(page: Page, name: str) -> Experiment:
    page.wait_for_url(re.compile(f"dataset={name}"))
    return Screen(page).experiment


@pytest.mark.long
def test_what_is_typed_into_the_grid_is_not_made_another_number(
    open_page: OpenPage, tmp_path: Path
) -> None:
    """Streamlit's columns of numbers make 15 of 1,5, and nothing of a text. And of a file that is too large the
    person is told."""
    large, file = tmp_path / "large.csv", tmp_path / "plain.csv"
    large.write_bytes(b"x,z,kind\n" + b"1,2,a\n" * 4_000_000)
    file.write_text("\n".join(["x,z,kind", *(f"{k},{k * k % 7},{'ab'[k % 2]}" for k in range(20))]))
    page = open_page("/your-data")
    chosen = page.locator("input[type=file]")
    chosen.set_input_files(large)
    expect(page.get_by_text("File must be 20.0MB or smaller.")).to_be_visible()
    chosen.set_input_files(file)
    grid = page.get_by_test_id("stDataFrame").locator("canvas").first
    expect(page.get_by_text("20 rows, 2 inputs; 2 classes")).to_be_visible()
    settled(page)
    grid.click(
        position={"x": 320, "y": 50}, force=True
    )  # the cells are drawn below a layer that scrolls
    page.keyboard.press("Enter")
    page.locator(".gdg-input").fill("1,5")
    page.keyboard.press("Enter")
    said = page.get_by_text("Row 2 has text in x, such as “1,5”")
    expect(said).to_be_visible()
    page.get_by_role("button", name="Undo the last change of the table").click()
    expect(said).to_have_count(0)


def test_points_are_drawn_moved_erased_and_trained_on(open_page: OpenPage) -> None:
    page = open_page("/your-data?source=draw")
    canvas = page.locator("[data-testid=draw-points] canvas")
    status = page.get_by_test_id("drawn-status")
    box = canvas.bounding_box()
    assert box is not None
    side = box["width"]

    def at(x: float, y: float) -> tuple[float, float]:
        return box["x"] + (x + 1.5) / 3 * side, box["y"] + (1.5 - y) / 3 * side

    for k in range(6):
        page.mouse.click(*at(-1 + 0.1 * k, 0.5 + 0.2 * (k % 2)))
    page.get_by_role("button", name="class 1").click()
    page.mouse.move(*at(0.2, -0.2))
    page.mouse.down()
    page.mouse.move(*at(1.2, -1), steps=25)
    page.mouse.up()
    canvas.focus()
    for key in ("ArrowUp", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(status).to_have_text(re.compile("6 of class 0, .* of class 1.*cross is at 0.0500, 0"))
    points = int(status.inner_text().split()[0])
    page.keyboard.press("Delete")
    expect(status).to_have_text(re.compile(f"^{points - 1} points"))
    page.keyboard.press("Control+z")
    page.get_by_role("button", name="Erase").click()
    page.mouse.click(*at(-1, 0.5))
    expect(status).to_have_text(re.compile(f"^{points - 1} points: 5 of class 0"))
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Move").click()
    page.mouse.move(*at(-1, 0.5))
    page.mouse.down()
    page.mouse.move(*at(-1.2, 1.2), steps=3)
    page.mouse.up()
    expect(page.get_by_text(f"{points} rows, 2 inputs; 2 classes")).to_be_visible()
    page.get_by_role("button", name="Add", exact=True).click()
    page.mouse.click(*at(-0.4, 1.2))  # and at once on: this point too is trained on
    points += 1
    screen = train(page).rest()
    assert screen.experiment.n_samples == points
    expect(page.get_by_test_id("badge")).to_contain_text("checked")
    page.get_by_role("link", name="Your data").first.click()
    expect(status).to_have_text(re.compile(f"^{points} points"))  # they are still there


@pytest.mark.long
def test_inputs_made_of_two_coordinates(open_screen: OpenScreen) -> None:
    screen = open_screen("features=x1_squared,x2_squared&hidden=&activations=&learning_rate=1&t=60")
    trainer = screen.rest().same_as_python()
    assert trainer.mlp.layer_sizes == (2, 1)
    assert trainer.history.test_accuracy[60] > 0.95  # a ring without a hidden layer
    page = screen.page
    expect(page.get_by_test_id("unit-0-1")).to_have_attribute(
        "aria-label", re.compile("^x₁², input 1")
    )
    page.get_by_test_id("unit-0-2").click()
    expect(page.get_by_test_id("inspector")).to_contain_text("x₂²")
    page.get_by_role("button", name="sin x₁").click()
    page.wait_for_url(re.compile("sin_x1"))
    screen.shows(screen.experiment).rest().same_as_python()
    page.get_by_test_id("unit-0-3").click()
    expect(page.get_by_test_id("inspector")).to_contain_text("sin x₁")


@pytest.mark.long
def test_of_many_points_some_are_drawn_and_said(open_screen: OpenScreen) -> None:
    """25,000 points in Plotly's SVG took 650 ms a step."""
    screen = open_screen("n_samples=5000&test_fraction=0.1&hidden=2&activations=tanh").rest()
    boundary = screen.page.get_by_test_id("boundary")
    expect(boundary).to_contain_text("3,000 of 4,500 training points are drawn")
    assert boundary.locator(".scatterlayer path.point").count() == 3000
    x, y = screen.experiment.load_dataset().X_train[4500 * 7 // 3000]  # the eighth that is drawn
    place = """([x, y]) => {
      const { xaxis, yaxis } = document.querySelector(".bpl-boundary .js-plotly-plot")._fullLayout;
      return [xaxis._offset + xaxis.l2p(x), yaxis._offset + yaxis.l2p(y)];
    }"""
    left, top = screen.page.evaluate(place, [float(x), float(y)])
    box = boundary.locator(".js-plotly-plot").bounding_box()
    assert box
    screen.page.mouse.click(box["x"] + left, box["y"] + top)
    inspector = screen.page.get_by_test_id("inspector")
    expect(inspector).to_contain_text("training sample ")
    said = re.search(r"training sample (\d+)", inspector.inner_text())
    assert said
    near = screen.experiment.load_dataset().X_train[int(said[1]) - 1]
    assert abs(near - [x, y]).max() < 0.1  # what is clicked is named by its number in the whole set


@pytest.mark.long
def test_a_finger_draws_too(open_page: OpenPage) -> None:
    page = open_page("/your-data?source=draw", width=390, height=844, touch=True)
    canvas = page.locator("[data-testid=draw-points] canvas")
    status = page.get_by_test_id("drawn-status")
    for k in range(4):
        canvas.tap(position={"x": 60 + 60 * k, "y": 80})
    expect(status).to_have_text(re.compile("^4 points: 4 of class 0"))
    page.get_by_role("button", name="class 1").tap()
    box = canvas.bounding_box()
    assert box
    finger = page.context.new_cdp_session(page)
    at = [{"x": box["x"] + 50, "y": box["y"] + 200}]
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": at})
    for k in range(1, 9):
        at = [{"x": box["x"] + 50 + 30 * k, "y": box["y"] + 200}]
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": at})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(status).to_have_text(re.compile("4 of class 0, [5-9] of class 1"))
