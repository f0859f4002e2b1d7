"""The Lessons page, and the lesson strip on other pages: start, link, undo, progress."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from streamlit.testing.v1 import AppTest

from backprop import Experiment
from backprop.lessons import LESSONS
from backprop.notation import number
from backprop.ui.lessons.strip import answer
from tests.pages.opened import address, lab, opened, run

DEAD = LESSONS["dead"]


def html(page: AppTest) -> str:
    found: list[Any] = list(page.get("html"))
    return " ".join(str(element.proto.body) for element in found)


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click()
    return run(page)


def test_all_lessons_are_there_with_a_true_picture() -> None:
    page = opened("lessons", {})
    text = html(page)
    plain = unescape(re.sub(r"<[^>]+>", "", text))
    for lesson in LESSONS.values():
        assert page.button(key=f"start_{lesson.name}").label == f"Start: {lesson.title}"
        assert lesson.preset.look_for in plain
        assert lesson.question in plain
    alts = re.findall(r'alt="([^"]*)"', text)
    assert len(alts) == len(LESSONS)
    runs = LESSONS["overfitting"].runs()
    test = runs[0].history.test_loss
    said = f"test loss from {number(test[0])} to {number(test[300])}, iterations 0 to 300."
    assert any(alt.endswith(said) for alt in alts)
    assert text.count("data:image/svg+xml;base64,") == len(LESSONS)
    keys = re.findall(r'<div class="bpl-key">(.*?)</div>', text)
    assert len(keys) == len(LESSONS)
    assert keys[0] == "<span><i></i>training loss</span><span><i></i>test loss</span>"
    assert keys[1].endswith(f"<i></i>beside it: {LESSONS['xor'].beside_title}</span>")


def test_start_takes_the_lessons_run_and_undo_brings_the_other_back() -> None:
    page = opened("lessons", {"learning_rate": "0.25", "t": "7"})
    press(page, "start_dead")
    now = lab(page)
    assert (now.experiment, now.shown, now.lesson) == (DEAD.experiment, 0, "dead")
    now.go_back()
    assert (now.experiment, now.shown, now.lesson) == (Experiment(learning_rate=0.25), 7, "")


def test_a_name_is_a_link_and_the_strip_goes_with_it() -> None:
    page = opened("train", {"lesson": "dead"})
    assert lab(page).experiment == DEAD.experiment
    assert address(page) == DEAD.experiment.to_query() | {"lesson": "dead"}
    assert DEAD.question in html(page)
    assert f"{[*LESSONS].index('dead') + 1}/{len(LESSONS)}" in html(page)
    press(page, "lesson_next")
    assert lab(page).lesson == "zeros"
    assert lab(page).experiment == LESSONS["zeros"].experiment
    assert page.button(key="undo").label == f"Undo: lesson {LESSONS['zeros'].title}"
    press(page, "undo")
    assert (lab(page).lesson, lab(page).experiment) == ("dead", DEAD.experiment)
    press(page, "lesson_leave")
    assert "lesson" not in address(page)
    assert lab(page).experiment == DEAD.experiment
    assert DEAD.question not in html(page)


def test_a_changed_run_says_so_and_the_lessons_own_can_be_had_again() -> None:
    page = opened("train", {"lesson": "dead", "dataset": "moons"})
    assert lab(page).experiment == Experiment(dataset="moons")
    assert "Your run differs from the lesson" in html(page)
    press(page, "lesson_again")
    assert lab(page).experiment == DEAD.experiment
    press(page, "undo")
    assert lab(page).experiment == Experiment(dataset="moons")
    assert lab(page).lesson == "dead"
    default = opened("train", {"lesson": "dead", "dataset": "circles"})
    assert address(default) == {"lesson": "dead", "dataset": "circles"}  # not the lesson's run


def test_what_has_been_seen_is_noticed_where_the_run_stands() -> None:
    page = opened("flow", {"lesson": "dead", "t": "3"})
    assert lab(page).lessons_seen == set()
    assert "✓ seen" not in html(page)
    press(page, "standing_1")
    assert lab(page).lessons_seen == set()
    page.number_input[0].set_value(40)
    run(page)
    assert lab(page).lessons_seen == {"dead"}
    assert "✓ seen" in html(page)
    assert address(page)["lesson"] == "dead"


def test_an_unknown_lesson_is_a_sentence() -> None:
    page = opened("train", {"lesson": "<b>nonsense" * 50, "learning_rate": "0.1"})
    assert lab(page).lesson == ""
    assert "lesson: expected one of xor_line" in page.warning[0].value
    assert address(page) == {"learning_rate": "0.1"}


def test_the_answer_on_the_page_is_the_engines() -> None:
    for name in ("dead", "vanishing"):
        assert answer(name) == LESSONS[name].answer(LESSONS[name].runs())
