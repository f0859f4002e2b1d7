"""One server and one Chromium per test worker, both stopped here, and tabs that tests reuse."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.screen import Screen
from tests.browser.tabs import TIMEOUT_MS, Tab, Tabs
from tools.find_chromium import find_chromium

ROOT = Path(__file__).parents[2]
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FAILED = pytest.StashKey[bool]()

OpenScreen = Callable[..., Screen]
OpenPage = Callable[..., Page]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def start_app(
    port: int, app: Path = ROOT / "app.py", base_path: str = ""
) -> subprocess.Popen[bytes]:
    """Start an app on a local port, under a base path ("/lab"); return when it answers."""
    command = [sys.executable, "-m", "streamlit", "run", str(app), "--server.headless=true"]
    command += [f"--server.port={port}", "--server.address=127.0.0.1"]
    command += [f"--server.baseUrlPath={base_path.strip('/')}"] if base_path else []
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    health = f"http://127.0.0.1:{port}{base_path}/_stcore/health"
    end = time.monotonic() + 300
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(health, timeout=1):
                return process
        except OSError:
            time.sleep(0.1)
    stop_app(process)
    raise TimeoutError("the app does not answer")


def stop_app(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


@pytest.fixture(scope="session")
def app_url() -> Iterator[str]:
    port = free_port()
    process = start_app(port)
    yield f"http://127.0.0.1:{port}"
    stop_app(process)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=TIMEOUT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def tabs(chromium: Browser) -> Tabs:
    return Tabs(chromium)


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Tab]:
    """A tab that only this test uses, because its routes or listeners would stay."""
    tab = Tab(chromium, touch=False, newcomer=False)
    yield tab
    tab.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Mark a failed test, for the fixtures that clean up after it."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture
def open_page(tabs: Tabs, app_url: str, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """Opens a page of the app, for example "/chain-rule?at=2", each time in another tab that knows
    nothing of the app, and waits until Streamlit has run it; a script error or an error on the
    console fails the test."""
    taken: list[Tab] = []

    def open_it(
        address: str = "/",
        width: int = 1440,
        height: int = 900,
        scheme: str = "light",
        url: str = "",
        touch: bool = False,
        newcomer: bool = False,
    ) -> Page:
        tab = tabs.take(touch, newcomer)
        taken.append(tab)
        page = tab.prepare(width, height, scheme)
        page.goto(f"{url or app_url}{address}")
        settled(page)
        return page

    yield open_it
    if FAILED in request.node.stash:
        for tab in taken:
            tab.close()
        return
    errors = [error for tab in taken for error in tab.leave()]
    for tab in taken:
        tabs.give_back(tab)
    assert errors == []


def settled(page: Page) -> None:
    """Wait until Streamlit has drawn the page and runs nothing."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


@pytest.fixture
def open_screen(open_page: OpenPage) -> OpenScreen:
    """Opens the Train page with a query, and waits for its first complete picture."""

    def open_it(query: str = "", **more: Any) -> Screen:
        return Screen(open_page(f"/?{query}", **more)).ready()

    return open_it


@pytest.fixture
def screen(open_screen: OpenScreen) -> Screen:
    """The Train page as it opens."""
    return open_screen()
