"""Choices made while the page is busy reporting or asking: none is lost, the page stays whole."""

from __future__ import annotations

import pytest

from backprop import Experiment
from tests.browser.screen import Screen

# Milliseconds between a step and a choice: around the moment when the step is reported.
MOMENTS = (0, 90, 150, 160, 190)


@pytest.mark.parametrize("moving", ["stepping", "playing"])
@pytest.mark.long
def test_a_choice_at_any_moment(screen: Screen, moving: str) -> None:
    for turn, moment in enumerate(MOMENTS):
        name = ("moons", "circles")[turn % 2]
        screen.press("Step forward" if moving == "stepping" else "Play")
        if moving == "playing":
            screen.past(8)
            screen.press("Pause")
        screen.page.wait_for_timeout(moment)
        screen.page.get_by_test_id(f"dataset-{name}").click()
        screen.page.wait_for_function(
            "name => (new URLSearchParams(location.search).get('dataset') ?? 'circles') === name",
            arg=name,
        )
        screen.at(0)
    screen.same_as_python()


def test_a_choice_in_the_same_moment_as_a_report(screen: Screen) -> None:
    """The browser sends both as one message, which names the report's fragment alone."""
    screen.rest()
    screen.page.evaluate(
        """() => {
          const { run } = document.querySelector("[data-testid=live-view]").dataset;
          document.dispatchEvent(new CustomEvent("backprop:standing", { detail: { run, iteration: 0, again: 1 } }));
          [...document.querySelectorAll("button")].find((b) => b.textContent.includes("Add a layer")).click();
        }"""
    )
    screen.shows(Experiment(hidden=(4, 3, 3), activations=("tanh",) * 3)).same_as_python()
    field = screen.page.get_by_role("spinbutton", name="Units of hidden layer 2", exact=True)
    field.fill("6")
    screen.page.evaluate(
        """() => {
          const { run } = document.querySelector("[data-testid=live-view]").dataset;
          document.dispatchEvent(new CustomEvent("backprop:standing", { detail: { run, iteration: 0, again: 2 } }));
          document.activeElement.blur();
        }"""
    )
    screen.shows(Experiment(hidden=(4, 6, 3), activations=("tanh",) * 3)).same_as_python()
