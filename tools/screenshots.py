"""Pictures of the running app for README and docs: `make screenshots`.

Starts the app on a free port, plays a while, and writes light, dark and phone into docs/images.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from tools.find_chromium import find_chromium

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "images"
RUN = "batch_size=16&learning_rate=0.2&t=141"
WIDE, PHONE = (1440, 900), (390, 844)
# A semicolon, decimal commas and a hole: what a spreadsheet makes of a bird count.
TABLE = "wing (mm);weight (g);nest;species\n" + "".join(
    f"{60 + 9 * (k % 3) + (7 * k) % 11:.0f};"
    f"{'' if k == 5 else f'{11 + 4 * (k % 3) + (5 * k) % 7 / 2:.1f}'.replace('.', ',')};"
    f"{('tree', 'hedge')[k % 5 % 2]};{('wren', 'robin', 'finch')[k % 3]}\n"
    for k in range(90)
)


@dataclass(frozen=True)
class View:
    """A picture: the address, the window, light or dark, a text in the phase strip to press, and
    a table to load."""

    path: str
    size: tuple[int, int] = WIDE
    scheme: Literal["light", "dark"] = "light"
    press: str = ""
    table: str = ""


VIEWS = {
    "train": View(f"?{RUN}"),
    "train-dark-walk": View(f"?{RUN}", scheme="dark", press="layer 2"),
    "train-phone": View(f"?{RUN}", PHONE),
    "present": View(f"?{RUN}&present=network-boundary-loss", (1280, 720)),
    "lessons": View("lessons"),
    "chain-rule": View("chain-rule"),
    "sample": View(f"sample?{RUN}&move=da1"),
    "mathematics": View(f"mathematics?{RUN}"),
    "gradient-check": View("gradient-check?t=30"),
    "clinic": View("clinic?t=30"),
    "predict": View("predict?t=30"),
    "flow": View(
        "flow?hidden=4,4,4,4,4,4&activations=sigmoid,sigmoid,sigmoid,sigmoid,sigmoid,sigmoid&t=60"
    ),
    "export": View(f"export?{RUN}"),
    "landscape": View("landscape?t=60&directions=path"),
    "compare": View("compare?t=60&runs=~optimizer-adam!learning_rate-0.03"),
    "your-data": View("your-data", table=TABLE),
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
    """Open the page, wait until it stands, take it."""
    view = VIEWS[name]
    width, height = view.size
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=view.scheme
    )
    context.add_init_script("localStorage.setItem('backprop-lab-hint-seen', '1')")
    page = context.new_page()
    page.goto(f"{url}/{view.path}")
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    if view.path.startswith("?"):
        page.get_by_text("largest error").first.wait_for(timeout=30_000)
    if view.press:
        page.get_by_test_id("phase-strip").get_by_text(view.press, exact=True).click()
    if view.table:
        page.locator("input[type=file]").set_input_files(
            {"name": "birds.csv", "mimeType": "text/csv", "buffer": view.table.encode()}
        )
        page.get_by_role("button", name="Train on it").wait_for()
    page.wait_for_timeout(3000)
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
