"""The plane on which a person draws points, class by class."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from streamlit.components.v2 import component

from backprop.live_view.loading import loader, styles

KEY = "draw_points"
REACH, MOST_POINTS, MOST_CLASSES = 1.5, 2_000, 6
Point = tuple[float, float, int]

_draw_points = component(
    "backprop_draw_points",
    css=styles("draw_points"),
    js=loader("components/draw_points.js", "mountDrawPoints"),
    isolate_styles=False,
)


def draw_points(points: list[Point], on_points: Callable[[], None]) -> None:
    """Mount the plane with its points. State "drawn": {"points": [[x, y, class]]}."""
    data = {"points": points, "reach": REACH, "most": MOST_POINTS, "classes": MOST_CLASSES}
    _draw_points(key=KEY, data=data, on_drawn_change=on_points)


def points_of(report: Any) -> list[Point]:
    """The valid points of a report, at most MOST_POINTS."""
    found: list[Point] = []
    listed = report.get("points") if isinstance(report, dict) else None
    for entry in listed if isinstance(listed, list) else []:
        if len(found) == MOST_POINTS:
            break
        try:
            x, y, k = float(entry[0]), float(entry[1]), int(entry[2])
        except (TypeError, ValueError, IndexError, KeyError, OverflowError):
            continue
        if math.hypot(x, y) <= 2 * REACH and 0 <= k < MOST_CLASSES:
            found.append((x, y, k))
    return found
