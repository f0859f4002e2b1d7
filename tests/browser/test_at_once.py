"""Choices made while the page is busy reporting or asking: none is lost, the page stays whole."""

from __future__ import annotations

import pytest

from tests.browser.screen import Screen

# Milliseconds between a step and a choice: around the moment when the step is reported.
MOMENTS = (0, 90, 150, 160, 190)


@pytest.mark.parametrize("moving", ["stepping", "playing"])
def test_a_choice_at_any_moment(screen: Screen, moving: str) -> None:
    for turn, moment in enumerate(MOMENTS):
        name = ("moons", "circles")[turn % 2]
        screen.press("Step forward" if moving == "stepping" else "Play")
        if moving == "playing":
            screen.past(30)
            screen.press("Pause")
        screen.page.wait_for_timeout(moment)
        screen.page.get_by_test_id(f"dataset-{name}").click()
        screen.page.wait_for_function(
            "name => (new URLSearchParams(location.search).get('dataset') ?? 'circles') === name",
            arg=name,
        )
        screen.at(0)
    screen.same_as_python()
