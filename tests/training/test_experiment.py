"""Experiment: a frozen value that survives JSON and the URL and rejects invalid values."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop import Dataset, Experiment, Trainer
from backprop.training.choices import BOUNDS, CHOICES, MAX_ACTIVATIONS, MAX_HIDDEN_LAYERS, quoted
from tests.intervened import interventions

FIELDS = [field.name for field in dataclasses.fields(Experiment)]
ALONE = [n for n in CHOICES if n not in ("activations", "output", "loss", "dataset", "features")]


def number(name: str) -> st.SearchStrategy[Any]:
    bound = BOUNDS[name]
    if bound.whole:
        return st.integers(int(bound.low), int(bound.high))
    return st.floats(bound.low, bound.high)


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    depth = draw(st.integers(0, MAX_HIDDEN_LAYERS))
    fields: dict[str, Any] = {
        "hidden": tuple(draw(number("hidden")) for _ in range(depth)),
        "activations": tuple(draw(st.sampled_from(CHOICES["activations"])) for _ in range(depth)),
        "dataset": draw(st.sampled_from(CHOICES["dataset"])),
        "shuffle": draw(st.booleans()),
        "features": draw(st.lists(st.sampled_from(CHOICES["features"]), min_size=1, unique=True)),
        "batch_size": draw(st.none() | number("batch_size")),
    }
    fields |= {name: draw(st.sampled_from(CHOICES[name])) for name in ALONE}
    chosen = draw(st.sets(st.sampled_from([n for n in BOUNDS if n not in fields])))
    fields |= {name: draw(number(name)) for name in chosen}
    if "n_samples" in fields:
        most = MAX_ACTIVATIONS // max(1, sum(fields["hidden"]))
        fields["n_samples"] = min(fields["n_samples"], most)
    experiment = made(fields)
    given = draw(st.lists(interventions(experiment), max_size=6))
    return dataclasses.replace(experiment, interventions=tuple(given))


def made(fields: dict[str, Any]) -> Experiment:
    return Experiment(**fields)


@settings(max_examples=200, deadline=None)
@given(experiments())
def test_json_and_address_hold_all_of_it(experiment: Experiment) -> None:
    assert Experiment.from_json(experiment.to_json()) == experiment
    assert Experiment.from_query(experiment.to_query()) == (experiment, [])
    assert hash(Experiment.from_json(experiment.to_json())) == hash(experiment)


def test_the_address_leaves_out_what_is_at_its_default() -> None:
    assert Experiment().to_query() == {}
    assert Experiment(learning_rate=0.25, batch_size=8).to_query() == {
        "learning_rate": "0.25",
        "batch_size": "8",
    }


class Hostile:
    """An object that fails at everything, even at repr."""

    def __repr__(self) -> str:
        raise RuntimeError("no")


ANYTHING = (
    st.text(max_size=40)
    | st.integers()
    | st.floats()
    | st.none()
    | st.booleans()
    | st.binary(max_size=8)
    | st.lists(st.text(max_size=5) | st.integers(), max_size=4)
    | st.dictionaries(st.text(max_size=3), st.integers(), max_size=2)
    | st.sampled_from([Hostile(), 10**5000, -(10**400), "9" * 10_000, "1e400", "٣", "4,,3", 1j])
)


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(st.sampled_from([*FIELDS, "t", "other"]), ANYTHING, max_size=8))
def test_from_query_takes_anything(query: dict[str, Any]) -> None:
    experiment, sentences = Experiment.from_query(query)
    assert isinstance(experiment, Experiment)
    assert all(s.endswith(".") and "\n" not in s and len(s) < 500 for s in sentences)
    assert len(sentences) <= len(query) + 2
    assert Experiment.from_query(experiment.to_query()) == (experiment, [])


@pytest.mark.parametrize("query", [None, 3, "hidden=4", [("hidden", "4")], object()])
def test_from_query_of_no_mapping_is_the_default_and_a_sentence(query: Any) -> None:
    experiment, sentences = Experiment.from_query(query)
    assert experiment == Experiment()
    assert len(sentences) == 1


@pytest.mark.parametrize("name", [n for n in BOUNDS if n != "hidden"])
def test_bounds_hold_and_are_named(name: str) -> None:
    bound = BOUNDS[name]
    for value in (bound.low, bound.high):
        kept = getattr(made({name: value}), name)
        assert kept == value
        assert isinstance(kept, int if bound.whole else float)
    step = 1 if bound.whole else max(1.0, abs(bound.high)) * 1e-6
    for value in (
        bound.low - step,
        bound.high + step,
        10**400,
        "much",
        None,
        True,
        float("nan"),
        [1],
    ):
        if name == "batch_size" and value is None:
            continue
        with pytest.raises(ValueError, match=f"^{name}: ") as refusal:
            made({name: value})
        assert len(str(refusal.value)) < 300


@pytest.mark.parametrize("name", ALONE)
def test_unknown_names_are_refused_with_those_that_are_known(name: str) -> None:
    for value in ("nonsense", "", None, 3, ["sgd"], CHOICES[name][0].upper()):
        with pytest.raises(ValueError, match=f"{name}: expected one of {CHOICES[name][0]}"):
            made({name: value})


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"hidden": (4, 3, 2)}, "activations: expected 3"),
        ({"hidden": "43"}, "hidden: expected a list"),
        ({"features": ()}, "features: expected each input once"),
        ({"features": ("x1", "x1")}, "features: expected each input once"),
        ({"features": "x1"}, "features: expected a list"),
        ({"features": ("x1", "x3")}, "features: expected one of x1, x2, x1_squared"),
        ({"own_data": "../../etc/passwd", "dataset": "own"}, "own_data: expected the 16 hex"),
        ({"hidden": (4, 0)}, "hidden: expected 1 to 256"),
        ({"hidden": (4, 2.5)}, "hidden: expected a whole number"),
        ({"hidden": (4,) * 13, "activations": ("relu",) * 13}, "at most 12"),
        ({"activations": ("softmax", "tanh")}, "activations: expected one of"),
        ({"output": "tanh", "loss": "binary_cross_entropy"}, "sigmoid or softmax"),
        ({"dataset": "plane", "loss": "cross_entropy"}, "needs classes"),
        ({"dataset": "plane", "output": "softmax"}, "has values"),
        ({"output": "sigmoid", "loss": "cross_entropy"}, "only one class"),
        ({"shuffle": "yes"}, "shuffle: expected true or false"),
        (
            {"n_samples": 50_000, "hidden": (256,) * 12, "activations": ("relu",) * 12},
            "n_samples: expected at most 8,138 with 3,072 hidden units",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Experiment(**fields)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "not valid JSON"),
        ("[1]", "expected a JSON object"),
        ('{"depth": 3}', "unknown field 'depth'"),
        ('{"learning_rate": -1}', "learning_rate: expected"),
        ("[" * 100_000, "not valid JSON"),
    ],
)
def test_json_that_is_no_experiment(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Experiment.from_json(text)


def test_json_is_plain_and_its_missing_fields_are_at_their_default() -> None:
    assert set(json.loads(Experiment().to_json())) == set(FIELDS)
    assert Experiment.from_json('{"hidden": [2], "activations": ["relu"]}') == Experiment(
        hidden=(2,), activations=("relu",)
    )


def test_it_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Experiment().noise = 0.3  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"hidden": "8,8,4"}, Experiment(hidden=(8, 8, 4), activations=("tanh",) * 3)),
        ({"hidden": ""}, Experiment(hidden=(), activations=())),
        ({"noise": ["0.3", "0.2"]}, Experiment(noise=0.2)),
        ({"learning_rate": " 5e-2 "}, Experiment(learning_rate=0.05)),
        ({"batch_size": "full"}, Experiment()),
    ],
)
def test_what_people_write_into_addresses(query: dict[str, Any], expected: Experiment) -> None:
    assert Experiment.from_query(query) == (expected, [])


def test_an_address_cannot_fill_the_memory() -> None:
    query = {"n_samples": "50000", "hidden": ",".join(["256"] * 12), "activations": "tanh"}
    experiment, sentences = Experiment.from_query(query)
    assert (experiment.n_samples, sum(experiment.hidden)) == (500, 3072)
    assert any("n_samples: expected at most 8,138" in sentence for sentence in sentences)


def test_the_valid_part_of_an_address_is_kept() -> None:
    experiment, sentences = Experiment.from_query(
        {
            "hidden": "8,1000000000",
            "learning_rate": "-3",
            "noise": "0.2",
            "dataset": "plane",
            "loss": "cross_entropy",
        }
    )
    assert experiment == Experiment(noise=0.2, dataset="plane")
    assert [s.split(":")[0] for s in sentences] == ["hidden", "learning_rate", "loss"]


def test_soft_targets_of_two_classes_keep_their_share() -> None:
    y = np.array([[0.25], [1.0], [0.0]])
    data = Dataset(np.ones((3, 2)), y, np.ones((0, 2)), np.ones((0, 1)), "classification")
    experiment = Experiment(output="softmax")
    assert experiment.targets(data).y_train.tolist() == [[0.75, 0.25], [0, 1], [1, 0]]
    Trainer(experiment, data).step()


def test_quoted_is_short_and_never_fails() -> None:
    assert quoted("x" * 1000) == "'" + "x" * 35 + "…'"
    assert quoted(Hostile()) == "<Hostile>"
    assert quoted(10**5000) == "<int>"
