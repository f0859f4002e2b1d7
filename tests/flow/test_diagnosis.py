"""Each diagnosis on runs made to show it and on runs made not to; healthy runs get none."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from backprop import Experiment, Trainer
from backprop.flow.diagnosis import DIAGNOSES, Finding, diagnose
from backprop.flow.diagnosis_learning import straight_and_curved
from backprop.flow.flow import Flow, FlowRecorder
from backprop.training import PRESETS
from tests.selection import tried, tried_every

SIX = Experiment(hidden=(8,) * 6, activations=("relu",) * 6)
FEW = Experiment(
    n_samples=40,
    noise=0.3,
    hidden=(16, 16),
    activations=("tanh", "tanh"),
    optimizer="adam",
    learning_rate=0.03,
)
PLANE = Experiment(dataset="plane", hidden=(4,), activations=("relu",))

# diagnosis -> runs that show it, with the iteration by which they do
ILL: dict[str, list[tuple[Experiment, int]]] = {
    "vanishing": [
        (PRESETS["vanishing"].experiment, 5),
        (PRESETS["vanishing"].experiment, 150),
        (Experiment(hidden=(5,) * 8, activations=("sigmoid",) * 8, dataset="moons"), 60),
    ],
    "exploding": [
        (replace(SIX, initializer="uniform", uniform_limit=5.0, learning_rate=1e-6), 20),
        (replace(SIX, initializer="uniform", uniform_limit=10.0), 20),
    ],
    "dead": [
        (Experiment(activations=("relu", "relu"), learning_rate=30.0), 60),
        (PRESETS["tutorial"].experiment, 10),
    ],
    "saturated": [
        (Experiment(initializer="uniform", uniform_limit=30.0), 60),
        (
            replace(
                Experiment(initializer="uniform", uniform_limit=60.0),
                activations=("sigmoid", "sigmoid"),
            ),
            150,
        ),
        (Experiment(learning_rate=20.0), 60),
    ],
    "symmetric": [
        (Experiment(initializer="zeros"), 0),
        (Experiment(initializer="zeros", activations=("sigmoid", "sigmoid")), 100),
        (Experiment(initializer="zeros", activations=("relu", "relu")), 20),
    ],
    "rate_too_high": [
        (Experiment(learning_rate=20.0), 60),
        (PRESETS["tutorial"].experiment, 149),
        (replace(PLANE, learning_rate=10.0), 20),
    ],
    "rate_too_low": [
        (Experiment(learning_rate=1e-4), 100),
        (Experiment(learning_rate=1e-2), 100),
        (Experiment(optimizer="adam", learning_rate=1e-6), 100),
    ],
    "plateau": [
        (Experiment(activations=("relu", "relu"), learning_rate=0.03), 400),
        (Experiment(activations=("sigmoid", "sigmoid")), 200),
        (Experiment(hidden=(6, 6, 6), activations=("sigmoid",) * 3), 100),
    ],
    "overfitting": [(FEW, 60), (FEW, 300)],
    "linear": [
        (Experiment(dataset="xor", hidden=(), activations=()), 60),
        (Experiment(activations=("linear", "linear")), 60),
    ],
    "diverged": [
        (replace(PLANE, learning_rate=1000.0), 20),
        (
            replace(
                SIX, activations=("leaky_relu",) * 6, initializer="uniform", uniform_limit=10.0
            ),
            50,
        ),
    ],
}
# The first run of each diagnosis is tried in make test.
CASES = [
    case if place == 0 else pytest.param(*case, marks=pytest.mark.long)
    for name, runs in ILL.items()
    for place, case in enumerate((name, *run) for run in runs)
]

HEALTHY = [
    "circles",
    "minibatch",
    "tutorial_exact",
    "xor",
    "spirals",
    "blobs",
    "plane",
    "momentum",
    "overfitting_l2",
    "digits",
]
LESSONS_SAY = {  # what the lessons on troubles get; a run whose first weights are dead says so too
    "xor_line": "linear",
    "vanishing": "vanishing",
    "dead": "dead",
    "exploding": "dead",
    "zeros": "symmetric",
    "overfitting": "overfitting",
}
ALSO_HEALTHY = [
    Experiment(dataset="moons"),
    Experiment(dataset="gaussians", hidden=(), activations=()),
    Experiment(dataset="blobs", activations=("relu", "relu"), initializer="he_normal"),
    Experiment(optimizer="adam", learning_rate=0.01, batch_size=16),
    Experiment(optimizer="momentum", learning_rate=0.05),
    Experiment(optimizer="rmsprop", learning_rate=0.01),
    Experiment(dataset="plane", hidden=(), activations=(), learning_rate=0.1),
    Experiment(learning_rate=0.1),
]


def flow_of(experiment: Experiment, last: int) -> Flow:
    recorder = FlowRecorder(experiment)
    recorder.advance(last)
    return recorder.flow()


def findings(experiment: Experiment, last: int) -> dict[str, Finding]:
    return {found.diagnosis.name: found for found in diagnose(flow_of(experiment, last))}


@pytest.mark.parametrize(("name", "experiment", "last"), CASES)
def test_a_run_made_to_show_it_shows_it(name: str, experiment: Experiment, last: int) -> None:
    flow = flow_of(experiment, last)
    found = {finding.diagnosis.name: finding for finding in diagnose(flow)}
    assert name in found
    evidence = found[name].evidence
    assert re.search(r"\d", evidence.sentence)
    assert evidence.sentence.endswith(".")
    assert evidence.advice.endswith(".")
    assert "nan" not in evidence.sentence
    assert 0 <= evidence.first <= evidence.last
    assert evidence.layer is None or 1 <= evidence.layer <= flow.depth
    assert evidence.experiment != experiment


@pytest.mark.parametrize(("name", "experiment", "last"), CASES)
def test_what_is_to_be_tried_takes_the_diagnosis_away(
    name: str, experiment: Experiment, last: int
) -> None:
    other = findings(experiment, last)[name].evidence.experiment
    after = findings(other, 400)
    assert name not in after
    assert "diverged" not in after


def test_every_diagnosis_has_its_runs() -> None:
    assert ILL.keys() == DIAGNOSES.keys()
    for diagnosis in DIAGNOSES.values():
        assert set(diagnosis.unless) <= DIAGNOSES.keys()


@pytest.mark.parametrize("name", tried(HEALTHY, "circles", "minibatch", "plane"))
def test_a_healthy_preset_gets_none(name: str) -> None:
    experiment = PRESETS[name].experiment
    recorder = FlowRecorder(experiment)
    for last in (0, 1, 5, 10, 11, 20, 35, 50, 51, 75, 100, 150, 200, 300):
        recorder.advance(last)
        assert diagnose(recorder.flow()) == [], last


@pytest.mark.parametrize(("name", "diagnosis"), LESSONS_SAY.items())
def test_the_lessons_on_troubles_get_their_diagnosis(name: str, diagnosis: str) -> None:
    assert diagnosis in findings(PRESETS[name].experiment, 100)


def test_the_cured_lesson_stands_still_first_and_is_then_healthy() -> None:
    """Half of the units of a layer die for a while and recover: no reason not to train."""
    cured = PRESETS["vanishing_cured"].experiment
    assert flow_of(cured, 100).numbers["dead"][-1].max() == 0.5
    assert list(findings(cured, 100)) == ["plateau"]
    for last in (200, 300, 400):
        assert findings(cured, last) == {}
    half_dead = replace(cured, init_seed=1)
    assert flow_of(half_dead, 400).numbers["dead"][-1].max() == 0.5
    assert findings(half_dead, 400) == {}  # it has learnt all the same


@pytest.mark.parametrize("experiment", tried_every(ALSO_HEALTHY, 3))
def test_a_healthy_run_gets_none(experiment: Experiment) -> None:
    recorder = FlowRecorder(experiment)
    for last in (0, 10, 50, 120, 400):
        recorder.advance(last)
        assert diagnose(recorder.flow()) == [], last


def test_the_numbers_of_the_evidence_are_those_of_the_run() -> None:
    experiment = PRESETS["vanishing"].experiment
    trainer = Trainer(experiment)
    trainer.seek(150)
    first, last = (float(np.abs(trainer.mlp.dz[l]).mean()) for l in (1, 7))
    said = findings(experiment, 150)["vanishing"].evidence.sentence
    said = said.replace("−", "-")
    assert f"is {last:.3g} in layer 7" in said
    assert f"{first:.1e}".replace("e-0", "e-") in said
    assert f"the accuracy is {trainer.history.train_accuracy[150]:.3g}" in said


def test_a_divergence_is_named_where_the_trainer_found_it() -> None:
    experiment = replace(PLANE, learning_rate=1000.0)
    trainer = Trainer(experiment)
    trainer.run(20)
    where = trainer.diverged
    assert where is not None
    evidence = findings(experiment, 20)["diverged"].evidence
    assert evidence.last == where.iteration
    assert evidence.sentence.startswith(
        f"At iteration {where.iteration}, {where.quantity} of layer {where.layer} is no longer"
    )
    assert "diverged" not in findings(experiment, trainer.last - 1)


def test_the_article_jumps_away_at_146() -> None:
    assert "rate_too_high" not in findings(PRESETS["tutorial"].experiment, 145)
    evidence = findings(PRESETS["tutorial"].experiment, 146)["rate_too_high"].evidence
    assert evidence.first == 145
    assert "665 at iteration 145" in evidence.sentence


def test_a_straight_line_is_enough_for_some_data() -> None:
    def both(name: str) -> tuple[float, float]:
        data = Experiment(dataset=name).load_dataset()
        return straight_and_curved(data.X_train, data.y_train)

    for name in ("gaussians", "blobs"):
        straight, curved = both(name)
        assert straight >= curved - 0.01 >= 0.95
    for name in ("circles", "xor", "spirals"):
        straight, curved = both(name)
        assert straight < 0.7
        assert curved > 0.85


def test_a_finding_explains_what_follows_from_it() -> None:
    """Zero weights also stop the gradient and leave the loss where it is: one diagnosis is enough."""
    assert list(findings(Experiment(initializer="zeros"), 200)) == ["symmetric"]
    assert list(findings(PRESETS["vanishing"].experiment, 200)) == ["vanishing"]


def test_weights_of_zero_have_no_size_to_compare_with() -> None:
    """|update| / |W| does not exist there; nothing divides by it and no sentence mentions it."""
    zeros = Experiment(dataset="xor", hidden=(), activations=(), initializer="zeros")
    assert list(findings(zeros, 60)) == ["linear"]
    high = Experiment(initializer="zeros", learning_rate=900.0, noise=1.0, n_samples=30)
    for found in findings(high, 30).values():
        assert "nan" not in found.evidence.sentence
