"""The views: clicks, quantities, scales, zoom; their numbers are Python's."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Locator, expect

from backprop import MLP, Trainer
from tests.browser.conftest import OpenScreen
from tests.browser.screen import MOMENTUM, Screen, inspector, trainer_of


def cells(sizes: tuple[int, ...], vector: NDArray[np.float64]) -> dict[str, float]:
    """A vector in the layout of the parameters, by the names that the cells have on the screen."""
    named, start = {}, 0
    for layer, (n_in, n_out) in enumerate(pairwise(sizes), 1):
        block = vector[start : start + (n_in + 1) * n_out].reshape(n_in + 1, n_out)
        start += block.size
        for j in range(n_out):
            named[f"bias-{layer}-{j + 1}"] = float(block[n_in, j])
            for i in range(n_in):
                named[f"cell-{layer}-{i + 1}-{j + 1}"] = float(block[i, j])
    return named


def bold(screen: Screen, line: int) -> float:
    """The result of a line of the inspector, to the figures shown."""
    result = inspector(screen).locator(".bpl-eq").nth(line).locator("b")
    expect(result).to_have_text(re.compile(r"\d"))  # it is written with the next frame
    return float(result.inner_text().replace("−", "-"))


def figure(screen: Screen, view: str, expression: str) -> Any:
    """Evaluate an expression of gd, the Plotly figure of a view."""
    screen.page.wait_for_function(
        "v => document.querySelector(`[data-testid=${v}] .bpl-plotly`)?._fullLayout?.xaxis",
        arg=view,
    )
    return screen.page.evaluate(
        f"""v => {{
          const gd = document.querySelector(`[data-testid=${{v}}] .bpl-plotly`);
          return ({expression});
        }}""",
        view,
    )


def place(screen: Screen, view: str, x: float, y: float) -> tuple[float, float]:
    """The position on the page of a point in a figure's coordinates."""
    left, top = figure(
        screen,
        view,
        f"""(({{ xaxis, yaxis }}, box) => [box.left + xaxis._offset + xaxis.d2p({x}),
          box.top + yaxis._offset + yaxis.d2p({y})])(gd._fullLayout, gd.getBoundingClientRect())""",
    )
    return left, top


