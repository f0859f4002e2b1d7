"""How fast the Train page feels, in headless Chromium, on 2-8-8-4-1 with 500 points.

    python -m benchmarks.browser

Beside it in the same run: a bare Streamlit page with one Plotly chart, bare fragments' reruns and a
bare Plotly.react of the same figures. "Painted" is a task after the next animation frame. Play lasts
PLAY_SECONDS (60). The servers are started here, on free ports of the loopback, and ended here; the
whole takes about two minutes more than the play and stops by itself after LIMIT seconds.
The machine should have nothing else to do: the load before and after is printed.
"""

from __future__ import annotations

import os
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tools.find_chromium import find_chromium

ROOT = Path(__file__).parents[1]

NETWORK = "hidden=8,8,4&activations=tanh,tanh,tanh"
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--enable-precise-memory-info",
]
STEPS = 60
PLAY_SECONDS = int(os.environ.get("PLAY_SECONDS", "60"))
LIMIT = 420 + PLAY_SECONDS
READY = (  # all cards have their pictures, the two of Plotly's among them
    "[data-testid=live-view][data-ready]:has([data-testid=loss] .main-svg)"
    " [data-testid=boundary] .main-svg"
)

PAINTED = """
const painted = () => new Promise((done) => requestAnimationFrame(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => done(performance.now());
  channel.port2.postMessage(0);
}));
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
"""
STEP = (
    "async ([name, count, gap]) => {"
    + PAINTED
    + """
  const button = [...document.querySelectorAll("button")].find((b) => (b.getAttribute("aria-label") ?? b.textContent.trim()).startsWith(name));
  const times = [];
  for (let k = 0; k < count; k++) {
    await pause(gap);
    const before = document.querySelector("[data-testid=iteration]").textContent;
    const start = performance.now();
    button.click();
    times.push(await painted() - start);
    if (document.querySelector("[data-testid=iteration]").textContent === before) throw new Error("nothing moved");
  }
  return times;
}"""
)
SCRUB = (
    "async (targets) => {"
    + PAINTED
    + """
  const slider = document.querySelector("[data-testid=scrubber]");
  const shown = () => document.querySelector("[data-testid=iteration]").textContent;
  const times = [];
  for (const t of targets) {
    await pause(300);
    const start = performance.now();
    slider.value = t;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    let now = await painted();
    while (shown() !== String(t) && now - start < 10000) now = await painted();
    times.push(now - start);
    slider.dispatchEvent(new Event("change", { bubbles: true }));
  }
  return times;
}"""
)
PAUSE = (
    "async () => {"
    + PAINTED
    + """
  const button = [...document.querySelectorAll("button")].find((b) => (b.getAttribute("aria-label") ?? b.textContent).includes("Pause"));
  const start = performance.now();
  button.click();
  const now = await painted();
  const shown = document.querySelector("[data-testid=iteration]").textContent;
  await pause(400);
  if (document.querySelector("[data-testid=iteration]").textContent !== shown) throw new Error("it went on");
  return now - start;
}"""
)
REACT = (
    "async () => {"
    + PAINTED
    + """
  const grid = (rows, columns) => Array.from({ length: rows }, () => Array.from({ length: columns }, Math.random));
  const holder = document.createElement("div");
  document.body.append(holder);
  const shapes = [[80, 80], [2, 8], [8, 8], [8, 4], [4, 1]];
  const figures = [...shapes.map(([r, c]) => () => [{ type: "heatmap", z: grid(r, c) }]), () => [{ y: Array.from({ length: 200 }, Math.random) }]];
  const places = figures.map(() => holder.appendChild(document.createElement("div")));
  const layout = { width: 300, height: 250 };
  for (const [k, figure] of figures.entries()) await Plotly.newPlot(places[k], figure(), layout);
  const times = [];
  for (let n = 0; n < 12; n++) {
    const start = performance.now();
    await Promise.all(figures.map((figure, k) => Plotly.react(places[k], figure(), layout)));
    times.push(await painted() - start);
  }
  holder.remove();
  return times;
}"""
)
RERUN = (
    "async () => {"
    + PAINTED
    + """
  const count = () => document.querySelector("[data-testid=count]")?.textContent;
  const titles = () => [...document.querySelectorAll(".js-plotly-plot .gtitle")].map((title) => title.textContent);
  const times = [];
  for (let k = 0; k < 12; k++) {
    const next = String(Number(count()) + 1);
    const start = performance.now();
    [...document.querySelectorAll("button")].find((b) => b.textContent.includes("more")).click();
    let now = await painted();
    while ((count() !== next || titles().some((title) => title !== next)) && now - start < 10000) now = await painted();
    times.push(now - start);
    await pause(300);
  }
  return times;
}"""
)


