"""The badge shows the result of Python's check: green, or red with the name of the layer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from backprop import gradient_check
from tests.browser.conftest import OpenScreen, free_port, start_app, stop_app
from tests.browser.screen import MOMENTUM, trainer_of

WRONG_APP = Path(__file__).parent / "wrong_gradient_app.py"


def test_the_badge_is_pythons_check(open_screen: OpenScreen) -> None:
    screen = open_screen(MOMENTUM).rest()
    trainer = trainer_of(screen)
    check = gradient_check(trainer.mlp, *trainer.batch_data)
    expect(screen.badge).to_have_attribute("data-state", "passed")
    shown = float(screen.badge.inner_text().split()[-1].replace("−", "-"))
    assert shown == pytest.approx(check.worst, rel=0.06)


@pytest.mark.long
def test_the_badge_is_red_for_the_articles_rule(open_screen: OpenScreen) -> None:
    screen = open_screen("gradient_rule=tutorial&learning_rate=0.001").rest()
    trainer = trainer_of(screen)
    check = gradient_check(trainer.mlp, *trainer.batch_data)
    expect(screen.badge).to_have_attribute("data-state", "failed")
    layers = ", ".join(map(str, check.failed_layers))
    expect(screen.badge).to_contain_text(f"wrong in layer {layers}:")
    expect(screen.badge).to_have_attribute("title", re.compile("on purpose"))


@pytest.mark.long
def test_a_wrong_gradient_turns_the_badge_red_and_names_its_layer(open_screen: OpenScreen) -> None:
    port = free_port()
    server = start_app(port, app=WRONG_APP)
    try:
        screen = open_screen("t=3", url=f"http://127.0.0.1:{port}").rest()
        expect(screen.badge).to_have_attribute("data-state", "failed")
        expect(screen.badge).to_contain_text("wrong in layer 2:")
        expect(screen.badge).to_contain_text(re.compile(r"largest error 9\.9e−3|1\.0e−2"))
    finally:
        stop_app(server)


def test_a_check_that_got_lost_is_asked_for_again(open_screen: OpenScreen) -> None:
    """This test drops reports until the first repeated one."""
    screen = open_screen("t=3").rest()
    screen.page.evaluate(
        """() => window.addEventListener("backprop:standing", (event) => {
          if (!event.detail.asked) event.stopImmediatePropagation();
        }, true)"""
    )
    screen.press("Step forward")
    screen.at(4).rest()
    expect(screen.badge).to_have_attribute("data-state", "passed")
