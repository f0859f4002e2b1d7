"""The Clinic in a browser: a mistake is switched on, hidden and identified."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from backprop import Experiment, Trainer, gradient_check
from backprop.clinic import MISTAKES, mistaken
from backprop.clinic.clinic import compare, hidden
from backprop.figures.gradient_check import factor_text
from tests.browser.conftest import OpenPage
from tests.browser.test_gradient_check import cells, query_of, verdict


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()


def trainer_of(page: Page) -> Trainer:
    query = query_of(page)
    trainer = Trainer(Experiment.from_query(query)[0])
    trainer.seek(int(query.get("t", 0)))
    return trainer


@pytest.mark.long
def test_a_mistake_is_turned_on(open_page: OpenPage) -> None:
    page = open_page("/clinic?hidden=4,4&activations=tanh,tanh&t=12")
    expect(verdict(page, 1)).to_contain_text("✗ dW × 2, db × 2")
    choose(page, "Mistake in the backward pass", MISTAKES["one_path"].title)
    page.wait_for_url("**mistake=one_path*")
    expect(verdict(page, 2)).to_contain_text("agrees")
    expect(verdict(page, 1)).to_contain_text("off")
    trainer = trainer_of(page)
    net = mistaken(trainer, MISTAKES["one_path"])
    for layer in gradient_check(net, *trainer.batch_data).layers:
        expected = [
            factor_text(float(g), float(n))
            for analytic, numerical in (
                (layer.analytic_dW, layer.numerical_dW),
                (layer.analytic_db, layer.numerical_db),
            )
            for g, n in zip(analytic.ravel(), numerical.ravel(), strict=True)
        ]
        expect(cells(page, layer.layer, "clinic_errors")).to_have_text(expected)
    found = compare(trainer.experiment, trainer.dataset, MISTAKES["one_path"], 100)
    said = f"{found.wrong[100]:.4g} with the mistake and {found.right[100]:.4g} without"
    expect(page.get_by_text(said)).to_be_visible()


def test_one_is_hidden_and_found(open_page: OpenPage) -> None:
    page = open_page("/clinic?hidden=4,4&activations=tanh,tanh&t=12")
    page.get_by_role("button", name="Hide one from me").click()
    page.wait_for_url(lambda url: "mistake=" in url)
    expect(page.get_by_text("A mistake is hidden")).to_be_visible()
    seed = int(query_of(page)["mistake"])
    trainer = trainer_of(page)
    secret = hidden(seed, trainer.mlp, trainer.batch_size)
    other = MISTAKES["sign_turned" if secret.name != "sign_turned" else "one_path"]
    choose(page, "Which mistake is it?", other.title)
    expect(page.get_by_text(f"No. “{other.title}” would look like this:")).to_be_visible()
    expect(page.get_by_text(secret.clue)).to_have_count(0)
    choose(page, "Which mistake is it?", secret.title)
    expect(page.get_by_text("Right.", exact=True)).to_be_visible()
    expect(page.get_by_text(secret.clue)).to_be_visible()
    assert query_of(page)["mistake"] == str(seed)