@contextmanager
def serving(script: str) -> Iterator[tuple[str, int]]:
    """A running app: its address and its process."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.headless=true"]
    command += [f"--server.port={port}", "--server.address=127.0.0.1"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).read()
                break
            except OSError:
                time.sleep(0.1)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(10)


def fresh(browser: Browser) -> Page:
    """A page in a context of its own."""
    return browser.new_context(viewport={"width": 1440, "height": 900}).new_page()


def opened(page: Page, url: str, ready: str) -> float:
    """Milliseconds from asking for a page until an element of it is there."""
    start = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.wait_for_selector(ready, state="visible", timeout=60_000)
    return (time.perf_counter() - start) * 1e3


def cpu_seconds(pid: int) -> float:
    """Processor time of a process; NaN where /proc is not there."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return float("nan")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(pid: int) -> float:
    """Memory of a process in MB; NaN where /proc is not there."""
    try:
        return (
            int(Path(f"/proc/{pid}/statm").read_text().split()[1])
            * os.sysconf("SC_PAGE_SIZE")
            / 2**20
        )
    except OSError:
        return float("nan")


def browser_mb(browser: Browser) -> float:
    """Memory of all processes of the browser together, in MB: canvases and images too."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return sum(resident_mb(int(process["id"])) for process in processes)


def heap_mb(page: Page) -> float:
    """The page's JavaScript heap after a collection, in MB."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    used = session.send("Runtime.getHeapUsage")["usedSize"] / 2**20
    session.detach()
    return used


def line(what: str, times: list[float], aim: str) -> None:
    """One row: median, 95th percentile, aim."""
    high = sorted(times)[min(len(times) - 1, int(0.95 * len(times)))]
    print(f"{what:<46}{statistics.median(times):>9.1f}{high:>9.1f}   {aim}")


def value(what: str, number: float, unit: str, aim: str) -> None:
    """One row with a single number."""
    print(f"{what:<46}{number:>9.2f} {unit:<8}   {aim}")


def opening(browser: Browser, app: str, bare: str) -> None:
    """First complete picture against a bare page with one chart, in turn."""
    ours, theirs = [], []
    for k in range(6):
        for times, url, element in (
            (ours, f"{app}/?{NETWORK}", READY),
            (theirs, bare, ".js-plotly-plot .main-svg"),
        ):
            page = fresh(browser)
            taken = opened(page, url, element)
            if k:  # the first round warms the servers up
                times.append(taken)
            page.context.close()
    line("opening to first complete picture, ms", ours, "≤ 1.5 × bare")
    line("  a bare page with one Plotly chart, ms", theirs, "")
    value("  ratio of medians", statistics.median(ours) / statistics.median(theirs), "×", "≤ 1.5")


def stepping(page: Page) -> None:
    """Steps, scrubs and a changed choice."""
    line(
        "step forward, click to painted, ms",
        page.evaluate(STEP, ["Step forward", STEPS, 60]),
        "median < 20, p95 < 50",
    )
    line(
        "step back, click to painted, ms",
        page.evaluate(STEP, ["Step back", STEPS, 60]),
        "median < 20, p95 < 50",
    )
    line(
        "step forward after a rest, ms",
        page.evaluate(STEP, ["Step forward", 20, 450]),
        "median < 20, p95 < 50",
    )
    line(
        "scrub where the browser has it, ms", page.evaluate(SCRUB, [5, 90, 33, 120, 64, 2]), "< 50"
    )


def comparing(browser: Browser, app: str) -> None:
    """Steps of several runs together, beside the Train page's."""
    for runs in (2, 6):
        page = fresh(browser)
        others = "".join(f"~learning_rate-{0.1 * k:g}" for k in range(1, runs))
        opened(page, f"{app}/compare?{NETWORK}&runs={others}", "[data-testid=compare][data-ready]")
        page.wait_for_timeout(2000)
        line(
            f"Compare, {runs} runs: step, click to painted, ms",
            page.evaluate(STEP, ["Step forward", STEPS, 60]),
            "beside the Train page's",
        )
        page.context.close()


