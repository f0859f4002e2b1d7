"""The Compare page in the browser: numbers of every run, one clock, outlines, ends, phone and dark."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from backprop import Experiment, Trainer
from tests.browser.conftest import OpenPage

A = Experiment(batch_size=50, learning_rate=0.2)
RUNS = {
    "A": A,
    "B": dataclasses.replace(A, optimizer="adam", learning_rate=0.03),
    "C": dataclasses.replace(A, learning_rate=1000.0, l2=1.0),
}
QUERY = (
    "batch_size=50&learning_rate=0.2&t=20&"
    "runs=~optimizer-adam!learning_rate-0.03~learning_rate-1000.0!l2-1.0"
)


# Where an iteration stands in the plot of the losses, on the page.
PLACE = """(losses, t) => {
  const gd = losses.querySelector(".bpl-plotly");
  const { xaxis, yaxis } = gd._fullLayout;
  const { left, top } = gd.getBoundingClientRect();
  return [left + xaxis._offset + xaxis.d2p(t), top + yaxis._offset + yaxis._length / 2];
}"""


def at(page: Page, iteration: int) -> None:
    """Wait until that iteration is shown exactly."""
    page.wait_for_function(
        "t => document.querySelector('[data-testid=compare]')?.dataset.rest === t",
        arg=str(iteration),
    )
    expect(page.get_by_test_id("iteration")).to_have_text(str(iteration))


def same_as_python(page: Page, trainers: dict[str, Trainer], iteration: int) -> None:
    at(page, iteration)
    shown = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("[data-value]")]
          .map((e) => [e.dataset.testid, Number(e.dataset.value)]))"""
    )
    for letter, trainer in trainers.items():
        t = iteration if trainer.diverged is None else min(iteration, trainer.last)
        trainer.seek(t)
        history = trainer.history
        assert shown[f"{letter}-train"] == history.train_loss[t]
        assert shown[f"{letter}-test"] == history.test_loss[t]
        assert shown[f"{letter}-accuracy"] == history.test_accuracy[t]
        for l, dW in enumerate(trainer.mlp.dW[1:], 1):
            assert dW is not None
            size = np.abs(dW).max()  # of a run on its way to infinity a square is no number
            norm = size * np.linalg.norm(dW / size)
            assert shown[f"norm-{letter}-{l}"] == pytest.approx(norm, rel=1e-12)


PICTURE_B = "document.querySelector('[data-testid=tile-B] canvas').toDataURL()"


def test_runs_step_scrub_and_end_together(open_page: OpenPage) -> None:
    trainers = {letter: Trainer(experiment) for letter, experiment in RUNS.items()}
    for trainer in trainers.values():
        trainer.run(200)
    end = trainers["C"].last
    assert trainers["C"].diverged is not None
    assert end < 200
    page = open_page(f"/compare?{QUERY}")
    same_as_python(page, trainers, 20)
    tile = page.get_by_test_id("tile-B")
    expect(tile).to_contain_text("optimizer Adam")
    expect(tile).to_contain_text("learning rate 0.03")
    page.keyboard.press("ArrowRight")
    same_as_python(page, trainers, 21)
    page.keyboard.press("ArrowLeft")
    page.get_by_role("button", name="Step back", exact=True).click()
    same_as_python(page, trainers, 19)
    page.get_by_test_id("scrubber").fill("150")
    same_as_python(page, trainers, 150)
    diverged = trainers["C"].diverged
    expect(page.get_by_test_id("C-says")).to_have_text(
        f"Diverged at {diverged.iteration} in layer {diverged.layer}; stays at {end}."
    )
    before = page.evaluate(PICTURE_B)
    page.get_by_role("button", name="outlines of the others").click()
    page.wait_for_function(f"before => {PICTURE_B} !== before", arg=before)  # off with three
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(
        "Number(document.querySelector('[data-testid=iteration]').textContent) > 155"
    )
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()  # it has stopped
    page.wait_for_function(
        """() => document.querySelector("[data-testid=compare]").dataset.rest
          === document.querySelector("[data-testid=iteration]").textContent"""
    )
    same_as_python(page, trainers, int(page.get_by_test_id("iteration").inner_text()))
    clicked = 60  # however far it has played by then
    page.mouse.click(*page.get_by_test_id("losses").evaluate(PLACE, clicked))
    same_as_python(page, trainers, clicked)
    page.get_by_role("button", name="Remove C").click()
    expect(page.get_by_test_id("tile-C")).to_have_count(0)
    del trainers["C"]
    same_as_python(page, trainers, clicked)
    expect(page.get_by_test_id("outlines-about")).to_contain_text("boundaries of the other runs")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_test_id("tile-C")).to_be_visible()
    page.get_by_role("button", name="Open B on the Train page").click()
    expect(page.get_by_test_id("live-view").get_by_test_id("iteration")).to_have_text(str(clicked))
    page.wait_for_url("**optimizer=adam**")


@pytest.mark.long
def test_on_a_phone_in_the_dark_with_values_instead_of_classes(open_page: OpenPage) -> None:
    page = open_page(
        "/compare?dataset=plane&t=5&runs=~init_seed-1", width=390, height=844, scheme="dark"
    )
    at(page, 5)
    expect(page.get_by_test_id("outlines-about")).to_have_text(
        "no outlines: a regression has no boundary"
    )
    expect(page.get_by_text("part of the difference is luck")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.evaluate(
        """() => [...document.querySelectorAll("[data-testid=compare] *")]
          .filter((e) => e.childNodes.length && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
          .map((e) => parseFloat(getComputedStyle(e).fontSize)).filter((size) => size < 12)"""
    )
    assert small == []


def test_a_view_that_cannot_be_drawn_says_so_and_the_others_go_on(open_page: OpenPage) -> None:
    page = open_page("/compare?batch_size=50&runs=~learning_rate-0.1")
    at(page, 0)
    page.evaluate(
        """() => {
          console.error = () => {};
          window.fill = Float64Array.prototype.fill;
          Float64Array.prototype.fill = function (...some) {
            if (window.broken && new Error().stack.includes("/compare/tile.js")) throw new Error("no memory");
            return window.fill.apply(this, some);
          };
          window.broken = true;
        }"""
    )
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(
        "Number(document.querySelector('[data-testid=iteration]').textContent) > 5"
    )
    expect(page.get_by_test_id("tile-A")).to_contain_text("This view cannot be drawn: no memory.")
    expect(page.get_by_test_id("norms")).not_to_contain_text("cannot be drawn")
    page.keyboard.press(" ")
    page.evaluate("() => { window.broken = false; }")
    page.get_by_role("button", name="Step forward", exact=True).click()
    expect(page.get_by_test_id("fault")).to_have_count(0)


def test_the_curves_follow_their_cards_when_the_set_changes(open_page: OpenPage) -> None:
    page = open_page(f"/compare?{QUERY}")
    at(page, 20)
    page.get_by_role("button", name="Remove C").click()
    expect(page.locator(".bpl-compare[data-runs='2']")).to_be_visible()
    at(page, 20)
    page.wait_for_function(
        """() => [".bpl-loss .main-svg", ".bpl-norms canvas"].every((inside) => {
          const drawn = document.querySelector(inside);
          const card = drawn.closest(".bpl-card");
          const [a, b] = [drawn, card].map((element) => element.getBoundingClientRect());
          return a.right <= b.right + 1 && a.right > b.right - 40;
        })"""
    )
