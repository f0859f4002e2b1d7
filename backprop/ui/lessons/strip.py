"""The open lesson: what to look for, its question and its answer, at the top of every page that shows the
run. Two lines, so that the instrument below still fits on the screen."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from backprop.lessons import LESSONS, Lesson, neighbours
from backprop.training import Trainer
from backprop.ui import state
from backprop.ui.lessons.results import results_of
from backprop.ui.paths import PAGES

NAMES = {"flow": "Gradient flow", "landscape": "Landscape"}
SEEN = "✓ seen"


Notice = Callable[[Trainer | None], None]


def draw() -> Notice:
    """Draw the strip if a lesson is open. Returns a function that the page calls in every run (in its
    fragment, if it has one) with the trainer at the shown iteration, or None. It marks the lesson as
    seen in the strip once the person has seen its point."""
    lab = state.lab()
    lesson = LESSONS.get(lab.lesson)
    if lesson is None:
        return _nothing
    with st.container(
        horizontal=True, vertical_alignment="center", gap="xsmall", key="lesson_strip"
    ):
        _words(lesson, changed=lab.experiment != lesson.experiment)
        mark = st.container(width="content")
        if lab.experiment != lesson.experiment:
            st.button(
                "Lesson's run",
                key="lesson_again",
                icon=":material/replay:",
                on_click=_start,
                args=(lesson.name,),
                width="content",
                help="Starts the lesson's run again, because yours differs. Undo brings yours back.",
            )
        with st.container(width="content"):
            _answer(lesson)
        before, after = neighbours(lesson.name)
        _move("Previous", ":material/chevron_left:", before)
        _move("Next", ":material/chevron_right:", after)
        st.button(
            "Leave the lesson",
            key="lesson_leave",
            icon=":material/close:",
            type="tertiary",
            on_click=_leave,
            help="Closes the lesson. The run stays as it is.",
        )

    def notice(standing: Trainer | None) -> None:
        own = lab.lesson == lesson.name and lab.experiment == lesson.experiment
        if standing is not None and own and lesson.seen(standing):
            lab.lessons_seen.add(lesson.name)
        seen = lesson.name in lab.lessons_seen
        # A fragment may only write where the whole run has written: always exactly one element.
        mark.html(f'<span class="bpl-lesson">{SEEN if seen else "&nbsp;"}</span>', width="content")

    return notice


def _nothing(_: Trainer | None) -> None:
    """No lesson is open, so there is nothing to notice."""


def _words(lesson: Lesson, changed: bool) -> None:
    number = [*LESSONS].index(lesson.name) + 1
    look = "Your run differs from the lesson's. " if changed else ""
    look += lesson.preset.look_for
    st.html(
        f'<div class="bpl-lesson" title="{escape(f"{look} {lesson.question}")}">'
        f"<div><b>{number}/{len(LESSONS)} {escape(lesson.title)}</b> "
        f'<span class="mute">{escape(look)}</span></div>'
        f"<div>{escape(lesson.question)}</div></div>",
        width="stretch",
    )


@st.fragment
def _answer(lesson: Lesson) -> None:
    state.begin_fragment()
    with st.popover(
        "Show the answer", key=f"lesson_answer_{lesson.name}", on_change="rerun"
    ) as shown:
        if not shown.open:
            return
        st.markdown(f"**{lesson.question}**")
        st.markdown(answer(lesson.name), width=420)
        look = lesson.look
        if look.page in NAMES and st.button(
            f"See it on {NAMES[look.page]}",
            key="lesson_look",
            icon=":material/arrow_forward:",
            help=f"Shows the lesson's run on that page, at iteration {look.iteration}.",
        ):
            lab = state.lab()
            if lab.experiment != lesson.experiment:
                lab.start_lesson(lesson)
            lab.shown = look.iteration
            lab.linked = dict(look.options)
            st.switch_page(PAGES / f"{look.page}.py")


def answer(name: str) -> str:
    """The answer to a lesson's question, with the numbers of its runs."""
    with st.spinner("Training the lesson's runs…"):
        return results_of(name).answer


def _move(which: str, icon: str, lesson: Lesson | None) -> None:
    label = f"{which} lesson"
    st.button(
        label,
        key=f"lesson_{which.lower()}",
        icon=icon,
        type="tertiary",
        disabled=lesson is None,
        on_click=_start,
        args=(lesson.name if lesson else "",),
        help=f"Starts the {label.lower()}: {lesson.title}."
        if lesson
        else f"There is no {label.lower()}.",
    )


def _start(name: str) -> None:
    if name in LESSONS:
        state.lab().start_lesson(LESSONS[name])


def _leave() -> None:
    state.lab().lesson = ""
