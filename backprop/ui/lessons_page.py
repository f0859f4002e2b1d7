"""The Lessons page: a card a lesson, with a picture drawn from its run, in the order of the story."""

from __future__ import annotations

import base64
from html import escape
from itertools import groupby

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from backprop.activations import Array
from backprop.evidence import number
from backprop.figures.lesson import LessonPicture, lesson_svg
from backprop.lesson_answers import norms
from backprop.lessons import LAYERS, LESSONS, Lesson
from backprop.trainer import Trainer
from backprop.ui import state, words
from backprop.ui.standing import TRAIN_PAGE
from backprop.ui.theme import palette

COLUMNS = 3
CELLS, POINTS, CURVE = 36, 90, 120  # cells a side, points, and numbers of a curve in a picture
MARGIN = 0.08  # around the points, as a share of their extent
ABOUT = (
    "[Runs|run] that tell a story. Start one, and it opens on the Train page with what to look for and a "
    "question; step, scrub and change what you like, and have the answer shown when you want it. "
    "The pictures show the [decision boundary] or the size of the [gradient] in each layer, and the [loss] over the [iterations|iteration]."
)


def draw() -> None:
    """All cards at once, then their pictures one by one where they have not been drawn before."""
    lab = state.lab()
    seen = sum(name in lab.lessons_seen for name in LESSONS)
    st.markdown("# Lessons")
    words.paragraph(f"{ABOUT} {seen} of {len(LESSONS)} seen." if seen else ABOUT)
    places: dict[str, DeltaGenerator] = {}
    numbers = {name: k for k, name in enumerate(LESSONS, 1)}
    for chapter, lessons in groupby(LESSONS.values(), key=lambda lesson: lesson.chapter):
        st.markdown(f"## {chapter}")
        cards = list(lessons)
        for first in range(0, len(cards), COLUMNS):
            columns = st.columns(COLUMNS, gap="small")
            for column, lesson in zip(columns, cards[first : first + COLUMNS], strict=False):
                with column.container(border=True, height="stretch", key=f"card_{lesson.name}"):
                    places[lesson.name] = st.empty()
                    _begin(lesson)
                _show(places[lesson.name], numbers[lesson.name], lesson, "")
    for name, place in places.items():
        _show(place, numbers[name], LESSONS[name], _image(name))


def _begin(lesson: Lesson) -> None:
    goes_on = state.lab().lesson == lesson.name
    pressed = st.button(
        f"{'Back to' if goes_on else 'Start'}: {lesson.title}",
        key=f"start_{lesson.name}",
        icon=":material/play_arrow:",
        help="Opens it on the Train page. Undo brings back the run that you have now.",
    )
    if pressed:
        if not goes_on:
            state.lab().start_lesson(lesson)
        st.switch_page(TRAIN_PAGE)


def _show(place: DeltaGenerator, index: int, lesson: Lesson, image: str) -> None:
    seen = ' <span class="mute">✓ seen</span>' if lesson.name in state.lab().lessons_seen else ""
    place.html(
        f'<div class="bpl-card">{image or "<div class=wait></div>"}'
        f"<h6>{index}. {escape(lesson.title)}{seen}</h6>"
        f"<p>{escape(lesson.preset.look_for)}</p>"
        f'<p class="mute">{escape(lesson.question)}</p></div>'
    )


def _image(name: str) -> str:
    picture = _picture(name)
    data = base64.b64encode(lesson_svg(picture, palette()).encode()).decode()
    alt = escape(_alt(LESSONS[name], picture))
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{alt}" title="{alt}">'


def _alt(lesson: Lesson, picture: LessonPicture) -> str:
    if picture.norms:
        first, last = (number(float(picture.norms[0][l])) for l in (0, -1))
        left = f"‖dW‖ of each layer at iteration 0, {first} in the first and {last} in the last"
    else:
        left = f"The decision boundary at iteration {lesson.look.iteration}"
    curves = "; ".join(
        f"{name} from {number(float(curve[0]))} to {number(float(curve[-1]))}"
        for name, curve in zip(picture.names, picture.losses, strict=True)
    )
    beside = f", in outline {lesson.beside_title}" if len(picture.norms) > 1 else ""
    return f"{left}{beside}; {curves}, iterations 0 to {lesson.look.iteration}."


@st.cache_data(max_entries=64, show_spinner=False)
def _picture(name: str) -> LessonPicture:
    """Drawn from the lesson's runs; the same for everybody."""
    lesson = LESSONS[name]
    run, *beside = runs = lesson.runs()
    losses, names = [thinned(run.history.train_loss)], ["training loss"]
    rule = run.experiment.gradient_rule
    if beside and beside[0].experiment.gradient_rule == rule:  # else a sum stands beside a mean
        losses.append(thinned(beside[0].history.train_loss))
        names.append(f"with {lesson.beside_title}")
    elif not beside and len(run.dataset.X_test):
        losses.append(thinned(run.history.test_loss))
        names.append("test loss")
    if lesson.picture == LAYERS:
        for each in runs:
            each.seek(0)
        sizes = tuple(np.array(norms(each)) for each in runs)
        nothing = np.empty((0, 0), dtype=np.int64)
        return LessonPicture(tuple(losses), tuple(names), nothing, np.empty((0, 3)), sizes)
    return LessonPicture(tuple(losses), tuple(names), *_plane(run))


def thinned(curve: Array) -> Array:
    """At most CURVE of its numbers, the first and the last among them."""
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
