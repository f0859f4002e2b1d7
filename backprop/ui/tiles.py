"""The data sets as small pictures to choose from."""

from __future__ import annotations

from typing import Any

import streamlit as st

from backprop import datasets
from backprop.live_view.mount import dataset_tiles
from backprop.ui import controls, state

KEY = "dataset_tiles"
POINTS = 90


def draw_tiles() -> None:
    """A radio group of pictures, one a data set."""
    chosen = state.lab().experiment.dataset
    dataset_tiles(KEY, {"chosen": chosen, "tiles": _pictures()}, _take)


@st.cache_data(show_spinner=False)
def _pictures() -> list[dict[str, Any]]:
    """Title and points of every set: x, y in −1..1, and class or, for values, a share from 0 to 1."""
    pictures = []
    for name, spec in datasets.DATASETS.items():
        data = datasets.load(name, POINTS, 0.05, 0.0, 1)
        X, y = data.X_train, data.y_train
        picture: dict[str, Any] = {
            "name": name,
            "title": spec.title,
            "description": spec.description,
        }
        if spec.n_features == 2:
            reach = abs(X).max()
            values = y.argmax(axis=1) if y.shape[1] > 1 else y[:, 0]
            if spec.task == datasets.REGRESSION:
                values = (values - values.min()) / (values.max() - values.min())
            picture |= {
                "task": spec.task,
                "points": [
                    [round(float(v), 3) for v in (*(x / reach), value)]
                    for x, value in zip(X, values, strict=True)
                ],
            }
        else:
            side = int(spec.n_features**0.5)
            picture |= {
                "task": "image",
                "points": X[0].reshape(side, side).clip(0, 1).round(2).tolist(),
            }
        pictures.append(picture)
    return pictures


def _take() -> None:
    name = state.picked(KEY)
    if name not in datasets.DATASETS:
        return
    fields = {"dataset": name}
    try:
        state.lab().experiment.output_and_loss(
            datasets.DATASETS[name].task, datasets.DATASETS[name].n_classes
        )
    except ValueError:  # what was chosen by hand does not suit this data
        fields |= {"output": "auto", "loss": "auto"}
    controls.apply(**fields)
