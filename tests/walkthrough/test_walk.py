"""The walk of a sample, the samples worth following, and a cell's sum over the batch."""

from __future__ import annotations

import numpy as np
import pytest

from backprop import Experiment, Trainer
from backprop.notation import num
from backprop.walkthrough.batch import margin, pull, pulls, suggestions
from backprop.walkthrough.explanation import Cell, follow_in
from backprop.walkthrough.moves import TERMS_SHOWN, move_id
from backprop.walkthrough.walk import EDGES_SHOWN, shown_units, stations, walk
from tests.walkthrough.test_explanation import RULES, TIGHT, cells_of


def test_the_walk_goes_forward_and_back_through_every_layer() -> None:
    trainer = Trainer(Experiment(batch_size=16))
    one = follow_in(trainer, int(trainer.batch_indices[0]))
    keys = [station.key for station in stations(one, shown_units(one))]
    wanted = "x z1 a1 z2 a2 z3 a3 loss dz3 dW3 da2 dz2 dW2 da1 dz1 dW1 update next"
    assert " ".join(keys) == wanted
    found = walk(one)
    ids = [move["id"] for move in found["moves"]]
    assert len(ids) == len(set(ids))
    for station in found["stations"]:
        moves = found["moves"][station["first"] : station["first"] + station["count"]]
        assert moves
        assert station["first"] <= station["focus"] < station["first"] + station["count"]
        for move in moves:
            assert move["value"] == 0 or move["result"]
    dz = next(move for move in found["moves"] if move["id"] == "dz2.1")
    assert dz["value"] == one.mlp.dz[2][0, 0]
    assert {tuple(unit) for unit in dz["units"]} == {(2, 0)}


def test_the_walk_of_a_wide_network_folds_units_and_terms() -> None:
    trainer = Trainer(
        Experiment(dataset="digits", n_samples=200, hidden=(32,), activations=("relu",))
    )
    one = follow_in(trainer, 3)
    found = walk(one)
    assert [len(units) for units in found["shown"]] == [10, 10, 10]
    strength = np.abs(one.mlp.dz[1][0])
    assert strength[found["shown"][1]].min() >= np.delete(strength, found["shown"][1]).max()
    for move in found["moves"]:
        assert len(move["terms"]) <= TERMS_SHOWN
        if move["terms"]:
            listed = sum(term["value"] for term in move["terms"])
            listed += move["more"]["value"] if move["more"] else 0
            assert listed == pytest.approx(move["value"], abs=1e-9)
    z = next(move for move in found["moves"] if move["id"].startswith("z1."))
    assert len(z["terms"]) + z["more"]["count"] == 65
    assert max(s["count"] for s in found["stations"]) <= EDGES_SHOWN


def test_moves_are_named_as_the_address_writes_them() -> None:
    names = {
        Cell("z", 1, 2): "z1.3",
        Cell("dW", 2, 0, 2): "dW2.3.1",
        Cell("dW", 2, 0): "db2.1",
        Cell("update", 2, 0): "update2.b.1",
        Cell("next", 2, 0, 1): "next2.2.1",
        Cell("loss", 3): "loss",
    }
    assert {move_id(cell): cell for cell in names} == {name: cell for cell, name in names.items()}


@pytest.mark.parametrize("batch_size", [None, 16])
def test_the_offered_samples_are_the_extremes_of_the_batch(batch_size: int | None) -> None:
    trainer = Trainer(Experiment(batch_size=batch_size))
    trainer.seek(20)
    found = {offer.key: offer.index for offer in suggestions(trainer)}
    ones = {int(i): follow_in(trainer, int(i)).mlp for i in trainer.batch_indices}
    y = trainer.dataset.y_train
    loss = {i: mlp.data_loss(y[i : i + 1]) for i, mlp in ones.items()}
    length = {i: float(np.linalg.norm(mlp.gradients)) for i, mlp in ones.items()}
    unsure = {i: abs(float(mlp.a[-1][0, 0]) - 0.5) for i, mlp in ones.items()}
    assert loss[found["wrong"]] == pytest.approx(max(loss.values()), rel=1e-9)
    assert length[found["hardest"]] == pytest.approx(max(length.values()), rel=1e-9)
    assert unsure[found["boundary"]] == pytest.approx(min(unsure.values()), rel=1e-6)
    assert len(pull(trainer)) == len(ones)


def test_regression_offers_no_boundary_and_several_classes_a_tie() -> None:
    assert len(suggestions(Trainer(Experiment(dataset="plane", n_samples=50)))) == 2
    assert margin(np.array([[0.5, 0.1, 0.4]])) == pytest.approx([0.1])


@pytest.mark.parametrize("rule", RULES)
def test_pulls_are_sorted_and_made_of_a_and_dz(rule: str) -> None:
    trainer = Trainer(Experiment(batch_size=16, gradient_rule=rule, learning_rate=0.01, l2=0.01))
    trainer.seek(5)
    for cell in cells_of(trainer.mlp, "dW"):
        found = pulls(trainer, cell)
        assert (np.diff(found.added) <= 0).all()
        assert found.weight * found.a * found.dz == pytest.approx(found.added, rel=1e-9, abs=1e-15)
        assert found.added.sum() + found.penalty == pytest.approx(found.total, abs=TIGHT)
        assert found.up + found.down <= 16
        one = follow_in(trainer, int(found.samples[0]))
        assert one.mlp.dz[cell.layer][0, cell.j] == pytest.approx(found.dz[0], rel=1e-9, abs=1e-15)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (1.0, "1"),
        (-0.83442, "−0.8344"),
        (3.1e-7, "3.100e−7"),
        (12345.6, "12346"),
        (0.5, "0.5000"),
        (-2e9, "−2.000e9"),
        (float("nan"), "NaN"),
        (float("inf"), "∞"),
    ],
)
def test_numbers_as_text(value: float, text: str) -> None:
    assert num(value) == text
