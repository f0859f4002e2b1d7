"""Predictions are graded against the stored arrays, except where the change is too small to call."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import numpy as np
import pytest

from backprop import Experiment, Trainer
from backprop.predict import (
    LAYER,
    MOST_OWN,
    Predicting,
    Score,
    all_cells,
    cell_key,
    cell_name,
    grade,
    offered_cells,
    offered_probes,
    own_probes,
    probe_key,
    rounded,
)
from backprop.predict.questions import TOO_SMALL
from backprop.walkthrough import Cell

EXPERIMENTS = [
    Experiment(),
    Experiment(dataset="blobs", batch_size=16, optimizer="adam", learning_rate=0.05),
    Experiment(dataset="plane", hidden=(5,), activations=("relu",), learning_rate=0.1, l2=0.01),
    Experiment(hidden=(), activations=(), gradient_rule="tutorial", learning_rate=0.001),
    Experiment(dataset="digits", n_samples=200, hidden=(6,), activations=("tanh",), momentum=0.5),
]


def at(experiment: Experiment, iteration: int) -> Trainer:
    trainer = Trainer(experiment)
    trainer.run(iteration)
    return trainer


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_every_cell_is_graded_by_its_own_number(experiment: Experiment) -> None:
    trainer, twin = at(experiment, 7), at(experiment, 7)
    cells = all_cells(trainer.mlp)
    assert len(cells) == trainer.mlp.parameters.size
    found = grade(trainer, "run", {cell_key(cell): "+" for cell in cells}, ())
    for cell, entry in zip(cells, found, strict=True):
        dW, db = twin.mlp.dW[cell.layer], twin.mlp.db[cell.layer]
        value = db[0, cell.j] if cell.i < 0 else dW[cell.i, cell.j]
        largest = max(np.abs(dW).max(), np.abs(db).max())
        assert entry.what == cell_name(cell)
        assert entry.value == value
        expected = None if abs(value) < TOO_SMALL * largest else value > 0
        assert entry.right == expected
    assert trainer.iteration == 8
    twin.step()
    assert (trainer.mlp.parameters == twin.mlp.parameters).all()  # grading changes no run


@pytest.mark.parametrize("experiment", EXPERIMENTS[:4])
def test_probes_are_graded_by_the_step_itself(experiment: Experiment) -> None:
    trainer, twin = at(experiment, 5), at(experiment, 5)
    probes = offered_probes(trainer, 4, seed=3)
    assert len(probes) == 4
    found = grade(trainer, "run", {probe_key(probe): "rises" for probe in probes}, probes)
    X = np.array([probe.x for probe in probes])
    outputs = [probe.output for probe in probes]
    twin.mlp.forward(X)
    before = twin.mlp.a[-1][np.arange(4), outputs]
    twin.seek(6)
    twin.mlp.forward(X)
    change = twin.mlp.a[-1][np.arange(4), outputs] - before
    np.testing.assert_allclose([entry.value for entry in found], change, rtol=1e-9, atol=1e-15)
    for entry, by in zip(found, change, strict=True):
        assert entry.truth == ("rises" if by > 0 else "falls")
        assert entry.right == (by > 0)


@pytest.mark.parametrize("experiment", EXPERIMENTS[:4])
def test_points_of_one_s_own_are_graded_by_the_step_itself(experiment: Experiment) -> None:
    trainer, twin = at(experiment, 5), at(experiment, 5)
    offered = offered_probes(trainer, 2, seed=0)
    own = own_probes(trainer, [(0.25, -0.5), (1.0, 0.75)], len(offered) + 1)
    assert [(probe.number, probe.x) for probe in own] == [(3, (0.25, -0.5)), (4, (1.0, 0.75))]
    found = grade(trainer, "run", {probe_key(own[1]): "falls"}, offered + own)
    (entry,) = found
    before = twin.mlp.forward(np.array([own[1].x]))[0, own[1].output].copy()
    twin.seek(6)
    after = twin.mlp.forward(np.array([own[1].x]))[0, own[1].output]
    assert entry.value == pytest.approx(after - before, rel=1e-9)
    assert entry.truth == ("rises" if after > before else "falls")
    assert entry.right in (None, after < before)


def test_a_point_of_one_s_own_where_nothing_moves_is_not_graded() -> None:
    trainer = at(Experiment(hidden=(), activations=()), 3)
    far, near = own_probes(trainer, [(1e4, 1e4), (0.3, 0.2)], 1)  # far out ŷ is 0 or 1
    guesses = {probe_key(far): "rises", probe_key(near): "rises"}
    graded = grade(trainer, "run", guesses, (far, near))
    assert graded[0].right is None
    assert graded[1].right is (graded[1].value > 0)


def test_a_point_is_said_in_the_data_s_own_scale() -> None:
    assert rounded(np.array([0.12345, 1234.5]), np.array([0.001, 30000.0])) == (0.12345, 1200.0)
    assert rounded(np.array([0.12345, 0.5]), np.array([2.0, 0.0])) == (0.12, 0.5)


def test_marks_are_few_each_once_kept_and_taken_back() -> None:
    game = Predicting()
    game.ask("run", 3)
    for k in range(MOST_OWN + 2):
        game.mark((0.1 * k, 0.0))
        game.mark((0.1 * k, 0.0))
    assert game.points == [(0.1 * k, 0.0) for k in range(MOST_OWN)]
    game.take_back()
    game.ask("run", 4)
    assert len(game.points) == MOST_OWN - 1
    game.ask("another", 4)
    assert game.points == []
    game.take_back()


def test_the_classes_move_a_probe_as_far_as_they_do() -> None:
    """With a small rate the first order is exact: the parts add up to the change."""
    trainer = at(Experiment(learning_rate=1e-6), 3)
    probes = offered_probes(trainer, 2, seed=0)
    for entry in grade(trainer, "run", {probe_key(probe): "falls" for probe in probes}, probes):
        moves = [text.split(",")[0].split(" ")[0] for text in entry.reason.split(" by ")[1:]]
        parts = [float(text.replace("−", "-").rstrip(".,")) for text in moves]
        assert len(parts) == 2
        assert sum(parts) == pytest.approx(entry.value, abs=2e-3 * max(map(abs, parts)))


def test_the_largest_norm_and_norms_too_close_to_call() -> None:
    trainer = at(Experiment(), 7)
    norms = [float(np.linalg.norm(dW)) for dW in trainer.mlp.dW[1:]]
    largest = str(int(np.argmax(norms)) + 1)
    (entry,) = grade(trainer, "run", {LAYER: largest}, ())
    assert entry.value == pytest.approx(max(norms))
    assert entry.right is True
    one = at(Experiment(hidden=(2,), activations=("linear",)), 0)
    one.mlp.dW[1][:], one.mlp.dW[2][:] = 1.0, np.sqrt(2.0)  # both of norm 2
    (entry,) = grade(one, "run", {LAYER: "1"}, ())
    assert entry.right is None


def test_a_gradient_of_zero_asks_nothing_and_grades_nothing() -> None:
    trainer = at(Experiment(hidden=(4,), activations=("relu",), initializer="zeros"), 0)
    trainer.mlp.gradients[:] = 0.0
    assert offered_cells(trainer, 5, 0) == ()
    assert offered_probes(trainer, 3, 0) == ()
    found = grade(trainer, "run", {cell_key(Cell("dW", 1, 0, 0)): "+", LAYER: "1"}, ())
    assert [entry.right for entry in found] == [None, None]


def test_the_offer_spreads_over_the_layers_and_is_the_same_again() -> None:
    trainer = at(Experiment(), 7)
    cells = offered_cells(trainer, 6, 1)
    assert {cell.layer for cell in cells} == {1, 2, 3}
    assert cells == offered_cells(trainer, 6, 1) != offered_cells(trainer, 6, 2)
    probes = offered_probes(at(EXPERIMENTS[-1], 2), 3, 0)
    assert probes == ()  # digits have no plane


def test_a_step_out_of_the_finite_numbers_is_a_sentence() -> None:
    trainer = Trainer(
        Experiment(dataset="plane", activations=("relu", "relu"), learning_rate=1000.0)
    )
    trainer.run(50)
    with pytest.raises(ValueError, match=r"no longer a finite number\. There is no step to reveal"):
        grade(trainer, "run", {LAYER: "1"}, ())


def test_the_score_counts_and_is_written_down() -> None:
    game, trainer = Predicting(), at(Experiment(), 7)
    game.ask("run", 7)
    guesses: dict[str, Any] = {cell_key(cell): "+" for cell in all_cells(trainer.mlp)}
    game.guesses = dict(guesses)
    game.reveal(grade(trainer, "run", guesses, ()), ())
    score: Score = game.score
    entries = score.entries
    assert score.right == sum(e.right is True for e in entries) < score.graded <= len(entries)
    rows = list(csv.DictReader(io.StringIO(score.to_csv())))
    assert [float(row["value"]) for row in rows] == [entry.value for entry in entries]
    written = json.loads(score.to_json())
    assert (written["right"], written["graded"]) == (score.right, score.graded)
    game.ask("run", 8)
    assert game.revealed
    assert game.guesses == {}
    game.ask("run", 12)
    assert not game.revealed
    assert game.score is score
