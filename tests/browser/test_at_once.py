"""Choices made while the page is busy reporting or asking: none is lost, the page stays whole."""

from __future__ import annotations

import pytest

from backprop import Experiment
from tests.browser.screen import Screen

# When a data set is chosen after a step: at once, and around the moment when the step is reported.
CHOOSE = """([name, moment]) => {
  const choose = () => document.querySelector(`[data-testid=dataset-${name}]`).click();
  const moments = {
    "at once": (f) => f(), "a task later": (f) => setTimeout(f), "a frame later": (f) => requestAnimationFrame(f),
    "two frames later": (f) => requestAnimationFrame(() => requestAnimationFrame(f)),
  };
  if (moment === "before") choose();
  else window.addEventListener("backprop:standing", () => moments[moment](choose), { capture: true, once: true });
}"""
MOMENTS = ("before", "at once", "a task later", "a frame later", "two frames later")


@pytest.mark.long
@pytest.mark.parametrize("moving", ["stepping", "playing"])
def test_a_choice_at_any_moment(screen: Screen, moving: str) -> None:
    for turn, moment in enumerate(MOMENTS):
        name = ("moons", "circles")[turn % 2]
        screen.rest()
        if moving == "playing":
            screen.press("Play")
            screen.past(8)
            screen.page.evaluate(CHOOSE, [name, moment])
            screen.press("Pause")
        elif moment == "before":
            screen.press("Step forward")
            screen.page.evaluate(CHOOSE, [name, moment])
        else:
            screen.page.evaluate(CHOOSE, [name, moment])
            screen.press("Step forward")
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
