"""The replay: one file, opened from the disk by a browser that is offline."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from backprop import Experiment, Trainer
from backprop.live_view.replay import replay
from backprop.snapshot import Snapshot
from tests.browser.screen import Screen

RUN = Experiment(
    dataset="moons", hidden=(3, 2), activations=("relu", "tanh"), n_samples=80, batch_size=8,
    optimizer="momentum", learning_rate=0.1,
)  # fmt: skip


def test_it_steps_plays_and_goes_back_without_a_server(chromium: Browser, tmp_path: Path) -> None:
    trainer = Trainer(RUN)
    trainer.run(40)
    trainer.seek(12)
    content = replay(Snapshot.of(trainer))
    assert len(content) < 6_000_000
    file = tmp_path / "run.html"
    file.write_bytes(content)
    context = chromium.new_context(offline=True, viewport={"width": 1440, "height": 900})
    asked: list[str] = []
    errors: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console", lambda message: errors.append(message.text) if message.type == "error" else None
    )
    page.goto(file.as_uri())
    screen = Screen(page).ready().at(12)
    same(screen, trainer, 12)
    assert page.evaluate("() => document.documentElement.scrollHeight") <= 900
    screen.press("Step forward")
    same(screen.at(13), trainer, 13)
    screen.press("Step back")
    screen.press("Step back")
    same(screen.at(11), trainer, 11)
    screen.press("Play")
    screen.at(40)
    expect(page.get_by_test_id("message")).to_have_text("This file ends here, at iteration 40.")
    expect(screen.live.get_by_role("button", name="Step forward", exact=True)).to_be_disabled()
    same(screen, trainer, 40)
    page.keyboard.press("Home")
    same(screen.at(0), trainer, 0)
    expect(screen.badge).to_have_attribute("data-state", "passed")
    context.close()
    outside = [
        url for url in asked if not url.startswith(("data:", "blob:")) and url != file.as_uri()
    ]
    assert (outside, errors) == ([], [])


def same(screen: Screen, trainer: Trainer, iteration: int) -> None:
    """dW, db and the losses on the screen are Python's."""
    shown = screen.shown_gradients()
    trainer.seek(iteration)
    for layer in range(1, trainer.mlp.depth + 1):
        dW, db = trainer.mlp.dW[layer], trainer.mlp.db[layer]
        for j in range(dW.shape[1]):
            assert shown[f"bias-{layer}-{j + 1}"] == db[0, j]
            for i in range(dW.shape[0]):
                assert shown[f"cell-{layer}-{i + 1}-{j + 1}"] == dW[i, j]
    for name in ("train", "test"):
        loss = getattr(trainer.history, f"{name}_loss")[iteration]
        assert screen.loss(name) == pytest.approx(loss, rel=5e-4)
