"""The URL contains everything: it works in other browsers and other tabs."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenScreen


def test_the_link_shows_the_same_elsewhere(open_screen: OpenScreen) -> None:
    first = open_screen("dataset=xor&hidden=5&activations=elu&batch_size=25&learning_rate=0.3")
    for _ in range(4):
        first.press("Step forward")
    first.at(4).rest()
    first.page.wait_for_url("**t=4*")
    second = open_screen(first.page.url.partition("?")[2])
    second.at(4).same_as_python()
    assert second.shown_gradients() == first.shown_gradients()
    assert second.experiment == first.experiment


@pytest.mark.long
def test_two_tabs_are_two_runs(open_screen: OpenScreen) -> None:
    first, second = open_screen(), open_screen()
    first.press("Step forward")
    first.at(1)
    second.at(0)
    second.page.get_by_test_id("dataset-moons").click()
    second.page.wait_for_url("**dataset=moons*")
    first.press("Step forward")
    first.at(2).same_as_python()
    assert first.experiment.dataset == "circles"
    second.same_as_python()
