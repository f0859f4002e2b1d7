"""Play stops by itself at the chosen event, at the same iteration as in Python."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from backprop import Trainer
from tests.browser.screen import Screen


def stop_when(screen: Screen, **conditions: str) -> None:
    screen.press("Stop when…")
    for name, value in conditions.items():
        screen.page.get_by_test_id(f"stop-{name}").fill(value)
    screen.press("Done")


def history(screen: Screen, name: str) -> np.ndarray:
    trainer = Trainer(screen.experiment)
    trainer.run(150)
    return getattr(trainer.history, name)


def test_after_so_many_iterations_from_where_play_began_until_it_is_cleared(
    screen: Screen,
) -> None:
    stop_when(screen, iterations="12", loss="0.1")
    expect(screen.live.get_by_role("button", name="Stop when…")).to_contain_text("(2)")
    for end in (12, 24):
        screen.press("Play")
        screen.at(end).rest()
        expect(screen.live).to_contain_text(f"Stopped after 12 iterations, at iteration {end}.")
    screen.same_as_python()
    screen.press("Stop when…")
    screen.press("Clear")
    screen.press("Done")
    screen.press("Play")
    screen.past(40)
    screen.press("Pause")
    screen.rest()


@pytest.mark.long
def test_at_a_loss_or_an_accuracy(screen: Screen) -> None:
    for condition, value, column in (
        ("accuracy", "0.9", "train_accuracy"),
        ("loss", "0.5", "train_loss"),
    ):
        values = history(screen, column)
        wanted = float(value)
        reached = values >= wanted if condition == "accuracy" else values <= wanted
        first = int(np.argmax(reached))
        assert 5 < first < 150
        stop_when(screen, **({"accuracy": "", "loss": ""} | {condition: value}))
        screen.press("Play")
        screen.at(first).rest()
        said = f"Stopped at iteration {first}: the training {condition}"
        expect(screen.live).to_contain_text(said)
        screen.press("Play")  # a condition that holds already does not stop again
        screen.past(first)
        screen.press("Pause")
        screen.rest().same_as_python()
        screen.press("Restart")
        screen.at(0)
