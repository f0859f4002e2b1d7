"""How long the explaining pages take to open, and to answer a choice, in headless Chromium.

    python -m benchmarks.pages [--rounds 7] [--page Mathematics --page Clinic]

Each page takes its turn in every round, the bare Streamlit pages of page_app.py among them, each in a
context of its own. Open means: Streamlit has run the page and what the page is about is drawn. An answer
is the time from pressing "Next iteration", or a choice of the page's own, until the page says what was
chosen, runs nothing more, and has painted it. The machine should have nothing else to do: the load
before and after is printed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from benchmarks.browser import ARGS, PAINTED, fresh, opened, serving
from tools.find_chromium import find_chromium

START = 30
RUN = f"hidden=8,8,4&activations=tanh,tanh,tanh&t={START}"
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
ANSWERS = 6


@dataclass(frozen=True)
class Case:
    """A page: its path, what is there when it is open, whether it steps and names the iteration.
    choices: buttons of its own, pressed in turn, and what the page says then."""

    name: str
    path: str
    ready: str
    steps: bool = True
    choices: tuple[tuple[str, str], ...] = ()


BARE = [
    Case("bare Streamlit page, a line of text", "?what=text", f"{IDLE} [data-testid=count]"),
    Case("bare Streamlit page, one Plotly chart", "", f"{IDLE} .js-plotly-plot .main-svg"),
]
PAGES = [
    Case("Lessons", "lessons", f"{IDLE} .bpl-card img", steps=False),
    Case("Your data", "your-data", f"{IDLE} [data-testid=stFileUploader]", steps=False),
    Case("Chain rule", "chain-rule", f"{IDLE} [data-testid=chain-rule]", steps=False),
    Case("Follow one sample", "sample", f"{IDLE} [data-testid=sample-walk]"),
    Case(
        "Mathematics",
        "mathematics",
        f"{IDLE} .js-plotly-plot .main-svg",
        choices=tuple((f"Layer {l}: tanh", f"Equations of layer {l}") for l in (2, 3, 1)),
    ),
    Case(
        "Gradient check",
        "gradient-check",
        f"{IDLE} .js-plotly-plot .main-svg",
        choices=(
            ("central differences", "agrees with central differences"),
            ("complex step", "agrees with the complex step"),
        ),
    ),
    Case("Clinic", "clinic", f"{IDLE} .js-plotly-plot .main-svg"),
    Case("Predict", "predict", f"{IDLE} .js-plotly-plot .main-svg"),
    Case("Gradient flow", "flow", f"{IDLE} .js-plotly-plot .main-svg", steps=False),
    Case("Landscape", "landscape", f"{IDLE} .js-plotly-plot .main-svg"),
]


def answer(page: Page, iteration: int) -> float:
    """Milliseconds from the press to the whole page of that iteration."""
    return pressed(page, page.get_by_role("button", name="Next iteration"), f"teration {iteration}")


def pressed(page: Page, button: Locator, said: str) -> float:
    """Milliseconds from pressing a button to the whole page that says so."""
    start = time.perf_counter()
    button.click(no_wait_after=True)
    page.wait_for_function(
        """said => document.querySelector("[data-testid=stMain]").innerText.includes(said)
          && document.querySelector("[data-testid=stApp]").dataset.testScriptState === "notRunning\"""",
        arg=said,
        polling="raf",
    )
    page.evaluate(f"async () => {{ {PAINTED} await painted(); }}")
    return (time.perf_counter() - start) * 1e3


def opening(browser: Browser, url: str, case: Case) -> float:
    """Milliseconds of one opening, in a context of its own."""
    page = fresh(browser)
    try:
        return opened(page, f"{url}/{case.path}", case.ready)
    finally:
        page.context.close()


@contextmanager
def app_beside_bare() -> Iterator[tuple[Browser, str, str]]:
    """A browser, and the addresses of the app and of the bare Streamlit pages."""
    with (
        serving("app.py") as (app, _),
        serving("benchmarks/page_app.py") as (bare, _),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGS)
        yield browser, app, bare
        browser.close()


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    names = [case.name for case in PAGES]
    parser.add_argument("--page", action="append", choices=names, help="only this page")
    options = parser.parse_args()
    rounds, pages = options.rounds, [c for c in PAGES if c.name in (options.page or names)]
    load = os.getloadavg()[0]
    with app_beside_bare() as (browser, app, bare):
        cases = [(bare, case) for case in BARE]
        cases += [(app, Case(c.name, f"{c.path}?{RUN}", c.ready)) for c in pages]
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
        _answers(browser, app, pages)
    print(f"load average {load:.1f} before, {os.getloadavg()[0]:.1f} after: idle is best")


def _answers(browser: Browser, app: str, pages: list[Case]) -> None:
    print("answer to a choice, ms (median, longest)")
    for case in pages:
        if not case.steps:
            continue
        page = fresh(browser)
        opened(page, f"{app}/{case.path}?{RUN}", case.ready)
        stepped, chosen = [], []
        for k in range(1, ANSWERS + 1):
            page.wait_for_timeout(500)
            stepped.append(answer(page, START + k))
        for name, said in case.choices * (ANSWERS // max(1, len(case.choices))):
            page.wait_for_timeout(500)
            chosen.append(pressed(page, page.get_by_role("radio", name=name), said))
        page.context.close()
        for name, values in ((case.name, stepped), (f"{case.name}, its own choice", chosen)):
            if values:
                print(f"{name:42} {statistics.median(values):6.0f} {max(values):6.0f}")


if __name__ == "__main__":
    main()
