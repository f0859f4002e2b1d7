"""A run is changed midway: on the screen, in the URL, and beside the unchanged run."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from backprop import Experiment, Trainer
from backprop.training import Intervention
from tests.browser.conftest import OpenScreen
from tests.browser.screen import Screen

BASE = Experiment(batch_size=16, learning_rate=0.2)


def query(experiment: Experiment, t: int) -> str:
    return "&".join(f"{k}={v}" for k, v in experiment.to_query().items()) + f"&t={t}"


def intervene(screen: Screen, *these: Intervention) -> Experiment:
    """Wait for the run with these interventions and no others."""
    expected = dataclasses.replace(screen.experiment, interventions=these)
    screen.shows(expected)
    return expected


def can_be_taken_back(
    open_screen: OpenScreen, screen: Screen, these: tuple[Intervention, ...]
) -> None:
    page = screen.page
    # The list goes there, and takes one back; the link shows the same elsewhere.
    listed = page.get_by_test_id("interventions")
    expect(listed.get_by_role("listitem")).to_have_count(3)
    listed.get_by_role("button", name="Go to iteration 40: layer 1 frozen").click()
    screen.at(40)
    listed.get_by_role(
        "button", name="Remove the intervention at iteration 40: layer 1 frozen"
    ).click()
    intervene(screen, these[0], these[2])
    screen.at(40).same_as_python()
    screen.press("Step forward")
    screen.at(41).rest()
    page.wait_for_url("**t=41*")
    second = open_screen(page.url.partition("?")[2])
    second.at(41).same_as_python()
    assert second.shown_gradients() == screen.shown_gradients()
    expect(second.page.get_by_test_id("interventions").get_by_role("listitem")).to_have_count(2)
    # Undo takes the change back, at the iteration where it was made.
    page.get_by_role("button", name="Undo: without layer 1 frozen at iteration 40").first.click()
    intervene(screen, *these)
    page.get_by_role("button", name="Undo: 3 interventions").first.click()
    screen.shows(BASE).at(40).same_as_python()
    expect(page.get_by_test_id("interventions")).to_have_count(0)


def test_intervening_at_the_shown_iteration(open_screen: OpenScreen) -> None:
    screen = open_screen(query(BASE, 40))
    screen.rest()
    page, panel = screen.page, screen.page.get_by_test_id("intervene")
    screen.cell(2, 1, 3).click()
    screen.press("Intervene…")
    expect(panel).to_contain_text("At iteration 40, before its update")
    trainer = Trainer(BASE)
    trainer.seek(40)
    value = page.get_by_test_id("intervene-value")
    assert float(value.input_value()) == trainer.mlp.W[2][0, 2]
    expect(panel.get_by_role("button", name="Apply")).to_be_disabled()
    page.get_by_test_id("intervene-learning_rate").fill("")
    expect(panel.get_by_role("button", name="Apply")).to_be_disabled()
    page.get_by_test_id("intervene-learning_rate").fill("0.05")
    value.fill("0.7")
    panel.get_by_role("button", name="Freeze layer 1").click()
    panel.get_by_role("button", name="Apply").click()
    these = (
        Intervention(40, "learning_rate", 0.05),
        Intervention(40, "freeze", layer=1),
        Intervention(40, "weight", 0.7, 2, 0, 2),
    )
    changed = intervene(screen, *these)
    trainer = screen.at(
        40
    ).same_as_python()  # the picture stays at t, and is of the changed network
    assert trainer.experiment == changed
    inspector = page.get_by_test_id("inspector")
    expect(inspector).to_contain_text("W = 0.70000 − 0.05 ·")
    expect(inspector).to_contain_text("difference 0")
    expect(page.get_by_test_id("step-name")).to_have_text(
        re.compile("after: learning rate 0.05, layer 1 frozen")
    )
    marks = page.get_by_test_id("mark-40")
    expect(marks).to_have_count(2)
    for mark in marks.all():  # over the scrubber and under the loss
        title = mark.get_attribute("title")
        assert title == "Iteration 40: learning rate 0.05, layer 1 frozen, W²[1,3] set to 0.7"
    # The update, to the bit: layer 1 does not move, its gradient is shown.
    expect(page.get_by_test_id("gradient-layer-1")).to_contain_text("frozen")
    held = page.get_by_test_id("frozen-1")  # said in the network too
    expect(held).to_have_accessible_name("Layer 1 is frozen: its update is 0")
    expect(held).to_be_in_viewport()
    screen.cell(1, 1, 1).click()
    expect(inspector).to_contain_text("+ 0 (layer 1 is frozen)")
    screen.press("Step forward")
    screen.at(41).same_as_python()
    # The iteration before is of the trunk; its update is said, and what is written after it.
    screen.cell(2, 1, 3).click()
    screen.press("Step back")
    screen.press("Step back")
    trainer = screen.at(39).same_as_python()
    trunk = Trainer(BASE)
    trunk.seek(39)
    assert trainer.mlp.parameters.tobytes() == trunk.mlp.parameters.tobytes()
    expect(inspector).to_contain_text("then, at iteration 40: W²[1,3] set to 0.7")
    can_be_taken_back(open_screen, screen, these)


@pytest.mark.long
def test_another_optimizer_batch_and_penalty_are_told_truly(open_screen: OpenScreen) -> None:
    these = (
        Intervention(20, "batch_size", 100),
        Intervention(30, "optimizer", "adam"),
        Intervention(30, "l2", 0.1),
        Intervention(40, "batch_size", None),
        Intervention(50, "cut", layer=2, i=1, j=2),
    )
    screen = open_screen(query(dataclasses.replace(BASE, interventions=these), 19))
    page, inspector = screen.page, screen.page.get_by_test_id("inspector")
    name = page.get_by_test_id("step-name")
    screen.cell(2, 2, 3).click()
    trainer = screen.at(19).same_as_python()
    assert trainer.batch.epoch == 1
    expect(name).to_have_text("iteration 19, epoch 1, samples 48–63 of the shuffled order")
    expect(page.get_by_test_id("phase-strip")).to_contain_text("W ← W − η dW")
    screen.press("Next epoch")  # the one in progress ends where the batch size changes
    screen.at(20).same_as_python()
    expect(name).to_contain_text("iteration 20, epoch 2, samples 0–99 of the shuffled order")
    screen.press("Next epoch")
    screen.at(23)
    screen.press("Previous epoch")
    screen.at(20)
    screen.scrub(31)
    trainer = screen.at(31).same_as_python()
    expect(page.get_by_test_id("phase-strip")).to_contain_text("W ← W + update")
    expect(inspector).to_contain_text("made by Adam")
    expect(inspector).to_contain_text("difference 0")
    penalty = 0.1 * trainer.mlp.W[2][1, 2]
    text = inspector.inner_text().replace("−", "-")
    said = float(re.search(r"penalty (-?[\d.]+(?:e-?\d+)?);", text)[1])  # pyright: ignore[reportOptionalSubscript]
    assert np.isclose(said, penalty, rtol=1e-3)
    screen.scrub(45)
    screen.at(45).same_as_python()
    expect(name).to_have_text("iteration 45, epoch 14, all 250 samples")
    screen.scrub(55)
    screen.at(55).same_as_python()
    expect(inspector).to_contain_text("W = 0.00000 + 0 (cut) = 0.00000")
    screen.press("Intervene…")
    panel = page.get_by_test_id("intervene")
    expect(panel.get_by_role("button", name="Cut this connection")).to_have_attribute(
        "aria-pressed", "true"
    )
    # A branch stands beside this run on the Compare page, at this iteration; this one stays as it is.
    panel.get_by_role("button", name="Cut this connection").click()
    panel.get_by_role("button", name="Branch from here").click()
    page.wait_for_url("**/compare*runs=*")
    assert screen.experiment.interventions == these
    assert "restore" in screen.query["runs"]
    assert screen.query["t"] == "55"


@pytest.mark.long
def test_marks_on_the_phones_scrubber_and_on_a_cut_edge(open_screen: OpenScreen) -> None:
    experiment = dataclasses.replace(
        BASE,
        interventions=(
            Intervention(20, "cut", layer=2, i=0, j=2),
            Intervention(30, "freeze", layer=1),
        ),
    )
    screen = open_screen(query(experiment, 25), width=390, height=844, touch=True).rest()
    page = screen.page
    track = page.get_by_test_id("scrubber").bounding_box()
    assert track
    for t in (20, 30):
        mark = page.locator(f".bpl-track [data-testid=mark-{t}]")
        expect(mark).to_be_in_viewport(ratio=1)
        box = mark.bounding_box()
        assert box
        assert track["x"] <= box["x"] <= track["x"] + track["width"]
        assert track["y"] <= box["y"] < track["y"] + track["height"] / 2
    cut = page.get_by_test_id("cut-2-1-3")
    expect(cut).to_have_accessible_name("W²[1,3] is cut: it is 0 and stays 0")
    expect(page.get_by_test_id("frozen-1")).to_have_count(0)  # not yet
    for name in ("intervene", "Stop when…"):  # where they are seen, whole
        expect(
            page.locator(".bpl-strip")
            .get_by_role("button", name=re.compile(name, re.IGNORECASE))
            .first
        ).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Stop when…").tap()
    expect(page.get_by_role("dialog", name="Play stops by itself")).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Done").tap()
    page.locator(".bpl-track [data-testid=mark-20]").tap()
    screen.at(20)
    expect(cut).to_have_count(1)
