"""Stepping, playing and going back: the screen shows what Python computes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from backprop import Trainer
from tests.browser.conftest import OpenScreen
from tests.browser.screen import Screen
from tests.selection import tried

BATCHES = "batch_size=16&learning_rate=0.2"


def test_the_page_opens_alive_and_steps_scrubs_and_listens_to_keys(screen: Screen) -> None:
    screen.at(0)
    screen.same_as_python()
    assert screen.query == {}
    step_forward_and_back(screen)
    by_keyboard(screen)
    for iteration in (90, 4, 57):
        screen.scrub(iteration)
        screen.at(iteration)
    screen.same_as_python()


def step_forward_and_back(screen: Screen) -> None:
    before = screen.shown_gradients()
    screen.press("Step forward")
    screen.at(1).same_as_python()
    screen.press("Step forward")
    screen.at(2).same_as_python()
    screen.press("Step back")
    screen.press("Step back")
    screen.at(0)
    assert screen.shown_gradients() == before


def by_keyboard(screen: Screen) -> None:
    keys = screen.page.keyboard
    keys.press("ArrowRight")
    screen.at(1)
    keys.press("ArrowRight")
    screen.at(2)
    keys.press("ArrowLeft")
    screen.at(1)
    keys.press("PageDown")
    screen.at(2)
    keys.press("End")
    screen.past(50)
    keys.press("Home")
    screen.at(0)
    screen.live.get_by_role("button", name="Step back", exact=True).evaluate("e => e.blur()")
    keys.press("Space")
    screen.past(5)
    keys.press("Space")
    screen.rest().same_as_python()


RUNS = [
    BATCHES,
    "optimizer=adam&learning_rate=0.02&hidden=5,4,3&activations=relu,gelu,silu&batch_size=7",
    "dataset=blobs&optimizer=momentum&schedule=cosine&l2=0.01&hidden=3&activations=elu",
    "dataset=plane&hidden=4&activations=softplus&learning_rate=0.05&shuffle=false&batch_size=30",
    "hidden=&activations=&optimizer=nesterov&learning_rate=0.1",
]


@pytest.mark.parametrize("query", tried(RUNS, RUNS[1]))
def test_numbers_are_pythons(open_screen: OpenScreen, query: str) -> None:
    screen = open_screen(f"{query}&t=37")
    screen.at(37).same_as_python()
    for _ in range(3):
        screen.press("Step forward")
    screen.at(40).same_as_python()


def test_epochs_both_ends_play_and_restart(open_screen: OpenScreen) -> None:
    screen = open_screen(BATCHES)
    before = screen.shown_gradients()
    screen.press("Next epoch")
    screen.at(16)
    assert "epoch 1" in screen.page.get_by_test_id("step-name").inner_text()
    screen.press("Next epoch")
    screen.at(32).same_as_python()
    screen.press("Previous epoch")
    screen.at(16)
    play_and_pause(screen)
    screen.press("To the end")
    end = screen.past(16)
    assert end >= 100
    screen.press("Restart")  # with the same weights
    screen.at(0).same_as_python()
    assert screen.shown_gradients() == before


def play_and_pause(screen: Screen) -> None:
    screen.press("Play")
    screen.past(240)  # the first stretch has 160
    screen.press("Pause")
    stopped = screen.iteration
    screen.rest().same_as_python()
    assert screen.iteration == stopped
    screen.page.wait_for_url(f"**t={stopped}*")
    screen.scrub(3)
    screen.at(3).same_as_python()


@pytest.mark.long
def test_the_address_follows_and_reloads(open_screen: OpenScreen) -> None:
    screen = open_screen(f"{BATCHES}&t=20")
    screen.press("Step forward")
    screen.at(21).rest()
    screen.page.wait_for_url("**t=21*")
    before = screen.shown_gradients()
    screen.page.reload()
    screen.ready().at(21)
    assert screen.shown_gradients() == before


def test_a_run_that_diverges_says_where_and_keeps_what_was_before(open_screen: OpenScreen) -> None:
    screen = open_screen("dataset=plane&hidden=8,8&activations=linear,linear&learning_rate=3.0")
    trainer = Trainer(screen.experiment)
    trainer.run(100)
    assert trainer.diverged is not None
    screen.press("To the end")
    screen.at(trainer.last)
    expect(screen.page.get_by_test_id("message")).to_contain_text(str(trainer.diverged))
    screen.same_as_python()
    screen.press("Step back")
    screen.at(trainer.last - 1).same_as_python()
