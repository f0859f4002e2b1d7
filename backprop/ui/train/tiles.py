"""The data sets as small pictures."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from backprop.data import REGRESSION, Dataset, datasets
from backprop.data.table import Table
from backprop.live_view.mount import dataset_tiles
from backprop.live_view.setup import principal_plane
from backprop.training import Experiment
from backprop.ui import state
from backprop.ui.caches import cached
from backprop.ui.train import controls

KEY = "dataset_tiles"
POINTS = 90


def draw_tiles() -> None:
    """A radio group of pictures, one for each data set, including the person's own table."""
    lab = state.lab()
    tiles = _pictures()
    if lab.table is not None:
        tiles = [*tiles, _own_picture(lab.table)]
    dataset_tiles(KEY, {"chosen": lab.experiment.dataset, "tiles": tiles}, _take)


def _own_picture(table: Table) -> dict[str, Any]:
    data = table.draw(Experiment(n_samples=POINTS, test_fraction=0.0))
    columns = ", ".join(table.feature_names)
    return _picture(datasets.OWN, "Your data", f"{len(table.X):,} rows of {columns}"[:200], data)


@cached(st.cache_data, show_spinner=False)
def _pictures() -> list[dict[str, Any]]:
    """Title and points of every set: x, y in −1..1, and the class, or the target scaled to 0..1."""
    return [
        _picture(name, spec.title, spec.description, datasets.load(name, POINTS, 0.05, 0.0, 1))
        for name, spec in datasets.DATASETS.items()
    ]


def _picture(name: str, title: str, description: str, data: Dataset) -> dict[str, Any]:
    X, y = data.X_train, data.y_train
    head: dict[str, Any] = {"name": name, "title": title, "description": description}
    if name == "digits":
        return head | {"task": "image", "points": X[0].reshape(8, 8).clip(0, 1).round(2).tolist()}
    if data.n_features > 2:
        mean, axes = principal_plane(X)
        X = (X - mean) @ axes.T
    elif data.n_features == 1:
        X = np.column_stack([X, y[:, 0] - y[:, 0].mean()])
    values = y.argmax(axis=1) if y.shape[1] > 1 else y[:, 0]
    if data.task == REGRESSION:
        values = (values - values.min()) / (np.ptp(values) or 1.0)
    points = np.column_stack([X / (abs(X).max() or 1.0), values])
    return head | {"task": data.task, "points": points.round(3).tolist()}


def _take() -> None:
    name, lab = state.picked(KEY), state.lab()
    fields: dict[str, Any] = {"dataset": name}
    if name == datasets.OWN and lab.table is not None:
        fields["own_data"] = lab.table.fingerprint
        task, n_classes = lab.table.task, lab.table.n_classes
    elif name in datasets.DATASETS:
        task, n_classes = datasets.DATASETS[name].task, datasets.DATASETS[name].n_classes
    else:
        return
    try:
        lab.experiment.output_and_loss(task, n_classes)
    except ValueError:  # the output or loss chosen by hand does not suit this data
        fields |= {"output": "auto", "loss": "auto"}
    controls.apply(**fields)
