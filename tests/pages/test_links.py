"""A link opens its page with its valid part, and a sentence names the rest."""

from __future__ import annotations

import pytest

from tests.pages.opened import ROOT, address, lab, opened, run
from tests.pages.test_train import press

STEPPING = ("sample", "mathematics", "gradient_check", "clinic", "flow", "landscape")
RUN = {"hidden": "3,2", "activations": "relu,tanh", "learning_rate": "0.25", "t": "7"}
CASES = [
    ({"hidden": "1000000000", "activations": "relu"}, "hidden: expected 1 to 256"),
    ({"dataset": "nonsense", "noise": "0.2"}, "dataset: expected one of"),
    ({"learning_rate": "-1"}, "learning_rate: expected"),
    ({"hidden": "3,3,3", "activations": "relu,tanh"}, "activations: expected 3"),
    ({"t": "99999999"}, "t: expected an iteration"),
    ({"t": "-4"}, "t: expected an iteration"),
    ({"n_samples": "9" * 10_000}, "n_samples: expected"),
    ({"optimizer": "x" * 10_000}, "optimizer: expected one of"),
    ({"dataset": "plane", "loss": "cross_entropy"}, "Output and loss follow the data"),
    ({"batch_size": "\0\ufffd", "l2": "nan", "shuffle": "maybe"}, "shuffle: expected true or"),
]


@pytest.mark.parametrize(("query", "sentence"), CASES, ids=lambda value: str(value)[:30])
def test_nonsense_is_one_notice_and_the_page_works(query: dict[str, str], sentence: str) -> None:
    page = opened("train", query)
    (notice,) = (*page.warning, *page.error, *page.info)
    assert sentence in notice.value
    assert len(notice.value) < 600
    trainer = lab(page).trainer
    before = trainer.iteration
    trainer.step()
    assert trainer.iteration == before + 1


@pytest.mark.parametrize("name", ["chain_rule", *STEPPING])
def test_a_link_to_a_page_opens_it_with_its_run_which_is_stepped_there(name: str) -> None:
    page = opened(name, RUN | {"noise": "banana"})
    assert any("noise: expected" in notice.value for notice in page.warning)
    assert RUN.items() <= address(page).items()
    if name in STEPPING:
        for label, t in (("Next iteration", "8"), ("Previous iteration", "7")):
            next(button for button in page.button if button.label == label).click()
            assert address(run(page))["t"] == t


def test_what_a_link_got_wrong_is_said_until_the_person_leaves_its_page() -> None:
    page = opened("flow", {"noise": "banana"})
    next(button for button in page.button if button.label == "Next iteration").click()
    assert "noise: expected" in run(page).warning[0].value
    page.switch_page(str(ROOT / "pages" / "compare.py"))
    assert not run(page).warning
    page.switch_page(str(ROOT / "pages" / "flow.py"))
    assert not run(page).warning


def test_what_a_link_got_wrong_is_said_until_the_run_changes() -> None:
    page = opened("train", {"noise": "banana"})
    assert "noise: expected" in page.warning[0].value
    press(page, "draw_data_seed")
    assert not page.warning
