"""Every style sheet uses one type scale and one spacing scale; text is readable in both palettes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from backprop.figures.palette import PALETTES, Palette

ROOT = Path(__file__).parents[2]
SHEETS = sorted((ROOT / "backprop" / "live_view" / "css").glob("*.css"))
PYTHON = [p for folder in ("ui", "figures") for p in (ROOT / "backprop" / folder).glob("*.py")]
TYPE = {12, 14, 16, 20}
SPACES = {0, 1, 1.5, 2, 4, 8, 12, 16, 24}  # up to 2: lines, and what has to be seen level
HEAD = {42, 46}  # room for Streamlit's head, above everything
TOUCH = {
    36,
    56,
    150,
}  # room for a button in a corner, for a finger too, and for the bar at the thumb
# Formulas stand in an em of their own: their indices then have 12 pixels.
FORMULA = ".katex { font-size: 17.5px; }"
SPACED = re.compile(r"(?<![-\w])(?:(?:column-|row-)?gap|padding[-\w]*|margin[-\w]*)\s*:\s*([^;}]+)")


def in_scale(size: str) -> bool:
    return "var(--bpl-" in size or size.strip() in {"inherit", *(f"{number}px" for number in TYPE)}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_type_and_spaces_come_from_the_scale(sheet: Path) -> None:
    text = sheet.read_text()
    if sheet.stem == "scale":
        assert {int(size) for size in re.findall(r": (\d+)px", text)} == TYPE
        return
    for size in re.findall(r"font-size:\s*([^;}]+)", text):
        assert in_scale(size), f"font-size: {size}"
    for size in re.findall(r"font:\s*(\S+?)/", text):
        assert in_scale(size), f"font: {size}"
    for line in text.splitlines():
        if "slider-thumb" in line:  # its margin centres it on its track
            continue
        for value in SPACED.findall(line):
            spaces = {abs(float(number)) for number in re.findall(r"(-?[\d.]+)px", value)}
            assert spaces <= SPACES | TOUCH, line


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda p: p.name)
def test_no_style_asks_what_an_element_holds(sheet: Path) -> None:
    """:has() is evaluated again at every change below it: play fell from 58 to 20 iterations a second."""
    assert ":has(" not in sheet.read_text()


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_type_that_python_writes_comes_from_the_scale(path: Path) -> None:
    text = path.read_text().replace(FORMULA, "")
    sizes = re.findall(r"font-size:\s*([\d.]+)px", text)
    sizes += re.findall(r"\"(?:tick|text)?font\": \{\"size\": ([\d.]+)", text)
    assert {float(size) for size in sizes} <= TYPE


def test_what_streamlit_is_told_comes_from_the_scale_too() -> None:
    text = (ROOT / "backprop" / "ui" / "style.py").read_text()
    assert not re.findall(r"\d(?:rem|em)\b", text)
    for value in SPACED.findall(text):
        spaces = {abs(float(number)) for number in re.findall(r"(-?[\d.]+)px", value)}
        assert spaces <= SPACES | HEAD, value


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", as WCAG 2.2 defines it."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", PALETTES.values(), ids=lambda p: p.name)
def test_text_has_a_contrast_of_at_least_4_5(palette: Palette) -> None:
    for ground in (palette.bg, palette.card, palette.mid):
        for text in (palette.ink, palette.mute, palette.ok, palette.bad):
            assert contrast(text, ground) >= 4.5, (text, ground)
