"""A long, fast play takes no more memory than the trace that it keeps."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenScreen
from tests.browser.screen import trainer_of

pytestmark = pytest.mark.long

TRACE_MB = 24  # what the browser keeps of a trace at most (CAPACITY in js/run/trace.js)
MARGIN_MB = 16  # two messages of 4 MB on their way, each as bytes and unpacked


def heap_mb(page: Page) -> float:
    """The page's JavaScript heap after a collection."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    used = session.send("Runtime.getHeapUsage")
    session.detach()
    return (used["usedSize"] + used.get("backingStorageSize", 0)) / 2**20


def test_memory_is_flat_over_more_iterations_than_are_kept(open_screen: OpenScreen) -> None:
    """80 kB an iteration: 650 of them are more than twice what is kept."""
    screen = open_screen("hidden=60,60&activations=tanh,tanh&n_samples=20&optimizer=momentum")
    screen.rest()
    screen.live.get_by_label("Speed").select_option("16")
    screen.press("Play")
    screen.past(50)
    before = heap_mb(screen.page)
    screen.page.set_default_timeout(90_000)  # a busy machine trains slowly
    screen.past(700)
    screen.press("Pause")
    assert heap_mb(screen.page) - before < TRACE_MB + MARGIN_MB
    reached = screen.rest().iteration
    screen.press("Restart")  # what was let go comes again
    first = screen.at(0).shown_gradients()["cell-1-1-1"]
    assert first == pytest.approx(trainer_of(screen).mlp.dW[1][0, 0], rel=1e-6)
    assert reached > 700