def choosing(page: Page) -> None:
    """From a click on another data set to its picture."""
    times = []
    for name in ("moons", "xor", "circles", "gaussians", "moons", "xor"):
        before = page.get_by_test_id("cell-1-1-1").get_attribute("data-value")
        start = time.perf_counter()
        page.get_by_test_id(f"dataset-{name}").click()
        page.wait_for_function(
            "b => document.querySelector('[data-testid=cell-1-1-1]').dataset.value !== b",
            arg=before,
            polling="raf",
        )
        times.append((time.perf_counter() - start) * 1e3)
        page.wait_for_timeout(800)
    line("changed choice to the new picture, ms", times, "< 600")


def playing(browser: Browser, page: Page, pid: int, received: list[int]) -> None:
    """A minute of play."""
    page.wait_for_timeout(1500)
    heap, resident, whole = heap_mb(page), resident_mb(pid), browser_mb(browser)
    received.clear()
    cpu, start = cpu_seconds(pid), time.perf_counter()
    first = int(page.get_by_test_id("iteration").inner_text())
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_timeout(PLAY_SECONDS * 1000)
    answered = page.evaluate(PAUSE)
    seconds = time.perf_counter() - start
    shown = int(page.get_by_test_id("iteration").inner_text()) - first
    used = cpu_seconds(pid) - cpu
    value(f"play, {PLAY_SECONDS} s", shown / (seconds - 0.4), "it/s", "≥ 50")
    value("pause, click to painted", answered, "ms", "< 100")
    value("over the wire", sum(received) / shown / 1e3, "kB/it", "≤ 10")
    value("server processor time", used / shown * 1e3, "ms/it", "≤ 0.5")
    value(
        "browser heap, growth over the play", heap_mb(page) - heap, "MB", "flat: ≤ 24 MB of trace"
    )
    value("browser processes, growth over the play", browser_mb(browser) - whole, "MB", "flat")
    value("server memory, growth over the play", resident_mb(pid) - resident, "MB", "flat")


def main() -> None:
    """Print the table."""
    if hasattr(signal, "alarm"):
        signal.signal(signal.SIGALRM, _too_long)
        signal.alarm(LIMIT)
    print(f"load before: {_load()}")
    print(f"{'':<46}{'median':>9}{'p95':>9}   aim")
    with (
        serving("app.py") as (app, pid),
        serving("benchmarks/page_app.py") as (bare, _),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGS)
        opening(browser, app, bare)
        page, received = fresh(browser), []
        page.on(
            "websocket",
            lambda socket: socket.on("framereceived", lambda frame: received.append(_size(frame))),
        )
        opened(page, f"{app}/?{NETWORK}", READY)
        page.wait_for_timeout(2000)
        stepping(page)
        comparing(browser, app)
        playing(browser, page, pid, received)
        choosing(page)
        far = fresh(browser)
        opened(far, f"{app}/?{NETWORK}&t=3000", READY)
        far.wait_for_timeout(2000)
        line(
            "scrub to what only Python has, ms",
            far.evaluate(SCRUB, [100, 1500, 700, 2200]),
            "< 500",
        )
        line("a bare Plotly.react of the same figures, ms", far.evaluate(REACT), "")
        for what, words in (
            ("text", "a bare fragment's rerun, a line of text, ms"),
            ("pictures", "a bare fragment's rerun, the same figures, ms"),
        ):
            other = fresh(browser)
            opened(other, f"{bare}/?what={what}", "[data-testid=count]")
            other.wait_for_timeout(3000)
            line(words, other.evaluate(RERUN), "")
            other.context.close()
        browser.close()
    print(f"load after: {_load()}")


def _too_long(*_: object) -> None:
    raise TimeoutError(f"not done after {LIMIT} s")


def _load() -> str:
    """Processes that want a processor, over the last minute, and how many processors there are."""
    average = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return f"{average} on {os.cpu_count()} processors"


def _size(frame: Any) -> int:
    return len(frame)


if __name__ == "__main__":
    main()
