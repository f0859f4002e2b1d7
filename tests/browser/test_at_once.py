"""Choices made while the page is busy reporting or asking: none is lost, the page stays whole."""

from __future__ import annotations

import pytest

from backprop import Experiment
from tests.browser.screen import Screen

# Press a button that is reported a little later; and choose a data set at once, or around the moment
# of the report. Nothing else that the page says may come between the two.
CHOOSE = """(button, [name, moment]) => {
  const choose = () => document.querySelector(`[data-testid=dataset-${name}]`).click();
  const moments = {
    "with the report": () => choose(),
    "a task later": () => setTimeout(choose),
    "a frame later": () => requestAnimationFrame(choose),
    "two frames later": () => requestAnimationFrame(() => requestAnimationFrame(choose)),
  };
  function reported({ detail }) {
    if (!detail.iteration) return;
    window.removeEventListener("backprop:standing", reported, true);
    moments[moment]();
  }
  button.click();
  if (moment === "at once") choose();
  else window.addEventListener("backprop:standing", reported, true);
}"""
MOMENTS = ("at once", "with the report", "a task later", "a frame later", "two frames later")


@pytest.mark.long
@pytest.mark.parametrize("moving", ["stepping", "playing"])
def test_a_choice_at_any_moment(screen: Screen, moving: str) -> None:
    for turn, moment in enumerate(MOMENTS):
        name = ("moons", "circles")[turn % 2]
        if moving == "playing":
            screen.press("Play")
            screen.past(8)
        button = screen.live.get_by_role(
            "button", name="Pause" if moving == "playing" else "Step forward", exact=True
        )
        button.evaluate(CHOOSE, [name, moment])
        screen.page.wait_for_function(
            "name => (new URLSearchParams(location.search).get('dataset') ?? 'circles') === name",
            arg=name,
        )
        screen.at(0)
    screen.same_as_python()


def test_a_choice_in_the_same_moment_as_a_report(screen: Screen) -> None:
    """The browser sends both as one message, which names only the report's fragment."""
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
