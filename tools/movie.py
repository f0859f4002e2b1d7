"""The moving picture of the README: `make movie`.

Starts the app, presses Play on the Train page and writes six seconds of it to docs/images/play.gif. The
page's clock is set by hand, 1/60 s at a time, so that the movie runs evenly however slow the machine is.
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import FloatRect, Page, ViewportSize

from tools.running_app import HINT_SEEN, IMAGES, PATIENCE_MS, running_app, wait_until_checked

OUT = IMAGES / "play.gif"
RUN = "learning_rate=0.25"  # half the rate of the default: six seconds show it learn
WINDOW: ViewportSize = {"width": 1440, "height": 900}
WIDTH, MARGIN = 830, 8  # pixels of the movie, and around the instrument
SECONDS, FRAMES_A_SECOND, SCREEN_RATE = 6, 10, 60
COLOURS = 192
LAST_FRAME_MS = 2500  # the end is shown longer, before the movie starts again


def shot(page: Page, clip: FloatRect) -> Image.Image:
    """The instrument as it is now, at the movie's size."""
    image = Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")
    size = WIDTH, round(WIDTH * image.height / image.width)
    return image.resize(size, Image.Resampling.LANCZOS)


def film(page: Page, url: str) -> list[Image.Image]:
    """Open the Train page, play, and return the frames; the last one stands still."""
    page.goto(f"{url}/?{RUN}")
    wait_until_checked(page)
    box = page.get_by_test_id("live-view").bounding_box()
    assert box is not None
    clip: FloatRect = {
        "x": box["x"] - MARGIN,
        "y": box["y"] - MARGIN,
        "width": box["width"] + 2 * MARGIN,
        "height": box["height"] + 2 * MARGIN,
    }
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    page.get_by_role("button", name="Play").click()
    frames = []
    for _ in range(SECONDS * FRAMES_A_SECOND):
        frames.append(shot(page, clip))
        page.clock.run_for(1000 // FRAMES_A_SECOND)
    page.get_by_role("button", name="Pause").click()
    page.clock.resume()
    page.wait_for_timeout(2000)
    return [*frames, shot(page, clip)]


def write(frames: list[Image.Image], path: Path) -> None:
    """Write a GIF that repeats forever. One palette for all frames: nothing flickers."""
    some = frames[::10]
    sample = Image.new("RGB", (frames[0].width, frames[0].height * len(some)))
    for k, frame in enumerate(some):
        sample.paste(frame, (0, k * frame.height))
    palette = sample.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    first, *others = [f.quantize(palette=palette, dither=Image.Dither.NONE) for f in frames]
    durations = [1000 // FRAMES_A_SECOND] * len(others) + [LAST_FRAME_MS]
    first.save(path, save_all=True, append_images=others, duration=durations, loop=0)


def main() -> None:
    """Film the app and write the movie."""
    with running_app() as (browser, url):
        context = browser.new_context(viewport=WINDOW, color_scheme="light")
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(HINT_SEEN)
        frames = film(context.new_page(), url)
    write(frames, OUT)
    print(f"{OUT}: {len(frames)} frames, {OUT.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
