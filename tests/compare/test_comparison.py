"""The compared runs as text: they round-trip, and invalid text gets a sentence."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop import Experiment
from backprop.compare.comparison import MOST, differing, from_text, to_text
from backprop.training import PRESETS

A = Experiment()
ADAM = dataclasses.replace(A, optimizer="adam", learning_rate=0.03)


def test_the_text_says_what_differs_from_the_base() -> None:
    assert to_text(A, []) == ""
    assert to_text(A, [A, ADAM]) == "~optimizer-adam!learning_rate-0.03"
    assert to_text(ADAM, [A]) == "optimizer!learning_rate"


@given(st.lists(st.sampled_from([p.experiment for p in PRESETS.values()]), max_size=6, unique=True))
def test_what_goes_in_comes_out(runs: list[Experiment]) -> None:
    base = PRESETS["spirals"].experiment
    text = to_text(base, runs)
    assert from_text(base, text) == (runs or [base], [])


@given(st.text(alphabet="~!-=%&ahidenoptmzrlu_0123,.", max_size=80))
def test_any_text_is_taken(text: str) -> None:
    runs, _ = from_text(ADAM, text)
    assert 1 <= len(runs) <= MOST


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("optimizer-nothing", "Compared run 1: optimizer: expected one of sgd"),
        ("~" * 9, "The address compares 10 runs; only the first 6 are shown"),
    ],
)
def test_what_is_not_taken_is_said(text: str, said: str) -> None:
    runs, sentences = from_text(A, text)
    assert runs == [A]
    assert said in sentences[0]


def test_fields_that_differ() -> None:
    assert differing([A, A]) == ()
    assert differing([A, ADAM]) == ("optimizer", "learning_rate")
