"""The bars of the contributions: their heights, colours and the frame around the followed sample."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backprop import Experiment, Trainer
from backprop.figures.palette import PALETTES
from backprop.figures.sample import contribution_bars, contribution_title, contribution_words
from backprop.notation import num
from backprop.walkthrough import Cell
from backprop.walkthrough.batch import pulls


@pytest.mark.parametrize("batch_size", [1, 16, None])
@pytest.mark.parametrize("theme", PALETTES)
def test_a_bar_a_sample_in_the_colour_of_its_sign(batch_size: int | None, theme: str) -> None:
    trainer, palette = Trainer(Experiment(batch_size=batch_size)), PALETTES[theme]
    found = pulls(trainer, Cell("dW", 2, 0, 2))
    followed = int(found.samples[-1])
    classes = trainer.dataset.y_train[found.samples, 0].astype(np.int64)
    figure: Any = contribution_bars(found, classes, 2, followed, palette)
    bars = figure.data[0]
    assert list(bars.y) == found.added.tolist()
    wanted = [palette.neg if v < 0 else palette.pos for v in found.added]
    assert list(bars.marker.color) == wanted
    assert [told[0] for told in bars.customdata] == (found.samples + 1).tolist()
    frame = figure.layout.shapes[0]
    assert frame.x0 < len(found.added) - 1 < frame.x1
    assert frame.line.color == palette.sel
    assert len(figure.data) == (1 if batch_size is None else 2)
    assert not contribution_bars(found, None, 0, None, palette).layout.shapes


def test_the_words_count_and_add_up() -> None:
    trainer = Trainer(Experiment(batch_size=16, l2=0.1))
    found = pulls(trainer, Cell("dW", 1, 3, 1))
    assert (
        contribution_title(found, 0)
        == "What each of the 16 samples adds to dW¹[2,4] at iteration 0"
    )
    words = contribution_words(found)
    assert f"{found.up} raise the sum, {found.down} lower it" in words
    assert f"together {num(float(trainer.mlp.dW[1][1, 3]))}" in words
    assert f"the penalty adds {num(0.1 * float(trainer.mlp.W[1][1, 3]))}" in words
