"""How long the explaining pages take to open, and to answer a choice, in headless Chromium.

    python -m benchmarks.pages [--rounds 7]

Each page takes its turn in every round, the bare Streamlit pages of page_app.py among them, each in a
context of its own. Open means: Streamlit has run the page and what the page is about is drawn. An answer
is the time from pressing "Next iteration" until the page names that iteration and runs nothing more. The machine should have nothing
else to do: the load before and after is printed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.browser import ARGS, fresh, opened, serving
from tools.find_chromium import find_chromium

START = 30
RUN = f"hidden=8,8,4&activations=tanh,tanh,tanh&t={START}"
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
ANSWERS = 6


@dataclass(frozen=True)
class Case:
    """A page: its path, what is there when it is open, whether it steps and names the iteration."""

    name: str
    path: str
    ready: str
    steps: bool = True


BARE = [
    Case("bare Streamlit page, a line of text", "?what=text", f"{IDLE} [data-testid=count]"),
    Case("bare Streamlit page, one Plotly chart", "", f"{IDLE} .js-plotly-plot .main-svg"),
]
PAGES = [
    Case("Lessons", "lessons", f"{IDLE} .bpl-card img", steps=False),
    Case("Your data", "your-data", f"{IDLE} [data-testid=stFileUploader]", steps=False),
    Case("Chain rule", "chain-rule", f"{IDLE} [data-testid=chain-rule]", steps=False),
    Case("Follow one sample", "sample", f"{IDLE} [data-testid=sample-walk]"),
    Case("Mathematics", "mathematics", f"{IDLE} .katex"),
    Case("Gradient check", "gradient-check", f"{IDLE} .js-plotly-plot .main-svg"),
    Case("Clinic", "clinic", f"{IDLE} .js-plotly-plot .main-svg"),
    Case("Predict", "predict", f"{IDLE} .js-plotly-plot .main-svg"),
    Case("Gradient flow", "flow", f"{IDLE} .js-plotly-plot .main-svg", steps=False),
    Case("Landscape", "landscape", f"{IDLE} .js-plotly-plot .main-svg"),
]


def answer(page: Page, iteration: int) -> float:
    """Milliseconds from the press to the whole page of that iteration."""
    start = time.perf_counter()
    page.get_by_role("button", name="Next iteration").click(no_wait_after=True)
    page.wait_for_function(
        """t => document.querySelector("[data-testid=stMain]").innerText.includes(`teration ${t}`)
          && document.querySelector("[data-testid=stApp]").dataset.testScriptState === "notRunning\"""",
        arg=iteration,
        polling="raf",
    )
    return (time.perf_counter() - start) * 1e3


def opening(browser: Browser, url: str, case: Case) -> float:
    """Milliseconds of one opening, in a context of its own."""
    page = fresh(browser)
    try:
        return opened(page, f"{url}/{case.path}", case.ready)
    finally:
        page.context.close()


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    load = os.getloadavg()[0]
    with (
        serving("app.py") as (app, _),
        serving("benchmarks/page_app.py") as (bare, _),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGS)
        cases = [(bare, case) for case in BARE]
        cases += [(app, Case(c.name, f"{c.path}?{RUN}", c.ready)) for c in PAGES]
        for url, case in cases:  # what is compiled, compressed or cached once
            opening(browser, url, case)
        times: dict[str, list[float]] = {case.name: [] for _, case in cases}
        for _ in range(rounds):
            for url, case in cases:
                times[case.name].append(opening(browser, url, case))
        base = {case.name: statistics.median(times[case.name]) for case in BARE}
        text, chart = base.values()
        print(
            "opening, ms (median), beside a bare page with a line of text and with a Plotly chart"
        )
        for name, values in times.items():
            median = statistics.median(values)
            print(f"{name:42} {median:6.0f}   {median / text:5.2f}   {median / chart:5.2f}")
        _answers(browser, app)
        browser.close()
    print(f"load average {load:.1f} before, {os.getloadavg()[0]:.1f} after: idle is best")


def _answers(browser: Browser, app: str) -> None:
    print("answer to a choice, ms (median, longest)")
    for case in PAGES:
        if not case.steps:
            continue
        page = fresh(browser)
        opened(page, f"{app}/{case.path}?{RUN}", case.ready)
        values = []
        for k in range(1, ANSWERS + 1):
            page.wait_for_timeout(500)
            values.append(answer(page, START + k))
        page.context.close()
        print(f"{case.name:42} {statistics.median(values):6.0f} {max(values):6.0f}")


if __name__ == "__main__":
    main()
