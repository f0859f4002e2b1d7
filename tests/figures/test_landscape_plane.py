"""The labels in the picture of a plane: at the shown point, the arrow and the ends of the path."""

from __future__ import annotations

import dataclasses

import numpy as np

from backprop.figures.landscape_plane import Landscape, contour_figure
from backprop.figures.palette import PALETTES

GRID = np.linspace(-1.0, 1.0, 5)
FOUND = Landscape(
    x=GRID,
    y=GRID,
    losses=GRID[:, None] ** 2 + GRID**2,
    names=("direction 1", "direction 2"),
    path=np.array([[-0.9, -0.8], [-0.4, 0.0], [0.1, 0.1], [0.8, 0.7]]),
    iterations=np.array([0, 10, 20, 30]),
    path_losses=np.array([1.4, 0.2, 0.1, 1.2]),
    shown=(0.1, 0.1),
    iteration=20,
    loss=0.1,
    arrow=(-0.2, -0.3),
    along=np.zeros(12),
)


def written(found: Landscape) -> dict[str, tuple[float, float]]:
    figure = contour_figure(found, PALETTES["light"])
    return {a.text: (a.x, a.y) for a in figure.layout.annotations if a.text}


def test_places_have_their_names_beside_them() -> None:
    assert written(FOUND) == {
        "iteration 20": (0.1, 0.1),
        "−g": (-0.1, -0.19999999999999998),
        "iteration 0": (-0.9, -0.8),
        "iteration 30": (0.8, 0.7),
    }


def test_what_would_lie_on_another_word_or_outside_is_left_out() -> None:
    far = dataclasses.replace(FOUND, path=FOUND.path * [[1], [1], [1], [2]], arrow=None)
    assert set(written(far)) == {"iteration 20", "iteration 0"}
    near = dataclasses.replace(FOUND, path=np.full((4, 2), 0.1), arrow=None)
    names = list(written(near))
    assert names[0] == "iteration 20"
    assert len(names) < 3
    at_start = dataclasses.replace(FOUND, iteration=0, shown=(-0.9, -0.8), arrow=None)
    assert list(written(at_start)).count("iteration 0") == 1
