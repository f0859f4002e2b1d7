"""One server and one Chromium a worker, both ended here; a fresh context a test."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from tests.browser.screen import Screen
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


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def start_app(port: int, app: Path = ROOT / "app.py") -> subprocess.Popen[bytes]:
    """An app on a port of this machine alone; returns when it answers."""
    command = [sys.executable, "-m", "streamlit", "run", str(app), "--server.headless=true"]
    command += [f"--server.port={port}", "--server.address=127.0.0.1"]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
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
    expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGS)
        yield browser
        browser.close()


OpenScreen = Callable[..., Screen]
OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, app_url: str) -> Iterator[OpenPage]:
    """Opens a page of the app, such as "/chain-rule?at=2", each time in a context of its own, and
    waits until Streamlit has run it; a script error or an error on the console fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_it(
        address: str = "/",
        width: int = 1440,
        height: int = 900,
        scheme: str = "light",
        url: str = "",
        touch: bool = False,
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
            has_touch=touch,
            is_mobile=touch,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        watch(page, errors)
        page.goto(f"{url or app_url}{address}")
        settled(page)
        return page

    yield open_it
    for context in contexts:
        context.close()
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


def watch(page: Page, errors: list[str]) -> None:
    """Note script errors, and what the console calls an error. Two are Streamlit's own: an outside
    host that it looks up is not there in a closed network, and of a page below the root it asks
    first whether the server is there too."""

    def note(message: ConsoleMessage) -> None:
        own = "Failed to load resource: net::" in message.text
        own |= "404" in message.text and "/_stcore/" in message.location.get("url", "")
        if message.type == "error" and not own:
            errors.append(message.text)

    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", note)


@pytest.fixture
def screen(open_screen: OpenScreen) -> Screen:
    """The Train page as it opens."""
    return open_screen()
