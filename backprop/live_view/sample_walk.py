"""The walk of one sample: its moves as plain data, and the component that shows them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from streamlit.components.v2 import component

from backprop.arrays import Array
from backprop.data import REGRESSION, axis_names
from backprop.live_view.loading import loader, styles
from backprop.live_view.setup import extent, principal_plane
from backprop.notation import num
from backprop.training import Trainer
from backprop.walkthrough.explanation import Followed
from backprop.walkthrough.forward import losses
from backprop.walkthrough.walk import walk

KEY = "sample_walk"
LARGEST = 1e300
POINTS = 1500  # of the small map; more would not be distinguishable

_sample_walk = component(
    "backprop_sample_walk",
    css=styles("sample", "save"),
    js=loader("sample/walk.js", "mountSampleWalk"),
    isolate_styles=False,
)


def walk_data(
    trainer: Trainer, one: Followed, index: int, test: bool, start: str
) -> dict[str, Any]:
    """All data for the walk of a sample. start: the move at which it opens."""
    with np.errstate(all="ignore"):  # overflows of a run that is about to diverge
        return {
            "walk": finite(walk(one)),
            "start": start,
            "sample": {"set": "test" if test else "train", "index": index},
            "facts": facts(trainer, one, index, test),
            "map": sample_map(trainer, index, test),
            "iteration": trainer.iteration,
        }


def finite(value: Any) -> Any:
    """Plain data that JSON can hold: NaN becomes 0 and ∞ the largest number that can be drawn. (The texts still
    say NaN and ∞.)"""
    if isinstance(value, dict):
        return {name: finite(part) for name, part in value.items()}
    if isinstance(value, list):
        return [finite(part) for part in value]
    if isinstance(value, float) and not math.isfinite(value):
        return 0.0 if math.isnan(value) else math.copysign(LARGEST, value)
    return value


def facts(trainer: Trainer, one: Followed, index: int, test: bool) -> list[list[str]]:
    """Facts about a sample, as pairs of a name and a value."""
    data = trainer.dataset
    found = [[f"{'test' if test else 'training'} sample", f"{index + 1}"]]
    yhat, y = one.mlp.a[-1][0], one.y[0]
    if data.task == REGRESSION:
        found += [["target", num(float(y[0]))], ["prediction ŷ", num(float(yhat[0]))]]
    else:
        predicted = class_of(yhat)
        sure = float(yhat[predicted]) if len(yhat) > 1 else max(float(yhat[0]), 1 - float(yhat[0]))
        found += [
            ["label", class_name(trainer, class_of(y))],
            ["prediction", f"{class_name(trainer, predicted)}, {100 * sure:.0f} % sure"],
        ]
    found.append(["its loss", num(float(losses(one.mlp, one.y)[0]))])
    found.append(["in this batch", f"one of {one.n}" if one.place is not None else "no, a probe"])
    return found


def class_of(outputs: Array) -> int:
    """The class that outputs (k,) predict."""
    return int(outputs.argmax()) if len(outputs) > 1 else int(outputs[0] > 0.5)


def class_name(trainer: Trainer, index: int) -> str:
    """Such as "class 1"."""
    names = trainer.dataset.class_names
    return f"class {names[index] if index < len(names) else index}"


def sample_map(trainer: Trainer, index: int, test: bool) -> dict[str, Any]:
    """The samples on a plane, rounded for a small picture, at most POINTS: the followed one, the batch, others."""
    data = trainer.dataset
    X, y = (data.X_test, data.y_test) if test else (data.X_train, data.y_train)
    train, tested = data.points
    names = tuple(name if len(name) <= 30 else f"{name[:29]}…" for name in axis_names(data))
    flat, axes = on_a_plane(train, tested if test else train, names)
    in_batch = np.zeros(len(X), dtype=bool)
    if not test:
        in_batch[trainer.batch_indices] = True
    order = np.argsort(~in_batch, kind="stable")[:POINTS]
    kept = np.unique([*order, index])
    regression = data.task == REGRESSION
    labels = y[:, 0] if y.shape[1] == 1 else y.argmax(axis=1)
    low, high = (float(labels.min()), float(labels.max())) if regression else (0.0, 1.0)
    return {
        "points": [
            [
                int(k),
                round(float(flat[k, 0]), 3),
                round(float(flat[k, 1]), 3),
                round(float((labels[k] - low) / ((high - low) or 1)), 3)
                if regression
                else int(labels[k]),
                int(in_batch[k]),
            ]
            for k in kept
        ],
        "extent": extent(flat),
        "classes": 0 if regression else data.n_classes,
        "axes": axes,
        "names": [] if regression else [class_name(trainer, k) for k in range(data.n_classes)],
        "all": len(kept) == len(X),
    }


def on_a_plane(X_train: Array, X: Array, names: tuple[str, ...]) -> tuple[Array, list[str]]:
    """X as points (n, 2), and the names of the axes: the inputs, or the first two principal components."""
    if X.shape[1] == 1:
        return np.column_stack([X[:, 0], np.zeros(len(X))]), [names[0]]
    if X.shape[1] == 2:
        return X, [names[0], names[1]]
    mean, axes = principal_plane(X_train)
    return (X - mean) @ axes.T, ["first principal component", "second principal component"]


def sample_walk(
    data: dict[str, Any], on_standing: Callable[[], None], on_picked: Callable[[], None]
) -> None:
    """Mount the walk. State "standing": the move at which it rests. Trigger "picked": a clicked sample of the
    map, or a cell to show for the whole batch."""
    _sample_walk(key=KEY, data=data, on_standing_change=on_standing, on_picked_change=on_picked)
