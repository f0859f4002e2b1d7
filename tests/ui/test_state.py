"""The session's state: undo, and what the URL contains."""

from __future__ import annotations

import dataclasses
import random
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from backprop import Experiment
from backprop.training import PRESETS
from backprop.ui.lab import UNDO_STEPS, Lab
from backprop.ui.state import MAX_ITERATION, _from_address


def test_a_change_starts_at_the_beginning_and_can_be_undone_to_where_it_was() -> None:
    first, second = Experiment(), Experiment(learning_rate=0.1)
    lab = Lab(first, shown=37)
    lab.change(second)
    assert (lab.experiment, lab.shown) == (second, 0)
    lab.go_back()
    assert (lab.experiment, lab.shown, lab.undo) == (first, 37, [])
    lab.go_back()  # nothing left
    assert (lab.experiment, lab.shown) == (first, 37)


def test_undo_returns_to_where_the_picture_was_when_it_was_left() -> None:
    first, second = Experiment(), Experiment(learning_rate=0.1)
    lab = Lab(first, shown=0)
    run = lab.run
    lab.change(second)
    lab.note_last_shown("another run", 99)
    lab.note_last_shown(run, 41)  # it had been playing
    lab.go_back()
    assert (lab.experiment, lab.shown) == (first, 41)
    lab.note_last_shown(run, 3)  # nothing is left to go back to
    assert lab.shown == 41


def test_no_change_is_no_step_back() -> None:
    lab = Lab(Experiment(), shown=5)
    lab.change(Experiment())
    assert (lab.shown, lab.undo) == (5, [])


def test_undo_is_bounded() -> None:
    lab = Lab(Experiment())
    for seed in range(UNDO_STEPS + 20):
        lab.change(Experiment(init_seed=seed + 100))
    assert len(lab.undo) == UNDO_STEPS


def test_the_trainer_is_that_of_the_experiment() -> None:
    lab = Lab(Experiment(n_samples=20))
    before = lab.trainer
    assert lab.trainer is before
    run = lab.run
    lab.change(Experiment(n_samples=30))
    assert lab.trainer is not before
    assert lab.trainer.experiment == lab.experiment
    assert lab.run != run


def test_a_request_does_not_survive_its_run() -> None:
    lab = Lab(Experiment())
    lab.request = {"first": 100}
    lab.change(Experiment(init_seed=1))
    assert lab.request is None


@pytest.mark.parametrize("name", PRESETS)
def test_the_address_holds_the_whole_experiment(name: str) -> None:
    experiment = PRESETS[name].experiment
    lab = _from_address({**experiment.to_query(), "t": "141"})
    assert (lab.experiment, lab.shown, lab.rejected) == (experiment, 141, [])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("0", 0),
        ("17", 17),
        (str(MAX_ITERATION), MAX_ITERATION),
        (str(MAX_ITERATION + 1), 0),
        ("9" * 19, 0),
    ],
)
def test_iteration_in_the_address(text: str, shown: int) -> None:
    lab = _from_address({"t": text})
    assert lab.shown == shown
    assert bool(lab.rejected) == (int(text) > MAX_ITERATION)


@pytest.mark.parametrize("text", ["-1", "1.5", "abc", "", "1e3", "٣", "²", "9" * 10_000, "nan"])
def test_nonsense_iteration_opens_at_the_beginning_with_a_sentence(text: str) -> None:
    lab = _from_address({"t": text})
    assert lab.shown == 0
    assert len(lab.rejected) == 1
    assert "t: expected an iteration" in lab.rejected[0]


NONSENSE = ["", "-1", "1e99", "nan", "x" * 10_000, "[]", "1,2,3", "\x00", "тест", "10" * 9, "true"]


def test_any_nonsense_leaves_the_valid_part() -> None:
    chosen = random.Random(7)
    names = [field.name for field in dataclasses.fields(Experiment)] + ["t", "unknown"]
    for _ in range(300):
        query: dict[str, Any] = {n: chosen.choice(NONSENSE) for n in chosen.sample(names, 6)}
        query["data_seed"] = "12"
        lab = _from_address(query)
        assert lab.experiment.data_seed == 12
        assert all(len(sentence) < 400 for sentence in lab.rejected)


def test_a_widget_that_was_replaced_changes_nothing() -> None:
    """A message sent just before a preset is chosen still has the old widgets' values."""

    def script() -> None:
        import streamlit as st

        from backprop.ui import state

        def widget(value: int) -> str:
            key = state.choice_key("x", value)
            if key not in st.session_state:
                st.number_input("x", 0, 9, value, key=key)
            return key

        old = widget(1)
        assert widget(1) == old
        assert state.changed_value("x", old) == 1
        new = widget(2)  # a preset has changed it
        assert new != old
        assert (
            st.session_state[new],
            state.changed_value("x", old),
            state.changed_value("x", new),
        ) == (
            2,
            None,
            2,
        )
        refused = widget(3)  # what was given is refused: the widget shows what holds
        assert refused not in (old, new)
        assert st.session_state[refused] == 3
        last = state.choice_key("x", 4)
        st.session_state[last] = 5  # the person changes it: the widget stays
        assert state.changed_value("x", last) == 5
        assert widget(5) == last

    page = AppTest.from_function(script).run()
    assert not page.exception
