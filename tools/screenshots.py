"""Pictures of the running app for README and docs: `make screenshots`.

Starts the app on a free port, plays a while, and writes light, dark and phone into docs/images.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tools.find_chromium import find_chromium

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "images"
ADDRESS = "batch_size=16&learning_rate=0.2&t=141"
VIEWS = {
    "train": ((1440, 900), "light", False),
    "train-dark-walk": ((1440, 900), "dark", True),
    "train-phone": ((390, 844), "light", False),
}
CHROMIUM_ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def wait_for(url: str, seconds: float = 60) -> None:
    """Return when the app answers. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).read()
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the app does not answer")


def picture(browser: Browser, url: str, name: str) -> None:
    """Open the page, wait until it stands checked, take it."""
    (width, height), scheme, walk = VIEWS[name]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    page.goto(f"{url}/?{ADDRESS}")
    page.get_by_text("largest error").first.wait_for(timeout=30_000)
    hint = page.locator(".bpl-hint .bpl-close")
    if hint.count() and hint.first.is_visible():
        hint.first.click()
    if walk:
        page.get_by_test_id("phase-strip").get_by_text("layer 2", exact=True).click()
    page.wait_for_timeout(1500)
    page.screenshot(path=OUT / f"{name}.png")
    context.close()
    print(OUT / f"{name}.png")


def main() -> None:
    """Start the app, take all pictures, end it."""
    OUT.mkdir(parents=True, exist_ok=True)
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
    command += [f"--server.port={port}", "--server.address=127.0.0.1"]
    app = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(url)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=find_chromium(), args=CHROMIUM_ARGS
            )
            for name in VIEWS:
                picture(browser, url, name)
            browser.close()
    finally:
        app.terminate()
        app.wait(10)


if __name__ == "__main__":
    main()