def middle(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_what_is_clicked_is_named_in_all_views(open_screen: OpenScreen) -> None:
    screen = open_screen("t=30").rest()
    trainer = trainer_of(screen)
    a_cell(screen)
    a_bias_and_the_arrow_keys(screen, trainer.mlp)
    a_unit(screen, trainer.mlp)
    an_edge(screen)
    a_point(screen, trainer)
    the_boundary_is_the_networks_output(screen, trainer.mlp)


def a_cell(screen: Screen) -> None:
    screen.cell(2, 3, 2).click()
    expect(inspector(screen)).to_contain_text("W²[3,2]")
    expect(inspector(screen)).to_contain_text("from a¹₃ to a²₂")
    expect(screen.page.locator(".bpl-picked")).to_have_text("W²[3,2]")
    expect(inspector(screen)).to_contain_text("difference 0")
    trainer = trainer_of(screen)
    assert bold(screen, 1) == pytest.approx(trainer.mlp.dW[2][2, 1], abs=6e-6)
    trainer.step()
    assert bold(screen, 2) == pytest.approx(trainer.mlp.W[2][2, 1], abs=6e-6)


def a_bias_and_the_arrow_keys(screen: Screen, mlp: MLP) -> None:
    screen.bias(1, 2).click()
    expect(inspector(screen)).to_contain_text("b¹[2]")
    screen.page.keyboard.press("ArrowUp")
    screen.page.keyboard.press("Enter")
    screen.at(30)  # the arrows move between cells here, not in time
    expect(inspector(screen)).to_contain_text("W¹[")
    inspector(screen).get_by_role("button", name="Clear the selection").click()
    expect(inspector(screen)).to_contain_text("Nothing selected")
    inspector(screen).get_by_role("button", name="largest gradient now").click()
    largest = max(float(np.abs(values).max()) for values in mlp.dW if values is not None)
    assert abs(bold(screen, 1)) == pytest.approx(largest, abs=6e-6)


def a_unit(screen: Screen, mlp: MLP) -> None:
    screen.page.get_by_test_id("unit-2-3").click()
    expect(inspector(screen)).to_contain_text("a²₃")
    expect(screen.page.locator(".bpl-picked")).to_have_text("a²₃")
    assert bold(screen, 1) == pytest.approx(mlp.a[2][0, 2], abs=6e-6)
    assert bold(screen, 2) == pytest.approx(mlp.dz[2][0, 2], abs=6e-6)


def an_edge(screen: Screen) -> None:
    """A point where only one edge runs: half-way between the two highest units."""
    units = [screen.page.get_by_test_id(f"unit-{layer}-1") for layer in (1, 2)]
    (x0, y0), (x1, y1) = map(middle, units)
    screen.page.mouse.move((x0 + x1) / 2, (y0 + y1) / 2)
    expect(screen.page.get_by_test_id("diagram-readout")).to_contain_text("W²[1,1]")
    screen.page.mouse.click((x0 + x1) / 2, (y0 + y1) / 2)
    expect(inspector(screen)).to_contain_text("W²[1,1]")


def lone_point(trainer: Trainer) -> int:
    """The training sample that is farthest from the others."""
    X = trainer.dataset.X_train
    distance = np.linalg.norm(X[:, None] - X[None], axis=2) + np.diag(np.full(len(X), np.inf))
    return int(distance.min(axis=1).argmax())


def a_point(screen: Screen, trainer: Trainer) -> None:
    index = lone_point(trainer)
    X, y = (a[index : index + 1] for a in (trainer.dataset.X_train, trainer.dataset.y_train))
    screen.page.mouse.move(*place(screen, "boundary", *X[0]))
    screen.page.mouse.click(*place(screen, "boundary", *X[0]))
    expect(inspector(screen)).to_contain_text(f"training sample {index + 1}")
    output = trainer.mlp.forward(X)
    assert bold(screen, 2) == pytest.approx(float(output[0, 0]), rel=1e-3)
    assert bold(screen, 3) == pytest.approx(trainer.mlp.data_loss(y), abs=6e-6)


def the_boundary_is_the_networks_output(screen: Screen, mlp: MLP) -> None:
    screen.page.wait_for_function(
        "() => document.querySelector('[data-testid=boundary] .bpl-plotly')?.data?.[0].z.length > 8"
    )
    x, y, z = figure(screen, "boundary", "[gd.data[0].x, gd.data[0].y, gd.data[0].z]")
    grid = np.array([[u, v] for v in y for u in x])
    np.testing.assert_allclose(np.ravel(z), mlp.forward(grid)[:, 0], rtol=1e-12)


@pytest.mark.long
def test_fingers(open_screen: OpenScreen) -> None:
    """A tap never hovers first, but points, cells, units and buttons still respond."""
    screen = open_screen("t=8", width=390, height=844, touch=True).rest()
    trainer = trainer_of(screen)
    index = lone_point(trainer)
    screen.page.touchscreen.tap(*place(screen, "boundary", *trainer.dataset.X_train[index]))
    expect(inspector(screen)).to_contain_text(f"training sample {index + 1}")
    screen.page.get_by_test_id("unit-1-2").tap()
    expect(inspector(screen)).to_contain_text("a¹₂")
    screen.cell(1, 2, 3).tap()
    expect(inspector(screen)).to_contain_text("W¹[2,3]")
    screen.live.get_by_role("button", name="Step forward", exact=True).tap()
    screen.at(9).same_as_python()


def test_scales_sizes_and_the_loss_curve(screen: Screen) -> None:
    screen.rest()
    colour_scales(screen)
    points_are_sized_and_chosen(screen)
    log_scale_and_accuracy(screen)
    the_loss_curve_is_the_history_and_a_click_goes_there(screen)


def colour_scales(screen: Screen) -> None:
    mlp = trainer_of(screen).mlp
    largest = [max(np.abs(mlp.dW[l]).max(), np.abs(mlp.db[l]).max()) for l in (1, 2, 3)]
    range_ = screen.page.get_by_test_id("colour-range")
    expect(range_).to_contain_text(f"±{max(largest):#.2g}")
    screen.page.get_by_role("combobox", name="Colour scale").select_option("layer")
    for layer, size in enumerate(largest, 1):
        title = screen.page.get_by_test_id(f"gradient-layer-{layer}").locator("h3")
        expect(title).to_contain_text(f"±{size:#.2g}")
    expect(range_).not_to_contain_text("±")


def points_are_sized_and_chosen(screen: Screen) -> None:
    canvas = "document.querySelector('[data-testid=boundary] canvas').toDataURL()"
    pictures = {screen.page.evaluate(canvas)}
    size = screen.page.get_by_role("combobox", name="Size of the points")
    changes = [
        lambda: size.select_option("equal"),
        lambda: size.select_option("selected"),
        lambda: screen.live.get_by_role("button", name="both", exact=True).click(),
        lambda: screen.live.get_by_role("button", name="test", exact=True).click(),
    ]
    for change in changes:
        change()
        screen.page.wait_for_function(f"old => !old.includes({canvas})", arg=list(pictures))
        pictures.add(screen.page.evaluate(canvas))


def log_scale_and_accuracy(screen: Screen) -> None:
    loss = screen.page.get_by_test_id("loss")
    log, accuracy = (loss.get_by_role("button", name=name) for name in ("log scale", "accuracy"))
    log.click()
    expect(log).to_have_attribute("aria-pressed", "true")
    accuracy.click()
    screen.page.wait_for_function(
        """() => {
          const gd = document.querySelector("[data-testid=loss] .bpl-plotly");
          return gd._fullLayout.yaxis.type === "log" && gd._fullLayout.yaxis2
            && gd.data.some(({ name }) => name === "test accuracy");
        }"""
    )
    shown = figure(screen, "loss", "Array.from(gd.data.find((d) => d.name === 'accuracy').y)")
    trainer = Trainer(screen.experiment)
    trainer.run(len(shown) - 1)
    assert shown == trainer.history.train_accuracy.tolist()
    ticks = loss.locator(".ytick text").all_text_contents()
    values = [float(tick) for tick in ticks]  # in full: no lone 2 or 5 between powers of ten
    assert len(values) > 2
    assert values == sorted(values)
    log.click()
    accuracy.click()
    screen.page.wait_for_function(
        """() => {
          const gd = document.querySelector("[data-testid=loss] .bpl-plotly");
          return gd._fullLayout.yaxis.type === "linear" && gd.data.length === 2;
        }"""
    )


def the_loss_curve_is_the_history_and_a_click_goes_there(screen: Screen) -> None:
    shown = figure(screen, "loss", "gd.data.map(({ name, y }) => [name, Array.from(y)])")
    trainer = Trainer(screen.experiment)
    trainer.run(len(shown[0][1]) - 1)
    history = trainer.history
    assert dict(shown) == {
        "train": history.train_loss.tolist(),
        "test": history.test_loss.tolist(),
    }
    low, high = figure(screen, "loss", "gd._fullLayout.yaxis.range")
    screen.page.mouse.click(*place(screen, "loss", 60, (low + high) / 2))
    screen.at(60).same_as_python()


def test_quantities(open_screen: OpenScreen) -> None:
    screen = open_screen(MOMENTUM).rest()
    trainer = trainer_of(screen)
    mlp = trainer.mlp
    for button, label, vector in (
        ("W, b", "W¹", mlp.parameters),
        ("update", "ΔW¹", trainer.update),
        ("|update| / |W|", "|update|/|W|", np.abs(trainer.update) / np.abs(mlp.parameters)),
        ("dW, db", "dW¹", mlp.gradients),
    ):
        screen.live.get_by_role("button", name=button, exact=True).click()
        named = re.compile("^" + re.escape(label))
        expect(screen.cell(1, 1, 1)).to_have_attribute("aria-label", named)
        assert screen.shown_gradients() == cells(tuple(mlp.layer_sizes), vector), button


RANGES = "[...gd._fullLayout.xaxis.range, ...gd._fullLayout.yaxis.range]"


def zoomed(screen: Screen, view: str) -> list[float]:
    """The ranges of a figure after zooming by dragging."""
    x0, x1, y0, y1 = figure(screen, view, RANGES)
    mouse = screen.page.mouse
    mouse.move(*place(screen, view, x0 + (x1 - x0) * 0.25, y0 + (y1 - y0) * 0.75))
    mouse.down()
    mouse.move(*place(screen, view, x0 + (x1 - x0) * 0.6, y0 + (y1 - y0) * 0.35), steps=4)
    mouse.up()
    screen.page.wait_for_function(
        """([v, x1]) => document.querySelector(`[data-testid=${v}] .bpl-plotly`)
          ._fullLayout.xaxis.range[1] !== x1""",
        arg=[view, x1],
    )
    return figure(screen, view, RANGES)


@pytest.mark.long
def test_zoom_and_selection_are_kept_over_a_step_a_new_chunk_and_a_choice(screen: Screen) -> None:
    screen.rest()
    screen.cell(2, 3, 2).click()
    before = {view: zoomed(screen, view) for view in ("boundary", "loss")}
    screen.at(0)  # a zoom is no click
    screen.press("Step forward")
    screen.at(1).rest()
    assert {view: figure(screen, view, RANGES) for view in before} == before
    screen.press("Play")
    screen.past(200)  # beyond what the page opened with
    screen.press("Pause")
    screen.rest()
    assert {view: figure(screen, view, RANGES) for view in before} == before
    expect(inspector(screen)).to_contain_text("W²[3,2]")
    screen.page.get_by_test_id("dataset-moons").click()
    screen.page.wait_for_url("**dataset=moons*")
    screen.at(0).same_as_python()
    expect(inspector(screen)).to_contain_text("W²[3,2]")


@pytest.mark.long
def test_digits_are_usable(open_screen: OpenScreen) -> None:
    """64-32-10, all 250 samples in each step: drawn, hoverable, selectable, steppable, and checked."""
    screen = open_screen("dataset=digits&hidden=64,32&activations=relu,relu&t=5")
    boundary = screen.page.get_by_test_id("boundary")
    expect(boundary).to_contain_text("in the plane of the first two principal components")
    screen.press("Step forward")
    screen.at(6).rest()
    expect(screen.badge).to_have_attribute("data-state", "passed")
    field = screen.page.get_by_test_id("gradient-layer-1").locator(".bpl-cells")
    x, y = middle(field)
    x, y = x + 2, y + 1  # inside a cell: with 64 a side the middle is where four meet
    screen.page.mouse.move(x, y)
    readout = screen.page.get_by_test_id("hover-readout")
    expect(readout).to_contain_text(re.compile(r"dW¹\[\d+,\d+\] = "))
    found = re.search(r"\[(\d+),(\d+)\] = (\S+?)(?:from|\s|$)", readout.inner_text())
    assert found is not None
    i, j, value = int(found[1]), int(found[2]), float(found[3].replace("−", "-"))
    mlp = trainer_of(screen).mlp
    assert value == pytest.approx(mlp.dW[1][i - 1, j - 1], rel=1e-6)
    screen.page.mouse.click(x, y)
    expect(inspector(screen)).to_contain_text(f"W¹[{i},{j}]")
    shown = screen.shown_gradients()
    assert len(shown) == 32 * 10 + 10  # of the small layer; the large one is read by pointing
    screen.press("Play")
    screen.past(10)
    screen.press("Pause")
    screen.rest()


@pytest.mark.long
def test_the_numbers_of_a_large_network_at_rest_are_exact(open_screen: OpenScreen) -> None:
    """While it moves, they are sent in single precision."""
    screen = open_screen("hidden=32,32&activations=tanh,tanh&batch_size=50&t=3").rest()
    screen.press("Step forward")
    mlp = trainer_of(screen.at(4)).mlp
    screen.page.wait_for_function(
        "v => Number(document.querySelector('[data-testid=cell-1-2-5]').dataset.value) === v",
        arg=float(mlp.dW[1][1, 4]),
    )
    expected = cells(mlp.layer_sizes, mlp.gradients)
    shown = screen.shown_gradients()
    assert len(shown) == 3 * 32 + 33  # the cells of the large layer are read by pointing
    assert shown == {name: expected[name] for name in shown}
    expect(inspector(screen)).to_contain_text("difference 0")


PIXELS = """e => [...e.getContext("2d").getImageData(0, 0, e.width, e.height).data]
  .reduce((sum, v, k) => (sum * 31 + v * (k % 7 + 1)) % 1000003, 7)"""


@pytest.mark.long
def test_a_unit_that_is_pointed_at_is_drawn_as_large_as_the_boundary(
    open_screen: OpenScreen,
) -> None:
    """By pointer or focus, with its own range; afterwards the boundary returns."""
    screen = open_screen("hidden=3,2&activations=tanh,relu&t=30").rest()
    boundary = screen.page.get_by_test_id("boundary")
    title, canvas = boundary.locator("h2"), boundary.locator(".bpl-plot > canvas")
    before = canvas.evaluate(PIXELS)
    unit = screen.page.get_by_test_id("unit-1-2")
    unit.hover()
    expect(title).to_have_text("a¹₂ from −1 to 1")
    seen = canvas.evaluate(PIXELS)
    assert seen != before
    screen.page.get_by_test_id("unit-2-1").focus()
    expect(title).to_have_text(re.compile(r"^a²₁ from −(\S+) to \1$"))
    assert canvas.evaluate(PIXELS) not in (before, seen)
    screen.page.get_by_test_id("unit-2-1").blur()
    expect(title).to_have_text("Decision boundary")
    assert canvas.evaluate(PIXELS) == before


@pytest.mark.long
def test_a_class_is_told_by_its_shape_too(open_screen: OpenScreen) -> None:
    screen = open_screen("dataset=blobs&t=3").rest()
    key = screen.page.get_by_test_id("boundary").locator(".bpl-class")
    assert [mark.get_attribute("data-shape") for mark in key.all()] == [
        "circle",
        "triangle-up",
        "square",
    ]


LISTEN = """() => {
  window.said = [];
  const live = "[role=status], [role=alert], [role=log], [aria-live=polite], [aria-live=assertive]";
  const hear = (changes) => {
    for (const { target } of changes) {
      const region = (target instanceof Element ? target : target.parentElement)?.closest(live);
      if (region) window.said.push(region.textContent);
    }
  };
  const all = { subtree: true, childList: true, characterData: true, attributeFilter: ["hidden"] };
  new MutationObserver(hear).observe(document.body, all);
}"""


def test_the_pointer_is_not_read_out_and_the_arrow_keys_are(open_screen: OpenScreen) -> None:
    """A screen reader says nothing while the pointer moves over cells and edges. Of a layer whose
    cells are no buttons it reads the cell that the arrow keys reach."""
    screen = open_screen("hidden=32,32&activations=tanh,tanh&t=3").rest()
    page = screen.page
    page.evaluate(LISTEN)
    field = page.get_by_test_id("gradient-layer-2").locator(".bpl-cells")
    x, y = middle(field)
    for step in range(1, 4):
        page.mouse.move(x + 9 * step, y + 1)
        expect(page.get_by_test_id("hover-readout")).to_contain_text("dW²[")
    unit = page.locator("[data-testid^=unit-2-]").first  # its edge leaves it to the right
    box = unit.bounding_box()
    assert box is not None
    for aside in (3, 5):
        page.mouse.move(box["x"] + box["width"] + aside, middle(unit)[1])
        expect(page.get_by_test_id("diagram-readout")).to_contain_text("W³[")
    said = page.evaluate("window.said")
    assert not [text for text in said if "W" in text]
    field.focus()
    page.keyboard.press("ArrowRight")
    mlp = trainer_of(screen).mlp
    spoken = page.get_by_test_id("spoken-2")
    expect(spoken).to_contain_text("dW²[1,2] = ")
    value = float(spoken.inner_text().split(" = ")[1].split(",")[0].replace("−", "-"))
    assert value == pytest.approx(mlp.dW[2][0, 1], rel=1e-6)
    assert spoken.inner_text() in page.evaluate("window.said")
