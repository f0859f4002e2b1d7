"""Choices restart only what they must, and can be undone."""

from __future__ import annotations

import dataclasses

import pytest
from playwright.sync_api import expect

from backprop import Experiment
from tests.browser.conftest import OpenScreen
from tests.browser.screen import Screen


def choose(screen: Screen, label: str, option: str) -> None:
    screen.page.get_by_role("combobox", name=label, exact=False).click()
    screen.page.get_by_role("option", name=option, exact=True).click()


def fill(screen: Screen, label: str, value: str) -> None:
    field = screen.page.get_by_role("spinbutton", name=label, exact=True)
    field.fill(value)
    field.press("Enter")


def becomes(screen: Screen, expected: Experiment) -> None:
    """Wait until the URL, and with it the run, is that experiment."""
    query = expected.to_query()
    screen.page.wait_for_function(
        """([wanted, fields]) => {
          const query = [...new URLSearchParams(location.search)];
          const now = Object.fromEntries(query.filter(([name]) => fields.includes(name)));
          return Object.keys(wanted).length === Object.keys(now).length
            && Object.entries(wanted).every(([k, v]) => now[k] === v);
        }""",
        arg=[query, [field.name for field in dataclasses.fields(Experiment)]],
    )
    screen.shows(expected)


def test_data_numbers_and_seeds(screen: Screen) -> None:
    for name in ("moons", "blobs", "plane", "circles"):
        before = screen.shown_gradients()
        screen.page.get_by_test_id(f"dataset-{name}").click()
        becomes(screen, Experiment(dataset=name))
        screen.page.wait_for_function(
            "v => Number(document.querySelector('[data-testid=cell-1-1-1]')?.dataset.value ?? v) !== v",
            arg=before["cell-1-1-1"],
        )
        screen.at(0).same_as_python()
    fill(screen, "Learning rate η", "0.125")
    becomes(screen, Experiment(learning_rate=0.125))
    fill(screen, "Batch size (0: all)", "16")
    becomes(screen, Experiment(learning_rate=0.125, batch_size=16))
    screen.page.get_by_role("button", name="New weights").first.click()
    becomes(screen, Experiment(learning_rate=0.125, batch_size=16, init_seed=43))
    screen.page.get_by_role("button", name="New data").first.click()
    becomes(screen, Experiment(learning_rate=0.125, batch_size=16, init_seed=43, data_seed=1))


def test_layers(screen: Screen) -> None:
    screen.page.get_by_role("button", name="Add a layer").first.click()
    three = Experiment(hidden=(4, 3, 3), activations=("tanh",) * 3)
    becomes(screen, three)
    fill(screen, "Units of hidden layer 2", "6")
    becomes(screen, Experiment(hidden=(4, 6, 3), activations=("tanh",) * 3))
    expect(screen.cell(2, 4, 6)).to_be_attached()
    choose(screen, "Activation of hidden layer 1", "ReLU")
    becomes(screen, Experiment(hidden=(4, 6, 3), activations=("relu", "tanh", "tanh")))


@pytest.mark.long
def test_undo_brings_back_experiment_and_iteration(open_screen: OpenScreen) -> None:
    screen = open_screen("t=30")
    screen.rest()
    before = screen.shown_gradients()
    screen.page.get_by_test_id("dataset-xor").click()
    becomes(screen, Experiment(dataset="xor"))
    screen.at(0)
    undo = screen.page.get_by_role("button", name="Undo: dataset circles → xor").first
    undo.click()
    becomes(screen, Experiment())
    screen.at(30)
    assert screen.shown_gradients() == before
    expect(screen.page.get_by_role("button", name="Nothing to undo").first).to_be_disabled()
    # A choice made while it plays: back to where the run was, not to where it last stood still.
    screen.press("Play")
    reached = screen.past(70)
    screen.page.get_by_test_id("dataset-xor").click()
    becomes(screen, Experiment(dataset="xor"))
    screen.at(0).rest()
    undo.click()
    screen.shows(Experiment()).rest()
    assert screen.iteration >= reached
    screen.same_as_python()


def test_a_preset_and_what_is_out_of_bounds(screen: Screen) -> None:
    field = screen.page.get_by_role("spinbutton", name="Learning rate η", exact=True)
    field.fill("-5")
    field.press("Enter")
    screen.press("Step forward")
    screen.at(1).same_as_python()
    assert screen.experiment == Experiment()  # refused where it is typed
    choose(screen, "Preset", "The article's run")
    becomes(screen, Experiment.preset("tutorial"))
    expect(screen.badge).to_contain_text("wrong in layer")
    expect(screen.page.get_by_text("accuracy of 0.818 at iteration 145")).to_be_visible()
    assert screen.loss("train") == pytest.approx(693.62972747, rel=5e-4)
