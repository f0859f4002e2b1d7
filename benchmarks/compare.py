"""How long Compare takes to open and to answer, how fast it plays beside Train, and what Lessons and
Predict answer to their own buttons, in headless Chromium.

    python -m benchmarks.compare [--rounds 5]

Compare shows three runs of 2-8-8-4-1. Openings take turns with the bare Streamlit pages of page_app.py,
plays with Train's. An answer is the time from the press until the page says so and runs nothing more.
The machine should have nothing else to do: the load before and after is printed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time

from playwright.sync_api import Browser, Locator, Page

from benchmarks.browser import NETWORK, fresh, opened
from benchmarks.pages import BARE, IDLE, Case, app_beside_bare, opening

RUNS = "runs=~optimizer-adam!learning_rate-0.03~learning_rate-0.1"
COMPARE = Case("Compare, three runs", f"compare?{NETWORK}&t=30&{RUNS}", f"{IDLE} [data-ready]")
TRAIN = Case("Train", f"?{NETWORK}&t=30", f"{IDLE} [data-ready]")
SETTLED = (
    "() => document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"
)
PLAYED = """async (seconds) => {
  const shown = () => Number(document.querySelector("[data-testid=iteration]").textContent);
  const [from, start] = [shown(), performance.now()];
  await new Promise((done) => setTimeout(done, 1000 * seconds));
  return (shown() - from) / (performance.now() - start) * 1000;
}"""
WARM_UP_MS, PLAY_SECONDS = 1500, 6


def answered(page: Page, press: Locator, there: Locator, state: str = "visible") -> float:
    """Milliseconds from a press until something is there ("detached": gone) and nothing runs."""
    start = time.perf_counter()
    press.click(no_wait_after=True)
    there.first.wait_for(state="detached" if state == "detached" else "visible")
    page.wait_for_function(SETTLED, polling="raf")
    return (time.perf_counter() - start) * 1e3


def play_rate(browser: Browser, app: str, case: Case) -> float:
    """Iterations a second while it plays."""
    page = fresh(browser)
    opened(page, f"{app}/{case.path}", case.ready)
    page.wait_for_timeout(2000)
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_timeout(WARM_UP_MS)
    rate = float(page.evaluate(PLAYED, PLAY_SECONDS))
    page.context.close()
    return rate


def answers(browser: Browser, app: str) -> dict[str, float]:
    """One round of every answer, ms."""
    found: dict[str, float] = {}
    page = fresh(browser)
    opened(page, f"{app}/{COMPARE.path}", COMPARE.ready)
    page.wait_for_timeout(1500)
    tile = page.get_by_test_id("tile-C")
    found["Compare: a run goes"] = answered(
        page, page.get_by_role("button", name="Remove C"), tile, "detached"
    )
    found["Compare: Undo brings it back"] = answered(
        page, page.get_by_role("button", name="Undo"), tile
    )
    start = page.get_by_role("button", name="Start the sweep")
    found["Compare: to the sweep"] = answered(page, page.get_by_role("radio", name="Sweep"), start)
    opened(page, f"{app}/?lesson=dead", f"{IDLE} [data-ready]")
    page.wait_for_timeout(1500)
    found["Lessons: Show the answer"] = answered(
        page,
        page.get_by_role("button", name="Show the answer"),
        page.get_by_role("button", name="See it on Gradient flow"),
    )
    opened(page, f"{app}/predict?{NETWORK}&t=30", f"{IDLE} .js-plotly-plot .main-svg")
    page.wait_for_timeout(1500)
    reveal = page.get_by_role("button", name="Step and reveal")
    found["Predict: a mark"] = answered(
        page, page.get_by_role("radio", name="rises").first, page.get_by_role("radio", checked=True)
    )
    found["Predict: Step and reveal"] = answered(page, reveal, page.get_by_text("revealed:"))
    page.context.close()
    return found


def main() -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    load = os.getloadavg()[0]
    with app_beside_bare() as (browser, app, bare):
        cases = [*((bare, case) for case in BARE), (app, COMPARE), (app, TRAIN)]
        for url, case in cases:  # what is compiled, compressed or cached once
            opening(browser, url, case)
        times: dict[str, list[float]] = {case.name: [] for _, case in cases}
        rates: dict[str, list[float]] = {TRAIN.name: [], COMPARE.name: []}
        said: dict[str, list[float]] = {}
        answers(browser, app)
        for _ in range(rounds):
            for url, case in cases:
                times[case.name].append(opening(browser, url, case))
            for case in (TRAIN, COMPARE):
                rates[case.name].append(play_rate(browser, app, case))
            for name, value in answers(browser, app).items():
                said.setdefault(name, []).append(value)
    chart = statistics.median(times[BARE[-1].name])
    print("opening, ms (median), and beside a bare page with a Plotly chart (aim: 1.5)")
    for name, values in times.items():
        print(
            f"{name:42} {statistics.median(values):6.0f}   {statistics.median(values) / chart:5.2f}"
        )
    print("answers, ms (median, longest; aim: 400)")
    for name, values in said.items():
        print(f"{name:42} {statistics.median(values):6.0f} {max(values):6.0f}")
    print("play, iterations a second (median)")
    for name, values in rates.items():
        print(f"{name:42} {statistics.median(values):6.1f}")
    print(f"load average {load:.1f} before, {os.getloadavg()[0]:.1f} after: idle is best")


if __name__ == "__main__":
    main()
