"""The app on a free port and a headless Chromium, for the tools that take pictures of it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tools.find_chromium import find_chromium

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
CHROMIUM_ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE_MS = 120_000  # a busy machine is slow, not wrong
HINT_SEEN = "localStorage.setItem('backprop-lab-hint-seen', '1')"


@contextmanager
def running_app() -> Iterator[tuple[Browser, str]]:
    """A browser and the address of the app, which is stopped at the end. Raises TimeoutError if
    the app does not answer within a minute."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
    command += [f"--server.port={port}", "--server.address=127.0.0.1"]
    app = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=find_chromium(), args=CHROMIUM_ARGS
            )
            yield browser, url
            browser.close()
    finally:
        app.terminate()
        app.wait(10)


def wait_for_rerun(page: Page) -> None:
    """Wait until Streamlit's script has run to its end."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def wait_until_checked(page: Page) -> None:
    """Wait until the Train page shows its picture and the result of the gradient check."""
    wait_for_rerun(page)
    page.get_by_text("largest error").first.wait_for()


def _wait_for(url: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).read()
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the app does not answer")
