"""A small SVG picture of a lesson's run: the boundary or the gradients of the layers, and the loss."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from backprop.arrays import Array
from backprop.figures.palette import Palette, mix

WIDTH, HEIGHT = 330, 110
LEFT = HEIGHT  # the first picture is a square
GAP = 14
DOT = 1.6
TOP = 0.985  # quantile of the losses at the upper edge, so that a single peak does not flatten the rest


@dataclass(frozen=True)
class LessonPicture:
    """losses: the training loss of the lesson's run, and the loss it is compared with, if any: that of
    the other run, or the test loss; each (k,), thinned out. names: of the curves. classes (m, m): the
    class 0 or 1 over the plane at the last iteration, row 0 at the bottom. points (p, 3): x, y from 0 to
    1, and the class. norms: shown instead of the plane, ‖dW‖ of each layer at iteration 0 for the same
    runs; classes then has no rows."""

    losses: tuple[Array, ...]
    names: tuple[str, ...]
    classes: NDArray[np.int64]
    points: Array
    norms: tuple[Array, ...] = ()


def lesson_svg(picture: LessonPicture, palette: Palette) -> str:
    """The picture as an SVG document of WIDTH × HEIGHT pixels."""
    left = _layers(picture.norms, palette) if picture.norms else _boundary(picture, palette)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}">{left}{_losses(picture.losses, palette)}</svg>'
    )


def _boundary(picture: LessonPicture, palette: Palette) -> str:
    side = LEFT / len(picture.classes)
    parts = []
    for row, cells in enumerate(picture.classes[::-1]):
        x = 0
        for label, run in groupby(cells.tolist()):
            count = len(list(run))
            fill = mix(palette.card, palette.of_class(label, 2), 0.3)
            parts.append(
                f'<rect x="{x * side:.1f}" y="{row * side:.1f}" width="{count * side + 0.3:.1f}" '
                f'height="{side + 0.3:.1f}" fill="{fill}"/>'
            )
            x += count
    for x, y, label in picture.points:
        fill = palette.of_class(int(label), 2)
        parts.append(_dot(x * LEFT, (1 - y) * LEFT, int(label), fill))
    return "".join(parts)


def _dot(x: float, y: float, label: int, fill: str) -> str:
    """A sample in the shape of its class: a circle or a triangle."""
    if label == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{DOT}" fill="{fill}"/>'
    wide = 1.3 * DOT
    return f'<path d="M{x:.1f} {y - 1.5 * DOT:.1f}l{wide:.1f} {2.4 * DOT:.1f}h{-2 * wide:.1f}z" fill="{fill}"/>'


def _layers(norms: tuple[Array, ...], palette: Palette) -> str:
    """One bar for each layer, with the logarithm of ‖dW‖ as its height; the other run's are outlines."""
    every = np.concatenate(norms)
    logs = np.log10(np.maximum(every, 1e-12))
    low, high = float(logs.min()) - 0.5, float(logs.max())
    step = LEFT / len(norms[0])
    parts = []
    for k, values in enumerate(norms):
        for l, value in enumerate(np.log10(np.maximum(values, 1e-12))):
            tall = (float(value) - low) / max(high - low, 1e-9) * (HEIGHT - 2)
            look = (
                f'fill="{palette.ink}"'
                if k == 0
                else f'fill="none" stroke="{palette.faint}" stroke-width="1.5"'
            )
            parts.append(
                f'<rect x="{l * step + 1:.1f}" y="{HEIGHT - tall:.1f}" width="{step - 3:.1f}" '
                f'height="{tall:.1f}" {look}/>'
            )
    return "".join(parts)


def _losses(losses: tuple[Array, ...], palette: Palette) -> str:
    """The curves on one scale, logarithmic if they span more than two powers of ten."""
    every = np.concatenate(losses)
    log = bool(every.min() > 0 and every.max() > 100 * every.min())
    scaled = [np.log10(curve) if log else curve for curve in losses]
    together = np.concatenate(scaled)
    low, high = float(together.min()), float(np.quantile(together, TOP))
    x0, wide, tall = LEFT + GAP, WIDTH - LEFT - GAP, HEIGHT - 8
    parts = [
        f'<path d="M{x0} 0V{HEIGHT - 0.5}H{WIDTH}" fill="none" stroke="{palette.line}" stroke-width="1"/>'
    ]
    for k, curve in reversed(list(enumerate(scaled))):
        x = x0 + np.linspace(0, wide, len(curve))
        y = np.maximum(4 + (1 - (curve - low) / max(high - low, 1e-12)) * tall, 0.0)
        points = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))
        look = _stroke(k, palette)
        parts.append(f'<polyline points="{points}" {look} stroke-linejoin="round"/>')
    return "".join(parts)


def _stroke(k: int, palette: Palette) -> str:
    """The style of a curve: ink for the run itself, grey and dashed for what it is compared with."""
    look = (
        f'stroke="{palette.ink}"' if k == 0 else f'stroke="{palette.mute}" stroke-dasharray="4 3"'
    )
    return f'fill="none" stroke-width="1.8" {look}'
