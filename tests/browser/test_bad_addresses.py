"""A nonsense address opens the page with its valid part and a sentence about the rest."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenScreen

CASES = {
    "hidden=1000000000&activations=relu": "hidden: expected 1 to 256",
    "dataset=nonsense&noise=0.2": "dataset: expected one of",
    "learning_rate=-1": "learning_rate: expected",
    "hidden=3,3,3&activations=relu,tanh": "activations: expected 3",
    "t=99999999": "t: expected an iteration",
    "t=-4": "t: expected an iteration",
    "n_samples=" + "9" * 10_000: "n_samples: expected",
    "optimizer=" + "x" * 10_000: "optimizer: expected one of",
    "dataset=plane&loss=cross_entropy": "Output and loss follow the data",
    "batch_size=%00%ff&l2=nan&shuffle=maybe": "shuffle: expected true or false",
}


@pytest.mark.parametrize(("query", "sentence"), CASES.items(), ids=lambda v: v[:30])
def test_one_sentence_and_a_page_that_works(
    open_screen: OpenScreen, query: str, sentence: str
) -> None:
    screen = open_screen(query)
    notice = screen.page.get_by_test_id("stAlert")
    expect(notice).to_have_count(1)
    expect(notice).to_contain_text(sentence)
    assert len(notice.inner_text()) < 600
    assert screen.page.get_by_test_id("stException").count() == 0
    screen.press("Step forward")
    screen.at(1)


def test_the_valid_part_is_kept(open_screen: OpenScreen) -> None:
    screen = open_screen("dataset=nonsense&noise=0.25&hidden=6&activations=gelu")
    assert screen.experiment.noise == 0.25
    assert screen.experiment.hidden == (6,)
    screen.same_as_python()
