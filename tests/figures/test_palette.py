"""The figures' colours are those of the live view, and their scales are centred."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from backprop.figures.palette import PALETTES, Palette, class_symbol, mix

SCRIPT = Path(__file__).parents[2] / "backprop" / "live_view" / "js" / "colors.js"


@pytest.mark.parametrize("name", PALETTES)
def test_the_live_view_has_the_same_colours(name: str) -> None:
    text = SCRIPT.read_text()
    block = text[text.index(f'name: "{name}"') :].partition("\n  },")[0]
    theirs = dict(re.findall(r'(\w+): hex\("(#\w{6})"\)', block))
    for field in dataclasses.fields(PALETTES[name]):
        if field.name not in ("name", "classes"):
            assert getattr(PALETTES[name], field.name) == theirs[field.name]
    many = re.findall(r'"(#\w{6})"', text.partition("const MANY = [")[2].partition("]")[0])
    last = re.findall(r'hex\("(#\w{6})"\)', block.partition("classes: [")[2])
    first = [] if name == "light" else [last.pop(0)]
    assert list(PALETTES[name].classes) == first + many[len(first) :] + last


def test_the_live_view_has_the_same_shapes_for_the_classes() -> None:
    text = SCRIPT.with_name("class_shapes.js").read_text().partition("const SHAPES = [")[2]
    shapes = re.findall(r'^  \["([\w-]+)", \[', text.partition("\n];")[0], re.MULTILINE)
    assert [class_symbol(k) for k in range(2 * len(shapes))] == 2 * shapes
    assert len(shapes) == len(set(shapes)) >= 3


@pytest.mark.parametrize("palette", PALETTES.values(), ids=lambda p: p.name)
def test_scales_run_from_end_to_end_and_zero_is_the_middle(palette: Palette) -> None:
    scale = palette.signed()
    places = [place for place, _ in scale]
    assert places == sorted(places)
    assert (scale[0], scale[-1]) == ([0.0, palette.neg], [1.0, palette.pos])
    assert [0.5, palette.mid] in scale
    assert (palette.sequential()[0], palette.sequential()[-1]) == (
        [0.0, palette.mid],
        [1.0, palette.ink],
    )


def test_mixtures() -> None:
    assert mix("#000000", "#ffffff", 0.5) == "#808080"
    assert mix("#102030", "#ffffff", 0) == "#102030"
