"""The Train page as a person sees it, and what Python computes for the same experiment."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlparse

import pytest
from playwright.sync_api import Locator, Page, expect

from backprop import Dataset, Experiment, Trainer
from backprop.live_view.trace import run_id

MOMENTUM = "optimizer=momentum&learning_rate=0.1&batch_size=20&t=25"  # a run with mini-batches
SETTLED = re.compile("largest error|[Nn]ot checked")


class Screen:
    """The controls by their accessible names, and the numbers by their position."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.live = page.get_by_test_id("live-view")

    def ready(self) -> Screen:
        """Wait for the first complete picture."""
        self.page.locator("[data-testid=live-view][data-ready]").wait_for()
        self.page.get_by_test_id("gradient-layer-1").wait_for()
        return self

    def press(self, name: str) -> None:
        self.live.get_by_role("button", name=name, exact=True).click()

    @property
    def iteration(self) -> int:
        return int(self.page.get_by_test_id("iteration").inner_text())

    def at(self, iteration: int) -> Screen:
        """Wait until that iteration is shown."""
        expect(self.page.get_by_test_id("iteration")).to_have_text(str(iteration))
        return self

    def past(self, iteration: int) -> int:
        """Wait until a later iteration is shown, and return it."""
        self.page.wait_for_function(
            "t => Number(document.querySelector('[data-testid=iteration]').textContent) > t",
            arg=iteration,
        )
        return self.iteration

    def scrub(self, iteration: int) -> None:
        self.page.get_by_test_id("scrubber").fill(str(iteration))

    def cell(self, layer: int, i: int, j: int) -> Locator:
        """The cell of dW from unit i to unit j, counted from 1."""
        return self.page.get_by_test_id(f"cell-{layer}-{i}-{j}")

    def bias(self, layer: int, j: int) -> Locator:
        return self.page.get_by_test_id(f"bias-{layer}-{j}")

    def shown_gradients(self) -> dict[str, float]:
        """data-value of every cell on the screen, at rest."""
        self.rest()
        return self.page.evaluate(
            """() => Object.fromEntries([...document.querySelectorAll(
              '[data-testid^="cell-"], [data-testid^="bias-"]')]
              .map((e) => [e.dataset.testid, Number(e.dataset.value)]))"""
        )

    def rest(self) -> Screen:
        """Wait until the picture is at rest, drawn exactly and checked."""
        expect(self.badge).to_have_text(SETTLED)
        self.page.wait_for_function(
            """() => document.querySelector("[data-testid=live-view]").dataset.rest
              === document.querySelector("[data-testid=iteration]").textContent"""
        )
        return self

    @property
    def badge(self) -> Locator:
        return self.page.get_by_test_id("badge")

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlparse(self.page.url).query, keep_blank_values=True))

    @property
    def experiment(self) -> Experiment:
        """The experiment in the URL."""
        experiment, sentences = Experiment.from_query(self.query)
        assert sentences == []
        return experiment

    def loss(self, name: str) -> float:
        """The training or test loss, to the figures shown."""
        text = self.page.get_by_test_id(f"{name}-number").inner_text()
        return float(text.split()[-1].replace("−", "-"))

    def shows(self, experiment: Experiment) -> Screen:
        """Wait until the picture shows that experiment's run."""
        self.page.locator(f"[data-testid=live-view][data-run='{run_id(experiment)}']").wait_for()
        return self

    def same_as_python(self, dataset: Dataset | None = None) -> Trainer:
        """Every cell of dW and db and the losses are those that Python computes, on the named data
        or on a given set."""
        shown = self.shows(self.experiment).shown_gradients()
        trainer = Trainer(self.experiment, dataset)
        trainer.seek(self.iteration)
        mlp = trainer.mlp
        expected = {}
        for layer in range(1, mlp.depth + 1):
            n_in, n_out = mlp.dW[layer].shape
            for j in range(n_out):
                expected[f"bias-{layer}-{j + 1}"] = mlp.db[layer][0, j]
                for i in range(n_in):
                    expected[f"cell-{layer}-{i + 1}-{j + 1}"] = mlp.dW[layer][i, j]
        assert shown == expected  # to the bit: the browser shows Python's own numbers
        for name in ("train", "test"):
            loss = getattr(trainer.history, f"{name}_loss")[self.iteration]
            assert self.loss(name) == pytest.approx(loss, rel=5e-4)
        return trainer


def trainer_of(screen: Screen) -> Trainer:
    """Python's trainer at the iteration on the screen."""
    trainer = Trainer(screen.experiment)
    trainer.seek(screen.iteration)
    return trainer


def inspector(screen: Screen) -> Locator:
    return screen.page.get_by_test_id("inspector")
