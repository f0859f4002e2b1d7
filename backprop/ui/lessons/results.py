"""The picture on a lesson's card and the answer to its question, made from its runs once for everybody."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from backprop.arrays import Array
from backprop.figures.lesson import LessonPicture
from backprop.lessons import LAYERS, LESSONS, Lesson, Runs, gradient_norms
from backprop.training import Trainer
from backprop.ui.caches import cached

CELLS, POINTS, CURVE = 72, 90, 120  # of a picture: cells along a side, points, values of a curve
MARGIN = 0.08  # around the points, as a share of their extent


@dataclass(frozen=True)
class LessonResults:
    """picture: on the card. answer: a few sentences with numbers from the runs."""

    picture: LessonPicture
    answer: str


@cached(st.cache_data, max_entries=64, show_spinner=False)
def results_of(name: str) -> LessonResults:
    """Picture and answer from the same runs, so that the answer is ready once the card is drawn."""
    lesson = LESSONS[name]
    runs = lesson.runs()
    return LessonResults(_picture(lesson, runs), lesson.answer(runs))


def _picture(lesson: Lesson, runs: Runs) -> LessonPicture:
    run, *beside = runs
    losses, names = [thinned(run.history.train_loss)], ["training loss"]
    rule = run.experiment.gradient_rule
    if (
        beside and beside[0].experiment.gradient_rule == rule
    ):  # otherwise it would compare a sum with a mean
        losses.append(thinned(beside[0].history.train_loss))
        names.append(f"beside it: {lesson.beside_title}")
    elif not beside and len(run.dataset.X_test):
        losses.append(thinned(run.history.test_loss))
        names.append("test loss")
    if lesson.picture == LAYERS:
        for each in runs:
            each.seek(0)
        sizes = tuple(np.array(gradient_norms(each)) for each in runs)
        nothing = np.empty((0, 0), dtype=np.int64)
        return LessonPicture(tuple(losses), tuple(names), nothing, np.empty((0, 3)), sizes)
    return LessonPicture(tuple(losses), tuple(names), *_plane(run))


def thinned(curve: Array) -> Array:
    """At most CURVE of its values, including the first and the last."""
    at = np.linspace(0, len(curve) - 1, min(len(curve), CURVE)).round().astype(np.int64)
    return curve[at]


def _plane(run: Trainer) -> tuple[NDArray[np.int64], Array]:
    """Classes (CELLS, CELLS) of the plane at the last iteration, and points (p, 3)."""
    run.seek(run.last)
    X, y = run.dataset.X_train, run.dataset.y_train
    low, high = X.min(axis=0), X.max(axis=0)
    room = MARGIN * (high - low)
    low, high = low - room, high + room
    ticks = (np.arange(CELLS) + 0.5) / CELLS
    gx, gy = np.meshgrid(ticks, ticks)
    plane = low + np.column_stack([gx.ravel(), gy.ravel()]) * (high - low)
    net = run.mlp.sharing_parameters()
    net.forward(plane)
    classes = (net.a[-1][:, 0] > 0.5).astype(np.int64).reshape(CELLS, CELLS)
    chosen = slice(0, POINTS)
    return classes, np.column_stack([(X[chosen] - low) / (high - low), y[chosen, 0]])
