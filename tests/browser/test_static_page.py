"""The page without a server: served as plain files, Python in the browser's own worker."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from backprop import Experiment, Trainer
from backprop.training import PRESETS
from tests.browser.screen import Screen
from tests.browser.tabs import TIMEOUT_MS, watch
from tools import build_static


class Files(http.server.SimpleHTTPRequestHandler):
    """Serves files without logging."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def hosted(folder: Path) -> Iterator[str]:
    """Any web host: Python's own, on a free port of this machine."""
    handler = functools.partial(Files, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join(10)


@contextmanager
def opened(chromium: Browser, url: str, errors: list[str]) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": 1440, "height": 900}, reduced_motion="reduce", color_scheme="light"
    )
    page = context.new_page()
    page.set_default_timeout(TIMEOUT_MS)
    watch(page, errors)
    page.goto(url)
    yield page
    context.close()


def cells_are_pythons(screen: Screen, experiment: Experiment) -> None:
    """dW of the first layer, to the figures that another BLAS leaves alike."""
    trainer = Trainer(experiment)
    trainer.seek(screen.iteration)
    n_in, n_out = trainer.mlp.dW[1].shape
    for i in range(n_in):
        for j in range(n_out):
            shown = float(screen.cell(1, i + 1, j + 1).get_attribute("data-value") or "nan")
            assert shown == pytest.approx(trainer.mlp.dW[1][i, j], rel=1e-9, abs=1e-14)


def python_is_there(page: Page) -> None:
    """Wait until the worker has loaded and started it."""
    expect(page.get_by_test_id("engine")).to_have_attribute("data-state", "ready", timeout=500_000)


@pytest.mark.long
def test_opens_with_a_run_though_python_does_not_start(chromium: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    build_static.build(folder, None)
    errors: list[str] = []
    with hosted(folder) as url, opened(chromium, f"{url}/?t=3", errors) as page:
        screen = Screen(page).ready().at(3)
        for t in (4, 5):
            screen.press("Step forward")
            screen.at(t)
        cells_are_pythons(screen, Experiment())
        page.get_by_role("button", name="Save figure: gradients").click()
        with page.expect_download() as download:
            page.get_by_role("menuitem", name="HTML").click()
        assert download.value.suggested_filename == "train-gradients-t5.html"
        assert 'id="plotly"' in Path(download.value.path()).read_text(encoding="utf-8")
        expect(page.get_by_test_id("engine")).to_contain_text("Python could not be started")
        expect(page.locator("#choice-learning_rate")).to_be_disabled()
        tutorial = urlencode(PRESETS["tutorial"].experiment.to_query())
        page.goto(f"{url}/?{tutorial}")
        cells_are_pythons(Screen(page).ready().at(0), PRESETS["tutorial"].experiment)
    assert all("404" in error for error in errors), errors  # pyodide.mjs, which is not there


@pytest.mark.heavy
@pytest.mark.timeout(1800)
def test_python_in_the_browser(chromium: Browser, tmp_path: Path) -> None:
    try:
        pyodide = build_static.download()
    except build_static.NotToBeHadError as error:
        pytest.skip(str(error))
    folder = tmp_path / "site"
    build_static.build(folder, pyodide)
    errors: list[str] = []
    with hosted(folder) as url, opened(chromium, url, errors) as page:
        screen = Screen(page).ready()
        python_is_there(page)
        screen.press("Step forward")
        screen.at(1).rest()
        expect(screen.badge).to_contain_text("every dW, db checked")
        page.wait_for_url("**?t=1")
        cells_are_pythons(screen, Experiment())

        screen.scrub(160)
        screen.press("Play")
        screen.past(420)  # beyond what came with the page and with the first answer
        screen.press("Pause")
        cells_are_pythons(screen.rest(), Experiment())

        page.get_by_label("Data", exact=True).select_option("xor")
        page.get_by_label("Hidden layers").fill("5,2")
        page.get_by_label("Hidden layers").press("Enter")
        changed = Experiment(dataset="xor", hidden=(5, 2))
        screen.shows(changed).at(0).rest()
        cells_are_pythons(screen, changed)
        page.go_back()
        screen.shows(Experiment(dataset="xor")).rest()

        page.get_by_label("Hidden layers").fill("999")
        page.get_by_label("Hidden layers").press("Enter")
        expect(page.get_by_test_id("sentences")).to_contain_text("hidden: expected 1 to 256")

        page.goto(f"{url}/?features=x1_squared,x2_squared,x1x2,sin_x1&t=2")
        python_is_there(page)
        screen.ready().at(2).rest()
        cells_are_pythons(screen, screen.experiment)
        assert len(screen.experiment.features) == 4
        expect(page.get_by_test_id("unit-0-3")).to_have_text("x₁x₂")
        expect(screen.badge).to_contain_text("every dW, db checked")

        page.goto(f"{url}/?dataset=moons&optimizer=adam&learning_rate=0.01&t=12")
        python_is_there(page)
        screen.ready().at(12).rest()
        cells_are_pythons(screen, screen.experiment)
        assert screen.experiment.optimizer == "adam"
    assert errors == []
