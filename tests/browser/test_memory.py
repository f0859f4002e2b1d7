"""A long, fast play uses no more memory than the part of the trace that is kept."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenScreen
from tests.browser.screen import Screen, trainer_of
from tests.browser.test_stops import stop_when

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]

RUN = "hidden=60,60&activations=tanh,tanh&n_samples=20&optimizer=momentum"  # 47 kB an iteration
STRETCH = 2000  # iterations: 94 MB, of which the browser keeps 24 (CAPACITY in js/run/trace.js)
APART_MB = 6  # the last chunk kept, of 4 MB at most, and the history


def heap_mb(page: Page) -> float:
    """The page's JavaScript heap after a collection."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    used = session.send("Runtime.getHeapUsage")
    session.detach()
    return (used["usedSize"] + used.get("backingStorageSize", 0)) / 2**20


def heap_at_rest_after(screen: Screen, iteration: int) -> float:
    """Play to that iteration, where it stops by itself, and measure when nothing moves."""
    screen.press("Play")
    expect(screen.page.get_by_test_id("iteration")).to_have_text(str(iteration), timeout=800_000)
    return heap_mb(screen.rest().page)


def test_memory_is_flat_over_more_iterations_than_are_kept(open_screen: OpenScreen) -> None:
    screen = open_screen(RUN).rest()
    screen.live.get_by_label("Speed").select_option("16")
    stop_when(screen, iterations=str(STRETCH))
    at_first = heap_at_rest_after(screen, STRETCH)
    later = heap_at_rest_after(screen, 2 * STRETCH)
    assert later == pytest.approx(at_first, abs=APART_MB)
    screen.press("Restart")  # what was let go comes again
    first = screen.at(0).shown_gradients()["cell-1-1-1"]
    assert first == pytest.approx(trainer_of(screen).mlp.dW[1][0, 0], rel=1e-6)
