"""The Train page beside TensorFlow Playground, in one browser, on the same network and as many points.

    git clone https://github.com/tensorflow/playground && cd playground
    npm ci --ignore-scripts && npm run build && cd -
    python -m benchmarks.playground playground/dist

Both are served here, on free ports of the loopback, and take turns. Playground is plain files and trains in the
browser in steps of one epoch of mini-batches; ours is asked for the same number of epochs of the full batch,
and keeps every iteration to go back to. Its fonts, which come from elsewhere, are left out.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.browser import ARGS, NETWORK, PAINTED, READY, line, opened, serving, value
from tools.find_chromium import find_chromium

ROUNDS, STEPS, PLAY_MS = 3, 40, 5_000
THEIRS = (
    "#activation=tanh&batchSize=30&dataset=circle&learningRate=0.1&noise=0&percTrainData=50"
    "&networkShape=8,8,4&seed=0.1&problem=classification&initZero=false"
)
THEIRS_READY = (
    "#network .link"  # drawn once the network stands; its maps are painted in the same task
)
SIDES = {  # what is pressed, what counts
    "ours": ("[data-testid=live-view] button:has-text('Step forward')", "[data-testid=iteration]"),
    "theirs": ("#next-step-button", "#iter-number"),
}
STEP = (
    "async ([button, counter, count]) => {"
    + PAINTED
    + """
  const shown = () => document.querySelector(counter).textContent;
  const times = [];
  for (let k = 0; k < count; k++) {
    await pause(60);
    const before = shown();
    const start = performance.now();
    button.click();
    let now = await painted();
    while (shown() === before && now - start < 5000) now = await painted();
    times.push(now - start);
  }
  return times;
}"""
)
FRAMES = """([counter, ms]) => new Promise((done) => {
  const shown = () => document.querySelector(counter).textContent.replace(/\\D/g, "");
  const [first, start] = [Number(shown()), performance.now()];
  let [last, frames] = [shown(), 0];
  const look = () => {
    if (shown() !== last) [last, frames] = [shown(), frames + 1];
    const taken = performance.now() - start;
    if (taken < ms) requestAnimationFrame(look);
    else done([frames / taken * 1e3, (Number(shown()) - first) / taken * 1e3]);
  };
  look();
})"""


class _Files(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  its name there
        """Say nothing."""


@contextmanager
def files(folder: Path) -> Iterator[str]:
    """The address of a folder's files."""
    handler = functools.partial(_Files, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{served.server_address[1]}/"
        served.shutdown()


def steps(page: Page, side: str) -> list[float]:
    """Milliseconds from a click on the step button to the painted picture."""
    button, counter = SIDES[side]
    element = page.locator(button).first.element_handle()
    return page.evaluate(STEP, [element, counter, STEPS])


def played(page: Page, side: str) -> list[float]:
    """Pictures and epochs a second."""
    theirs = page.locator("#play-pause-button")
    play = theirs if side == "theirs" else page.get_by_role("button", name="Play", exact=True)
    play.first.click()
    page.wait_for_timeout(1000)
    return page.evaluate(FRAMES, [SIDES[side][1], PLAY_MS])


def main() -> None:
    """Print both sides and their ratios."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("dist", type=Path, help="the built files of TensorFlow Playground")
    dist = parser.parse_args().dist
    if not (dist / "bundle.js").exists():
        raise SystemExit(f"{dist} has no bundle.js: build Playground first, as said in this file.")
    found: dict[str, dict[str, list[float]]] = {
        side: {"open": [], "step": [], "pictures": [], "epochs": []} for side in SIDES
    }
    with serving("app.py") as (app, _), files(dist) as rival, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGS)
        sides = {"ours": (f"{app}/?{NETWORK}", READY), "theirs": (rival + THEIRS, THEIRS_READY)}
        for k in range(ROUNDS + 1):
            for side, (url, ready) in sides.items():
                context = browser.new_context(viewport={"width": 1440, "height": 900})
                context.route("**/fonts.googleapis.com/**", lambda route: route.abort())
                context.route("**/www.google-analytics.com/**", lambda route: route.abort())
                context.add_init_script("window.ga = () => {}")  # Playground counts its visitors
                page = context.new_page()
                taken = opened(page, url, ready)
                page.wait_for_timeout(1500)
                if k:  # the first round warms the servers up
                    found[side]["open"].append(taken)
                    found[side]["step"] += steps(page, side)
                    pictures, epochs = played(page, side)
                    found[side]["pictures"].append(pictures)
                    found[side]["epochs"].append(epochs)
                context.close()
        browser.close()
    print(f"{'':<46}{'median':>9}{'p95':>9}")
    for side, name in (("ours", "Backprop Lab"), ("theirs", "TensorFlow Playground")):
        line(f"{name}: opening, ms", found[side]["open"], "")
        line(f"{name}: step, click to painted, ms", found[side]["step"], "")
        line(f"{name}: pictures a second at play", found[side]["pictures"], "")
        line(f"{name}: epochs a second at play", found[side]["epochs"], "")
    for what in found["ours"]:
        mine, other = (statistics.median(found[side][what]) for side in SIDES)
        value(f"ours / theirs, {what}", mine / other, "×", "")


if __name__ == "__main__":
    main()
