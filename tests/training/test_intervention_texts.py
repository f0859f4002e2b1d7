"""Interventions in text and JSON, and which of them fit a network."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop import Experiment, Trainer
from backprop.training.interventions import (
    MOST,
    Intervention,
    from_text,
    to_text,
    with_layer,
    without_layer,
)
from tests.intervened import SMALL, intervened, interventions


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_the_text_holds_all_of_it(data: st.DataObject) -> None:
    found = data.draw(st.lists(interventions(SMALL), max_size=8))
    kept = intervened(*found).interventions
    assert from_text(to_text(kept)) == (kept, [])
    assert [*kept] == sorted(kept, key=lambda one: one.order)
    assert {one.slot for one in kept} == {one.slot for one in found}


@settings(max_examples=100, deadline=None)
@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            [
                "3",
                "-1",
                "weight",
                "cut",
                "nan",
                "1e999",
                "9" * 5000,
                ",",
                "batch_size",
                "full",
                "0.5",
            ]
        )
    ).map(" ".join)
)
def test_any_text_is_read_or_refused(text: str) -> None:
    experiment, sentences = Experiment.from_query({"interventions": text})
    assert len(sentences) <= 1
    assert Experiment.from_query(experiment.to_query()) == (experiment, [])


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"iteration": -1, "kind": "freeze", "layer": 1}, "iteration: expected 0 to 100,000"),
        ({"iteration": 1, "kind": "melt"}, "expected one of learning_rate"),
        ({"iteration": 1, "kind": "learning_rate", "value": -1}, "learning_rate: expected"),
        ({"iteration": 1, "kind": "learning_rate"}, "learning_rate: expected a number"),
        ({"iteration": 1, "kind": "optimizer", "value": "best"}, "optimizer: expected one of sgd"),
        (
            {"iteration": 1, "kind": "freeze", "layer": 4},
            "needs layer 4, but the network has 3 layers",
        ),
        ({"iteration": 1, "kind": "freeze", "layer": 1, "value": 3}, "freeze has no value"),
        (
            {"iteration": 1, "kind": "cut", "layer": 2, "i": 3, "j": 0},
            "unit 4 of layer 1, which has 3 units",
        ),
        (
            {"iteration": 1, "kind": "bias", "layer": 3, "j": 1, "value": 0},
            "unit 2 of layer 3, which has 1 unit",
        ),
        (
            {"iteration": 1, "kind": "weight", "layer": 1, "i": 0, "j": 0, "value": float("nan")},
            "weight: expected",
        ),
        ({"iteration": 1, "kind": "bias", "layer": 1, "i": 0, "j": 0, "value": 1}, "bias has no i"),
        ({"when": 1}, "expected objects with iteration, kind"),
    ],
)
def test_what_has_no_place_is_refused_in_a_sentence(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as refusal:
        dataclasses.replace(SMALL, interventions=[fields])
    assert str(refusal.value).startswith("interventions: ")
    assert len(str(refusal.value)) < 400


def test_of_two_at_one_place_the_later_counts() -> None:
    one = intervened(
        Intervention(3, "weight", 1.0, 1, 0, 0), Intervention(3, "cut", layer=1, i=0, j=0)
    )
    assert [x.kind for x in one.interventions] == ["cut"]
    with pytest.raises(ValueError, match=f"at most {MOST}"):
        intervened(*(Intervention(t, "freeze", layer=1) for t in range(MOST + 1)))


def test_a_choice_leaves_out_what_has_no_place_any_more_and_says_so() -> None:
    full = intervened(
        Intervention(3, "freeze", layer=3),
        Intervention(4, "cut", layer=2, i=2, j=1),
        Intervention(5, "l2", 1.0),
    )
    narrow, said = full.changed(hidden=(2, 2))
    assert [one.kind for one in narrow.interventions] == ["freeze", "l2"]
    assert said == ["“W²[3,2] cut” at iteration 4 needs unit 3 of layer 1, which has 2 units."]
    with pytest.raises(ValueError, match="needs unit 3"):
        dataclasses.replace(full, hidden=(2, 2))
    with pytest.raises(ValueError, match="learning_rate"):
        full.changed(learning_rate=-1)


def test_layers_that_come_and_go_take_interventions_along() -> None:
    these = intervened(
        Intervention(1, "freeze", layer=2),
        Intervention(2, "weight", 1.0, 2, 0, 0),
        Intervention(3, "bias", 1.0, layer=3, j=0),
        Intervention(4, "cut", layer=3, i=1, j=0),
        Intervention(5, "l2", 0.5),
    ).interventions
    kept, said = without_layer(these, 2)
    assert [(one.kind, one.layer) for one in kept] == [("bias", 2), ("l2", 0)]
    assert said == [
        "“layer 2 frozen” at iteration 1 was removed with its layer.",
        "“W²[1,1] set to 1” at iteration 2 was removed with its layer.",
        "“W³[2,1] cut” at iteration 4 was removed: its layer has other inputs now.",
    ]
    kept, said = with_layer(these, 3)
    assert [(one.kind, one.layer) for one in kept] == [
        ("freeze", 2),
        ("weight", 2),
        ("bias", 4),
        ("l2", 0),
    ]
    assert len(said) == 1


def test_data_of_ones_own_are_checked_too() -> None:
    data = Experiment(dataset="plane", n_samples=20).load_dataset()
    narrow = dataclasses.replace(data, X_train=data.X_train[:, :1], X_test=data.X_test[:, :1])
    with pytest.raises(ValueError, match="unit 2 of layer 0, which has 1 unit"):
        Trainer(intervened(Intervention(3, "cut", layer=1, i=1, j=0)), narrow)
