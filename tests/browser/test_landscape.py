"""The Landscape page in the browser: it draws the network's loss, and long work can be stopped."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlparse

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from backprop import MLP, Experiment, Trainer
from backprop.arrays import Array
from backprop.landscape import path_of, path_plane, random_plane
from backprop.notation import rounded, signed
from tests.browser.conftest import OpenPage, settled

PLANE = ".st-key-landscape_contour .js-plotly-plot"
DEEP = "hidden=8,8,4"
READ = """plot => {
  const numbers = (v) => [...v].map((row) => row.length === undefined ? row : [...row]);
  const traces = plot._fullData, map = traces[0], dot = traces.find((t) => t.name === "shown");
  return { x: numbers(map.x), y: numbers(map.y), z: numbers(map.z), dot: [dot.x[0], dot.y[0]] };
}"""


def query(page: Page) -> dict[str, str]:
    return dict(parse_qsl(urlparse(page.url).query))


def trainer_of(page: Page) -> Trainer:
    experiment, sentences = Experiment.from_query(query(page))
    assert not sentences
    trainer = Trainer(experiment)
    trainer.seek(int(query(page).get("t", 0)))
    return trainer


def loss_at(mlp: MLP, trainer: Trainer, theta: Array) -> float:
    mlp.parameters[:] = theta
    mlp.forward(trainer.dataset.X_train)
    return mlp.loss_value(trainer.dataset.y_train)


def test_the_map_is_the_networks_loss_and_the_sentences_its_steps(open_page: OpenPage) -> None:
    page = open_page(f"/landscape?{DEEP}&t=120&directions=path&size=61")
    plot = page.locator(PLANE)
    expect(page.get_by_text("Amber: iteration 120")).to_be_visible()
    drawn = plot.evaluate(READ)
    trainer = trainer_of(page)
    plane = path_plane(path_of(trainer, 120))
    network = trainer.experiment.build_network(trainer.dataset)
    heights = np.array(drawn["z"])
    assert heights.shape == (61, 61)
    for i, j in ((0, 0), (60, 0), (30, 30), (17, 52), (60, 60)):
        theta = plane.center + drawn["x"][j] * plane.u + drawn["y"][i] * plane.v
        loss = loss_at(network, trainer, theta)
        assert heights[i, j] == pytest.approx(np.log10(loss), rel=1e-9)
    assert drawn["dot"] == pytest.approx([0.0, 0.0], abs=1e-9)
    g, before = trainer.mlp.gradients.copy(), trainer.history.train_loss[120]
    trainer.step()
    change = signed(float(trainer.history.train_loss[121]) - before)
    slope = rounded(float(-(g @ g)))
    expect(page.get_by_text(f"slope −‖g‖² = {slope}.")).to_contain_text(f"by {change}, from")


@pytest.mark.long
def test_a_held_plane_stays_while_the_point_moves(open_page: OpenPage) -> None:
    page = open_page("/landscape?t=40&size=21&seed=3")
    page.get_by_text("Hold", exact=True).click()
    page.wait_for_url("**held=40*")
    settled(page)
    trainer = trainer_of(page)
    plane = random_plane(trainer.mlp.parameters.copy(), trainer.mlp.layer_sizes, 3)
    before = page.locator(PLANE).evaluate(READ)
    for t in (41, 42, 43):
        page.get_by_role("button", name="Next iteration").click()
        expect(page.get_by_text(f"Amber: iteration {t}")).to_be_visible()
        page.wait_for_function(
            "t => document.querySelector('.st-key-landscape_contour .js-plotly-plot')"
            "._fullData.find((d) => d.name === 'shown').hovertemplate.startsWith(`iteration ${t}<`)",
            arg=t,
        )
        trainer.seek(t)
        now = page.locator(PLANE).evaluate(READ)
        assert now["z"] == before["z"]
        assert now["dot"] == pytest.approx(plane.points(trainer.mlp.parameters[None])[0].tolist())
    assert query(page) == {"t": "43", "size": "21", "seed": "3", "held": "40"}


@pytest.mark.long
def test_a_slice_to_the_run_of_a_pasted_link(open_page: OpenPage) -> None:
    page = open_page("/landscape?t=30&size=11")
    page.get_by_role("combobox", name="From", exact=True).click()
    page.get_by_role("option", name="a link…").click()
    field = page.get_by_role("textbox", name="Link of the other run")
    field.fill("http://127.0.0.1/landscape?init_seed=7&batch_size=50&t=40&size=21")
    field.press("Enter")
    page.wait_for_url("**other=40*")
    assert query(page)["from"] == "~init_seed-7!batch_size-50"
    expect(
        page.get_by_text("between iteration 40 of the linked run and iteration 30")
    ).to_be_visible()
    settled(page)
    curve = page.locator(".st-key-landscape_slice .js-plotly-plot").evaluate(
        "plot => plot.calcdata.find((d) => d[0].trace.mode === 'lines').map((p) => [p.x, p.y])"
    )
    shown, other = trainer_of(page), Trainer(Experiment(init_seed=7, batch_size=50))
    other.seek(40)
    network = shown.experiment.build_network(shown.dataset)
    first, last = other.mlp.parameters, shown.mlp.parameters
    for share, loss in (curve[0], curve[37], curve[-1]):
        theta = (1 - share) * first + share * last
        assert loss == pytest.approx(loss_at(network, shown, theta), rel=1e-12)


@pytest.mark.long
def test_long_work_shows_progress_is_stopped_and_gives_way_to_a_choice(open_page: OpenPage) -> None:
    page = open_page_without_waiting(open_page)
    bar = page.get_by_text(re.compile("Computing the loss of 10,201 networks"))
    expect(bar).to_be_visible()
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text(re.compile(r"Stopped after \d+ of 101 rows\."))).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Go on").click()
    expect(bar).to_be_visible()
    page.get_by_role("combobox", name="Points").click()
    page.get_by_role("option", name="11 × 11").click()
    page.wait_for_url(lambda url: "size" not in url)  # what such a network gets by itself
    settled(page)
    expect(bar).to_have_count(0)
    assert len(page.locator(PLANE).evaluate(READ)["y"]) == 11


def open_page_without_waiting(open_page: OpenPage) -> Page:
    """A network on which 101 × 101 points take half a minute; from a page that has settled."""
    page = open_page("/landscape?dataset=digits&n_samples=600&hidden=200,200&size=11&other=0")
    page.get_by_role("combobox", name="Points").click()
    page.get_by_role("option", name="101 × 101").click()
    return page


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
@pytest.mark.long
def test_nothing_sticks_out_and_nothing_is_too_small(
    open_page: OpenPage, width: int, scheme: str
) -> None:
    page = open_page(
        "/landscape?t=30&directions=weights&size=21&batch_size=20", width=width, scheme=scheme
    )
    expect(page.locator(".js-plotly-plot")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    small = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=stMain] *')]
          .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
          .filter((e) => e.checkVisibility() && !e.closest('style, script, title'))
          .map((e) => [parseFloat(getComputedStyle(e).fontSize), e.textContent.slice(0, 20)])
          .filter(([size]) => size < 12)"""
    )
    assert small == []
    page.get_by_role("radio", name="Surface").click()
    expect(page.locator(".st-key-landscape_surface .gl-container canvas").first).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_have_count(3)


@pytest.mark.long
def test_a_figure_that_cannot_be_drawn_is_a_sentence_until_it_can(open_page: OpenPage) -> None:
    page = open_page(f"/landscape?{DEEP}&t=20&size=21")
    chart = page.locator(".st-key-landscape_contour").get_by_test_id("chart")
    expect(chart.locator(".main-svg").first).to_be_visible()
    page.evaluate(
        """() => {
          console.error = () => {};
          window.react = Plotly.react;
          Plotly.react = async () => { throw new Error("out of memory"); };
        }"""
    )
    page.set_viewport_size({"width": 1300, "height": 900})
    expect(chart).to_have_text(re.compile("^This figure could not be drawn"))
    page.evaluate("() => { Plotly.react = window.react; }")
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(chart.locator(".main-svg").first).to_be_visible()
    expect(chart).not_to_contain_text("could not be drawn")
