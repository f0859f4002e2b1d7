"""An activation that is registered from outside, in the browser: the script comes from its entry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from backprop import Experiment, Trainer
from backprop.live_view.replay import replay
from backprop.live_view.scripts import scripts
from backprop.nn import ACTIVATIONS
from backprop.training import Snapshot
from tests.bent import BENT
from tests.browser.conftest import OpenScreen, free_port, start_app, stop_app
from tests.browser.screen import Screen, trainer_of
from tests.browser.test_replay import opened
from tests.browser.test_views import the_boundary_is_the_networks_output

APP = Path(__file__).parent / "bent_app.py"
QUERY = "activations=bent,bent&learning_rate=0.1&t=12"


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    ACTIVATIONS["bent"] = BENT
    scripts.cache_clear()
    yield
    del ACTIVATIONS["bent"]
    scripts.cache_clear()


def test_boundary_and_gradients_are_pythons(open_screen: OpenScreen) -> None:
    port = free_port()
    server = start_app(port, app=APP)
    try:
        screen = open_screen(QUERY, url=f"http://127.0.0.1:{port}").rest()
        expect(screen.badge).to_have_attribute("data-state", "passed")
        the_boundary_is_the_networks_output(screen, trainer_of(screen).mlp)
        unit = screen.page.get_by_test_id("unit-1-2")
        expect(unit).to_have_accessible_name("a¹₂, bent identity unit 2 of layer 1")
        screen.press("Step forward")
        screen.at(13).same_as_python()
    finally:
        stop_app(server)


def test_a_replay_carries_it(chromium: Browser, tmp_path: Path) -> None:
    trainer = Trainer(Experiment(hidden=(3,), activations=("bent",), n_samples=60))
    trainer.run(9)
    with opened(chromium, replay(Snapshot.of(trainer)), tmp_path) as page:
        screen = Screen(page).ready().rest()
        the_boundary_is_the_networks_output(screen, trainer.mlp)
