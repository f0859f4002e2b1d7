"""A small invented table to try the page with, including typical mistakes."""

from __future__ import annotations

import numpy as np

ROWS = 120
NAME = "an example"
_MEANS = {  # kind: length and width of a leaf in cm, and their standard deviations
    "oak": ((10.0, 6.0), (1.6, 1.0)),
    "willow": ((9.0, 1.8), (1.8, 0.5)),
    "birch": ((5.0, 3.6), (0.9, 0.6)),
}


def example() -> str:
    """ROWS leaves as CSV: two lengths in cm, the edge as a category, and the kind as the target.

    One number is missing and one is text, so that there is something to correct.
    """
    rng = np.random.default_rng(7)
    lines = ["length cm,width cm,edge,kind"]
    kinds = list(_MEANS)
    for k in range(ROWS):
        kind = kinds[k % len(kinds)]
        mean, scatter = _MEANS[kind]
        length, width = np.maximum(0.3, rng.normal(mean, scatter))
        edge = {"oak": "lobed", "willow": "plain", "birch": "toothed"}[kind]
        if rng.random() < 0.15:
            edge = "plain"
        lines.append(f"{length:.1f},{width:.1f},{edge},{kind}")
    lines[17] = f",{lines[17].split(',', 1)[1]}"
    first, _, rest = lines[42].split(",", 2)
    lines[42] = f"{first},about 4,{rest}"
    return "\n".join(lines)
