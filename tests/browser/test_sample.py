"""Follow one sample, step by step: every number on the screen is the engine's."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlparse

import pytest
from playwright.sync_api import Locator, Page, expect

from backprop import Experiment, Trainer
from backprop.notation import num
from backprop.ui.sample.choice import Cell
from backprop.walkthrough.batch import pulls
from backprop.walkthrough.explanation import Followed, follow_in
from backprop.walkthrough.walk import walk
from tests.browser.conftest import OpenPage, settled
from tests.selection import tried

MINIBATCH = "batch_size=16&t=20"
TUTORIAL = "gradient_rule=tutorial&learning_rate=0.005&activations=relu,relu&t=5"
SEEN = """() => {
  const box = (id) => document.querySelector(`[data-testid=${id}]`);
  return {
    move: box("sample-walk").dataset.move,
    value: Number(box("move-sum").dataset.value),
    result: box("move-result")?.textContent ?? "",
    general: box("move-general").textContent,
    numbers: box("move-numbers").textContent,
    sentence: box("move-sentence").textContent,
    bars: [...box("move-bars").querySelectorAll("[data-value]")].map((b) => Number(b.dataset.value)),
  };
}"""


def open_walk(open_page: OpenPage, query: str, **more: Any) -> Page:
    page = open_page(f"/sample?{query}", **more)
    page.locator("[data-testid=sample-walk][data-move]").wait_for()
    return page


def walk_of(page: Page) -> Locator:
    return page.get_by_test_id("sample-walk")


def query_of(page: Page) -> dict[str, str]:
    return dict(parse_qsl(urlparse(page.url).query))


def python_of(page: Page) -> tuple[Trainer, Followed]:
    """The trainer and the followed sample that match what the page shows."""
    query = query_of(page)
    trainer = Trainer(Experiment.from_query(query)[0])
    trainer.seek(int(query.get("t", 0)))
    kind, _, number = str(walk_of(page).get_attribute("data-sample")).partition("-")
    return trainer, follow_in(trainer, int(number) - 1, kind == "test")


def at(page: Page, move: str) -> None:
    expect(walk_of(page)).to_have_attribute("data-move", move)


@pytest.mark.parametrize("query", tried([MINIBATCH, TUTORIAL], MINIBATCH))
def test_every_station_shows_python_s_numbers_and_bars_that_add_up(
    open_page: OpenPage, query: str
) -> None:
    page = open_walk(open_page, query)
    _, one = python_of(page)
    expected = walk(one)
    moves = {move["id"]: move for move in expected["moves"]}
    visited = []
    for station in expected["stations"]:
        seen = page.evaluate(SEEN)
        mine = moves[seen["move"]]
        visited.append(seen["move"])
        assert seen["move"] == expected["moves"][station["focus"]]["id"]
        assert seen["value"] == mine["value"]  # to the bit
        for name in ("result", "general", "sentence"):
            assert seen[name] == mine[name]
        if mine["numbers"] != [mine["result"]]:
            assert seen["numbers"].startswith(f"= {' + '.join(mine['numbers'])}")
        if seen["bars"]:
            assert sum(seen["bars"]) == pytest.approx(mine["value"], abs=1e-9)
        if page.get_by_role("button", name="Continue", exact=True).is_enabled():
            page.get_by_role("button", name="Continue", exact=True).click()
    assert len(visited) == len(expected["stations"])
    assert query_of(page).get("move", "") in ("", *moves)


def test_buttons_keys_and_the_line_move_forwards_and_back(open_page: OpenPage) -> None:
    page = open_walk(open_page, MINIBATCH)
    page.get_by_test_id("station-da1").click()
    first = str(walk_of(page).get_attribute("data-move"))
    assert first.startswith("da1.")
    page.keyboard.press("ArrowRight")
    expect(walk_of(page)).to_have_attribute("data-move", re.compile(r"^dz1\."))
    page.get_by_role("button", name="Back", exact=True).click()
    at(page, first)
    page.get_by_role("button", name="by unit").click()
    page.get_by_test_id("station-dz3").click()
    page.keyboard.press("ArrowLeft")
    at(page, "loss")
    page.keyboard.press("ArrowRight")
    at(page, "dz3.1")
    page.keyboard.press("Shift+ArrowRight")
    expect(walk_of(page)).to_have_attribute("data-move", re.compile(r"^d[Wb]3"))
    page.get_by_role("button", name="Skip to the update").click()
    expect(walk_of(page)).to_have_attribute("data-move", re.compile("^update"))
    page.wait_for_url(re.compile("move=update"))
    page.reload()
    settled(page)
    expect(walk_of(page)).to_have_attribute("data-move", re.compile("^update"))


@pytest.mark.long
def test_what_is_concerned_is_lit_and_the_rest_dimmed(open_page: OpenPage) -> None:
    page = open_walk(open_page, f"{MINIBATCH}&move=da1.3")
    at(page, "da1.3")
    lit = page.locator("[data-testid=walk-diagram] [data-lit]").evaluate_all(
        "all => all.map((e) => e.dataset.testid)"
    )
    assert sorted(lit) == ["walk-unit-1-3", *(f"walk-unit-2-{j}" for j in (1, 2, 3))]
    dimmed = page.locator("[data-testid=walk-diagram] .bsw-unit:not([data-lit])")
    assert set(dimmed.evaluate_all("all => all.map((e) => e.getAttribute('opacity'))")) == {"0.35"}
    page.get_by_test_id("walk-unit-1-1").click()  # the same move of another unit
    at(page, "da1.1")


GLOWING = """() => [...new Set([...document.querySelectorAll("[data-glow]")]
  .map((e) => `${e.tagName.toLowerCase()} ${e.dataset.mark}`))].sort()"""


@pytest.mark.long
def test_words_and_picture_point_at_each_other(open_page: OpenPage) -> None:
    page = open_walk(open_page, f"{MINIBATCH}&move=da1.3")
    words = {name: page.get_by_test_id(f"move-{name}") for name in ("general", "sentence")}
    outgoing = [f"e:2,2,{j}" for j in range(3)]

    def glowing(*marks: str) -> None:
        page.wait_for_function(f"wanted => String(({GLOWING})()) === wanted", arg=",".join(marks))

    words["general"].get_by_text("W²[3,j]").hover()  # all edges that leave unit 3, and their terms
    every = [f"{tag} {mark}" for tag in ("div", "path", "span") for mark in outgoing]
    glowing(*sorted([*every, "span e:2,2,*"]))
    said = "W²[3,j] is the weight from unit 3 of layer 1 to each unit of layer 2."
    expect(page.get_by_test_id("meaning")).to_have_text(said)
    words["sentence"].get_by_text("a¹₃").first.focus()
    glowing("button u:1,2", "g u:1,2", "span u:1,2")
    page.get_by_test_id("walk-unit-2-2").focus()  # the picture points at the words
    glowing("g u:2,1", "span u:2,*")
    page.locator("path.bsw-reach[data-mark='e:2,2,1']").dispatch_event("pointerover")
    glowing("div e:2,2,1", "path e:2,2,1", "span e:2,2,*", "span e:2,2,1")
    page.mouse.move(0, 0)
    words["sentence"].get_by_text("a¹₃").first.press("Enter")  # a word leads to its own move
    at(page, "a1.3")
    expect(page.get_by_test_id("move-title")).to_be_focused()


@pytest.mark.long
def test_any_term_of_a_sum_is_opened_by_keyboard(open_page: OpenPage) -> None:
    page = open_walk(open_page, f"{MINIBATCH}&cell=1.1.2")
    _, one = python_of(page)
    terms = page.get_by_role("radiogroup", name="Term of da¹₂ to open").get_by_role("radio")
    values = one.mlp.W[2][1] * one.mlp.dz[2][0]
    smallest, largest = (int(k) for k in abs(values).argsort()[[0, -1]])
    line = page.get_by_test_id("stMain").locator("li")
    expect(line.filter(has_text=f"dz²{'₁₂₃'[largest]} = da²").first).to_be_visible()
    terms.nth(0).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"open={smallest + 1}"))
    opened = line.filter(has_text=f"dz²{'₁₂₃'[smallest]} = da²").first
    expect(opened).to_contain_text(num(float(one.mlp.dz[2][0, smallest])))
    settled(page)
    terms.nth(2).click()  # and closed again
    page.wait_for_url(re.compile("open=0"))
    expect(line.filter(has_text="dz²")).to_have_count(1)  # the sum that is closed


@pytest.mark.long
def test_another_sample_by_the_map_and_by_the_offers(open_page: OpenPage) -> None:
    page = open_walk(open_page, f"{MINIBATCH}&move=loss")
    before = str(walk_of(page).get_attribute("data-sample"))
    page.get_by_role("button", name="on the boundary").click()
    expect(walk_of(page)).not_to_have_attribute("data-sample", before)
    at(page, "loss")  # the walk stays where it is
    offered = str(walk_of(page).get_attribute("data-sample"))
    found = page.get_by_test_id("sample-map").bounding_box()
    assert found is not None
    settled(page)
    for share in (0.2, 0.25, 0.3, 0.35, 0.4):  # until there is a point near the pointer
        page.mouse.move(found["x"] + found["width"] * share, found["y"] + found["height"] / 2)
        if page.get_by_test_id("sample-map").get_attribute("title"):
            break
    page.mouse.down()
    page.mouse.up()
    expect(walk_of(page)).not_to_have_attribute("data-sample", offered)
    chosen = str(walk_of(page).get_attribute("data-sample")).removeprefix("train-")
    settled(page)  # until the run ends, the widget of the sample before is there too
    expect(page.get_by_label("Sample number")).to_have_value(chosen)
    page.wait_for_url(re.compile(f"sample={chosen}(&|$)"))
    _, one = python_of(page)
    expect(page.get_by_test_id("move-result")).to_have_text(num(one.mlp.data_loss(one.y)))


@pytest.mark.long
def test_the_batch_of_a_cell_and_a_bar_that_is_followed(open_page: OpenPage) -> None:
    page = open_walk(open_page, f"{MINIBATCH}&move=dW2.3.1")
    at(page, "dW2.3.1")
    page.get_by_test_id("move-batch").click()
    trainer, _ = python_of(page)
    found = pulls(trainer, Cell("dW", 2, 0, 2))
    page.get_by_text("What each of the 16 samples adds to dW²[3,1]").wait_for()
    total = num(float(trainer.mlp.dW[2][2, 0]))
    page.get_by_text(f"together {total}, the number in the heatmap").wait_for()
    page.wait_for_url(re.compile("cell=2.3.1"))
    bars = page.locator(".js-plotly-plot .bars .point path")
    expect(bars).to_have_count(16)
    settled(page)
    last = f"train-{found.samples[-1] + 1}"
    bars.nth(15).hover(force=True)
    page.locator(".js-plotly-plot .hovertext").wait_for()  # Plotly takes a click where it hovers
    page.mouse.down()
    page.mouse.up()
    expect(walk_of(page)).to_have_attribute("data-sample", last)
    at(page, "dW2.3.1")


@pytest.mark.long
def test_fits_a_phone_in_the_dark_and_nothing_is_too_small(open_page: OpenPage) -> None:
    page = open_walk(open_page, f"{MINIBATCH}&move=da1.3", width=390, height=844, scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sizes = page.evaluate(
        """() => [...document.querySelectorAll("[data-testid=sample-walk] *")]
          .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
          .map((e) => parseFloat(getComputedStyle(e).fontSize))"""
    )
    assert min(sizes) >= 12
    assert walk_of(page).get_attribute("data-theme") == "dark"
    words = page.get_by_test_id("move-title").bounding_box()
    assert words is not None
    assert words["x"] + words["width"] <= 390
