"""The setup of a run, sent once: the network's shape, the data, the plane to draw."""

from __future__ import annotations

import dataclasses
import hashlib
from typing import Any

import numpy as np

from backprop.arrays import Array
from backprop.data.input_names import input_names
from backprop.nn import OPTIMIZERS
from backprop.training import Experiment, Stretch, Trainer

MARGIN = 0.08  # around the data, as a share of its range


def setup_of(trainer: Trainer) -> tuple[dict[str, Any], dict[str, tuple[str, Any]]]:
    """The setup for the trace's header, and its arrays as (dtype name, values)."""
    data, mlp, experiment = trainer.dataset, trainer.mlp, trainer.experiment
    float_type = "f8" if data.n_features <= 2 or data.features else "f4"
    arrays: dict[str, tuple[str, Any]] = {
        name: (float_type, getattr(data, name))
        for name in ("X_train", "y_train", "X_test", "y_test")
    }
    points, plane = np.vstack(data.points), None
    if data.features:
        arrays |= {"P_train": ("f8", data.points[0]), "P_test": ("f8", data.points[1])}
    elif data.n_features > 2:
        mean, axes = principal_plane(data.X_train)
        plane = {"title": "first two principal components"}
        train, test = ((X - mean) @ axes.T for X in (data.X_train, data.X_test))
        arrays |= {
            "plane_mean": ("f8", mean),
            "plane_axes": ("f8", axes),
            "P_train": ("f4", train),
            "P_test": ("f4", test),
        }
        points = np.vstack([train, test])
    targets, names = np.vstack([data.y_train, data.y_test]), input_names(data)
    setup = {
        "sizes": list(mlp.layer_sizes),
        "activations": list(mlp.activations),
        "loss": mlp.loss,
        "task": data.task,
        "dataset": data.name,
        "n_classes": data.n_classes,
        "class_names": list(data.class_names),
        "feature_names": list(data.feature_names),
        "coordinate_names": list(data.coordinate_names),
        "features": list(data.features) or None,
        "input_symbols": list(names.symbols) or None,
        "input_columns": list(names.columns) or None,
        "units": None
        if plane or not data.means
        else {"means": list(data.means), "scales": list(data.scales)},
        "target": {"name": data.target_name, "mean": data.target_mean, "scale": data.target_scale},
        "n_train": trainer.n_train,
        "n_test": len(data.X_test),
        "gradient_rule": experiment.gradient_rule,
        "has_penalty": any(s.settings.l1 or s.settings.l2 for s in trainer.timeline),
        "stretches": [_stretch(stretch) for stretch in trainer.timeline],
        "interventions": [
            {**dataclasses.asdict(one), "text": str(one)} for one in experiment.interventions
        ],
        "trunk": trunk_id(experiment),
        "extent": extent(points),
        "plane": plane,
        "target_range": [float(targets.min()), float(targets.max())],
    }
    return setup, arrays


def _stretch(stretch: Stretch) -> dict[str, Any]:
    """The settings between two interventions, for the browser."""
    settings = stretch.settings
    fields = ("optimizer", "learning_rate", "l1", "l2", *OPTIMIZERS[settings.optimizer].numbers)
    return {
        "first": stretch.first,
        "batch_size": stretch.batch_size,
        "epoch": stretch.epoch,
        "epoch_from": stretch.epoch_from,
        "frozen": sorted(stretch.frozen),
        "cut": sorted(stretch.cut),
        "edits": [[one.layer, one.i, one.j] for one in stretch.edits],
        **{name: getattr(settings, name) for name in fields},
    }


def run_id(experiment: Experiment) -> str:
    """A short name for a run; equal for equal experiments."""
    return hashlib.sha256(experiment.to_json().encode()).hexdigest()[:16]


def trunk_id(experiment: Experiment) -> str:
    """A short name shared by all runs that differ only in interventions."""
    return run_id(dataclasses.replace(experiment, interventions=()))


def extent(points: Array) -> list[float]:
    """[xmin, xmax, ymin, ymax] around points (n, 1 or 2), with a margin."""
    low, high = points.min(axis=0), points.max(axis=0)
    margin = MARGIN * np.where(high > low, high - low, 1.0)
    low, high = low - margin, high + margin
    if points.shape[1] == 1:
        return [float(low[0]), float(high[0]), -1.0, 1.0]
    return [float(low[0]), float(high[0]), float(low[1]), float(high[1])]


def principal_plane(X: Array) -> tuple[Array, Array]:
    """Mean (d,) and the first two principal axes (2, d) of X (n, d), signs chosen so that the
    largest entry of each is positive."""
    mean = X.mean(axis=0)
    axes = np.zeros((2, X.shape[1]))
    found = np.linalg.svd(X - mean, full_matrices=False)[2][:2]
    axes[: len(found)] = found
    largest = np.abs(axes).argmax(axis=1)
    return mean, axes * np.where(axes[np.arange(2), largest] < 0, -1.0, 1.0)[:, None]
