"""A nonsense address opens the page with its valid part and one notice about the rest (tests/pages/test_links.py
has every case)."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import OpenScreen

NONSENSE = {
    "dataset": "nonsense",
    "learning_rate": "-1",
    "n_samples": "9" * 10_000,
    "batch_size": "%00%ff",
    "l2": "nan",
    "t": "-4",
}


def test_one_notice_and_a_page_that_works_with_the_valid_part(open_screen: OpenScreen) -> None:
    query = "&".join(f"{name}={text}" for name, text in NONSENSE.items())
    screen = open_screen(f"{query}&noise=0.25&hidden=6&activations=gelu")
    notice = screen.page.get_by_test_id("stAlert")
    expect(notice).to_have_count(1)
    for name in NONSENSE:
        expect(notice).to_contain_text(f"{name}: expected")
    assert len(notice.inner_text()) < 1200
    assert screen.page.get_by_test_id("stException").count() == 0
    assert screen.experiment.noise == 0.25
    assert screen.experiment.hidden == (6,)
    screen.press("Step forward")
    screen.at(1).same_as_python()
