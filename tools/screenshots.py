"""Pictures of the running app for docs/TOUR.md: `make screenshots`.

Starts the app on a free port, opens each page and writes its picture into docs/images.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Browser, Page

from tools.running_app import (
    HINT_SEEN,
    IMAGES,
    PATIENCE_MS,
    running_app,
    wait_for_rerun,
    wait_until_checked,
)

RUN = "batch_size=16&learning_rate=0.2&t=141"
WIDE, PHONE = (1440, 900), (390, 844)
# A semicolon, decimal commas and a hole: what a spreadsheet makes of a bird count.
TABLE = "wing (mm);weight (g);nest;species\n" + "".join(
    f"{60 + 9 * (k % 3) + (7 * k) % 11:.0f};"
    f"{'' if k == 5 else f'{11 + 4 * (k % 3) + (5 * k) % 7 / 2:.1f}'.replace('.', ',')};"
    f"{('tree', 'hedge')[k % 5 % 2]};{('wren', 'robin', 'finch')[k % 3]}\n"
    for k in range(90)
)
# Every figure of Python's is drawn.
DRAWN = """() => [...document.querySelectorAll("[data-testid=chart]")].every(
    (chart) => chart.querySelector(".main-svg"))"""


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


def at_rest(page: Page) -> bytes:
    """The picture of a page, once three in a row are the same."""
    last: list[bytes] = []
    while len(last) < 3 or len(set(last[-3:])) > 1:
        page.wait_for_timeout(700)
        last.append(page.screenshot())
    return last[-1]


def picture(browser: Browser, url: str, name: str) -> None:
    """Open the page, wait until it stands, take it."""
    view = VIEWS[name]
    width, height = view.size
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=view.scheme
    )
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(HINT_SEEN)
    page = context.new_page()
    page.goto(f"{url}/{view.path}")
    wait_for_rerun(page)
    if view.path.startswith("?"):
        wait_until_checked(page)
    if view.press:
        page.get_by_test_id("phase-strip").get_by_text(view.press, exact=True).click()
    if view.table:
        page.locator("input[type=file]").set_input_files(
            {"name": "birds.csv", "mimeType": "text/csv", "buffer": view.table.encode()}
        )
        page.get_by_role("button", name="Train on it").wait_for()
    page.wait_for_load_state("networkidle")
    page.wait_for_function(DRAWN)
    (IMAGES / f"{name}.png").write_bytes(at_rest(page))
    context.close()
    print(IMAGES / f"{name}.png")


def main() -> None:
    """Take all pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with running_app() as (browser, url):
        for name in VIEWS:
            picture(browser, url, name)


if __name__ == "__main__":
    main()
