"""The options of the Compare page: the view, and what the sweep varies."""

from __future__ import annotations

from backprop.ui.options import one_of

SIDE_BY_SIDE, SWEEP = "runs", "sweep"
SWEEP_TITLES = {
    "optimizer": "optimizer",
    "activation": "activation",
    "initializer": "initial weights",
    "learning_rate": "learning rate",
    "batch_size": "batch size",
    "depth": "depth",
    "width": "width",
    "seed": "seed",
}
VIEW = one_of("compare", "view", (SIDE_BY_SIDE, SWEEP), SIDE_BY_SIDE)
VARY = one_of("compare", "vary", tuple(SWEEP_TITLES), "learning_rate", in_address=False)
OPTIONS = (VIEW,)
