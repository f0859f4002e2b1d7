"""The figures' colours are those of the live view, and their scales are centred."""

from __future__ import annotations

import pytest

from backprop.figures.palette import PALETTES, Palette, class_symbol, mix


def test_every_class_has_a_shape_of_its_own_until_they_come_round_again() -> None:
    names = [class_symbol(k) for k in range(12)]
    assert len(set(names[:6])) == 6
    assert names[:6] == names[6:]


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
