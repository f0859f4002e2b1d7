"""The Lessons page: a card for each lesson, with a picture drawn from its run, in story order."""

from __future__ import annotations

import base64
from html import escape
from itertools import groupby

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from backprop.figures.lesson import LessonPicture, lesson_svg
from backprop.lessons import LESSONS, Lesson
from backprop.live_view.mount import card_menus
from backprop.notation import number
from backprop.ui import state, words
from backprop.ui.lessons.results import results_of
from backprop.ui.paths import TRAIN_PAGE
from backprop.ui.theme import palette
from backprop.ui.train import view

COLUMNS = 3
ABOUT = (
    "Fifteen training [runs|run] that tell a story. Start one: it opens on the Train page and says what to look for. "
    "Step it, change it, think about its question, and show the answer when you are ready. The pictures show the "
    "[decision boundary], or the [norm] of the [gradient] in each layer, and the [loss] over the [iterations|iteration]."
)

EXPLAINED = (
    "run",
    "decision boundary",
    "norm",
    "gradient",
    "loss",
    "iteration",
)  # in the paragraph


def draw() -> None:
    """Draw all cards at once, then add the pictures one by one."""
    lab = state.lab()
    seen = sum(name in lab.lessons_seen for name in LESSONS)
    st.markdown("# Lessons")
    words.paragraph(f"{ABOUT} {seen} of {len(LESSONS)} seen." if seen else ABOUT)
    places: dict[str, DeltaGenerator] = {}
    numbers = {name: k for k, name in enumerate(LESSONS, 1)}
    explained = set[str](EXPLAINED)
    for chapter, lessons in groupby(LESSONS.values(), key=lambda lesson: lesson.chapter):
        st.markdown(f"## {chapter}")
        cards = list(lessons)
        for first in range(0, len(cards), COLUMNS):
            columns = st.columns(COLUMNS, gap="small")
            for column, lesson in zip(columns, cards[first : first + COLUMNS], strict=False):
                with column.container(border=True, height="stretch", key=f"card_{lesson.name}"):
                    places[lesson.name] = st.empty()
                    st.space("stretch")  # aligns the buttons of a row
                    _begin(lesson)
                _show(places[lesson.name], numbers[lesson.name], lesson, "", explained)
    explained = set[str](EXPLAINED)  # second pass over the same places, now with pictures
    card_menus()
    for name, place in places.items():
        _show(place, numbers[name], LESSONS[name], _image(name), explained)


def _begin(lesson: Lesson) -> None:
    goes_on = state.lab().lesson == lesson.name
    pressed = st.button(
        f"{'Back to' if goes_on else 'Start'}: {lesson.title}",
        key=f"start_{lesson.name}",
        icon=":material/play_arrow:",
        help="Starts this run on the Train page. Undo brings back the run that you have now.",
    )
    if pressed:
        if not goes_on:
            state.lab().start_lesson(lesson)
        state.open_page(TRAIN_PAGE, *view.OPTIONS)


def _show(
    place: DeltaGenerator, index: int, lesson: Lesson, image: str, explained: set[str]
) -> None:
    seen = ' <span class="mute">✓ seen</span>' if lesson.name in state.lab().lessons_seen else ""
    place.html(
        f'<div class="bpl-card">{image or "<div class=wait></div>"}'
        f"<h6>{index}. {escape(lesson.title)}{seen}</h6>"
        f"<p>{words.marked(lesson.preset.look_for, explained)}</p>"
        f'<p class="mute">{words.marked(lesson.question, explained)}</p></div>'
    )


def _image(name: str) -> str:
    picture = results_of(name).picture
    data = base64.b64encode(lesson_svg(picture, palette()).encode()).decode()
    alt = escape(_alt(LESSONS[name], picture))
    key = "".join(f"<span><i></i>{escape(name)}</span>" for name in picture.names)
    return (
        f'<img src="data:image/svg+xml;base64,{data}" alt="{alt}" title="{alt}" '
        f'data-name="{name}" data-what="{escape(LESSONS[name].title)}"><div class="bpl-key">{key}</div>'
    )


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
    beside = f", in outline: {lesson.beside_title}" if len(picture.norms) > 1 else ""
    return f"{left}{beside}; {curves}, iterations 0 to {lesson.look.iteration}."
