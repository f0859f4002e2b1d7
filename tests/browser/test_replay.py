"""The replay: one file, opened from the disk by a browser that is offline."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from backprop import Experiment, Trainer
from backprop.data.table import Table
from backprop.live_view.replay import replay
from backprop.training import Snapshot, experiment_on
from backprop.training.file import read
from tests.browser.screen import Screen

RUN = Experiment(
    dataset="moons",
    hidden=(3, 2),
    activations=("relu", "tanh"),
    n_samples=80,
    batch_size=8,
    optimizer="momentum",
    learning_rate=0.1,
)


@contextmanager
def opened(chromium: Browser, content: bytes, folder: Path) -> Iterator[Page]:
    """The file in a browser that is offline; it may request nothing and report no error."""
    assert len(content) < 6_000_000
    file = folder / "run.html"
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
    yield page
    context.close()
    outside = [
        url for url in asked if not url.startswith(("data:", "blob:")) and url != file.as_uri()
    ]
    assert (outside, errors) == ([], [])


def test_it_steps_plays_and_goes_back_without_a_server(chromium: Browser, tmp_path: Path) -> None:
    trainer = Trainer(RUN)
    trainer.run(40)
    trainer.seek(12)
    with opened(chromium, replay(Snapshot.of(trainer)), tmp_path) as page:
        steps_and_plays(page, trainer)
        picture = tmp_path / "gradients.svg"
        page.get_by_role("button", name="Save figure: gradients").click()
        with page.expect_download() as download:
            page.get_by_role("menuitem", name="SVG").click()
        download.value.save_as(picture)
        assert "at iteration 0 (moons, 2-3-2-1)" in picture.read_text(encoding="utf-8")


def steps_and_plays(page: Page, trainer: Trainer) -> None:
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


@pytest.mark.long
def test_own_data_keeps_its_names(chromium: Browser, tmp_path: Path) -> None:
    X = np.random.default_rng(1).normal(size=(60, 2))
    table = Table(X, (X[:, 0] > X[:, 1]).astype(int), ("height", "width"), "kind", ("oak", "elm"))
    experiment = experiment_on(table, Experiment(hidden=(3,), activations=("tanh",)), 0.5)
    trainer = Trainer(experiment, table.draw(experiment))
    trainer.run(9)
    with opened(chromium, replay(Snapshot.of(trainer)), tmp_path) as page:
        screen = Screen(page).ready().at(9)
        expect(page.get_by_role("heading", level=1)).to_have_text("Backprop Lab: 2-3-1 on own data")
        expect(page.locator("header code")).to_have_text("")
        same(screen, trainer, 9)
        expect(page.get_by_test_id("diagram")).to_contain_text("height")
        expect(page.get_by_test_id("boundary")).to_contain_text("width")


@pytest.mark.long
def test_made_inputs_and_the_default_run_are_named(chromium: Browser, tmp_path: Path) -> None:
    made = Experiment(features=("x1_squared", "x1x2", "sin_x1"), n_samples=60)
    trainer = Trainer(made)
    trainer.run(6)
    with opened(chromium, replay(Snapshot.of(trainer)), tmp_path) as page:
        screen = Screen(page).ready().at(6)
        same(screen, trainer, 6)
        for place, name in enumerate(("x₁²", "x₁x₂", "sin x₁"), 1):
            expect(page.get_by_test_id(f"unit-0-{place}")).to_have_text(name)
        command = page.locator("header code").inner_text()
        assert read(command.partition('"')[2].rstrip('"')).experiment == made
    default = replay(Snapshot.of(Trainer(Experiment())))
    assert b"<code>backprop train</code>" in default


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
