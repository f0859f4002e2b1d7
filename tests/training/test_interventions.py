"""Interventions: their effect on a run, exact replay of every iteration, and their notation."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop import Experiment, Trainer, gradient_check
from backprop.equations import layer_equations
from backprop.nn import OPTIMIZERS, layer_blocks
from backprop.training.interventions import Intervention
from backprop.walkthrough import Cell
from backprop.walkthrough.explanation import explain, follow_in
from tests.intervened import SMALL, intervened, interventions
from tests.training.test_trainer import assert_same_bits, state, stepped

LAST = 150


@st.composite
def runs(draw: st.DrawFn) -> Experiment:
    experiment = dataclasses.replace(
        SMALL,
        optimizer=draw(st.sampled_from([*OPTIMIZERS])),
        batch_size=draw(st.sampled_from([None, 7, 1])),
        schedule=draw(st.sampled_from(["constant", "step", "cosine"])),
        schedule_period=40,
        shuffle=draw(st.booleans()),
    )
    found = draw(st.lists(interventions(experiment, LAST, tame=True), min_size=1, max_size=6))
    return dataclasses.replace(experiment, interventions=tuple(found))


@settings(max_examples=25, deadline=None)
@given(runs(), st.data())
def test_every_iteration_is_found_again_to_the_bit(
    experiment: Experiment, data: st.DataObject
) -> None:
    expected = list(stepped(experiment, LAST + 5))
    trainer = Trainer(experiment)
    if trainer.diverged:
        return
    edges = [one.iteration + by for one in experiment.interventions for by in (-1, 0, 1)]
    targets = data.draw(st.lists(st.sampled_from([0, LAST, *edges]), min_size=2, max_size=5))
    trainer.run(LAST + 4)
    for target in targets:
        if not 0 <= target <= trainer.last:
            continue
        trainer.seek(target)
        assert_same_bits(state(trainer), expected[target])
        assert trainer.batch_at(target) == trainer.batch
        epoch = trainer.batch.epoch
        np.testing.assert_array_equal(trainer.order(epoch), Trainer(experiment).order(epoch))
        if target < trainer.last:
            trainer.step()
            assert_same_bits(state(trainer), expected[target + 1])


@settings(max_examples=25, deadline=None)
@given(runs())
def test_the_next_parameters_are_the_update_and_what_is_edited(experiment: Experiment) -> None:
    """W_next = W + update to the bit, except where an intervention at t + 1 sets a value. Frozen layers
    and cut weights do not change, but their gradient is still computed."""
    trainer = Trainer(experiment)
    sizes = trainer.mlp.layer_sizes
    written: dict[int, list[Intervention]] = {}
    for one in experiment.interventions:
        if one.kind in ("weight", "bias", "cut"):
            written.setdefault(one.iteration, []).append(one)
    frozen: set[int] = set()
    cut: set[tuple[int, int, int]] = set()
    for t in range(LAST):
        for one in (x for x in experiment.interventions if x.iteration == t):
            weight = one.layer, one.i, one.j
            {
                "freeze": lambda o=one: frozen.add(o.layer),
                "unfreeze": lambda o=one: frozen.discard(o.layer),
                "cut": lambda w=weight: cut.add(w),
                "restore": lambda w=weight: cut.discard(w),
                "weight": lambda w=weight: cut.discard(w),
            }.get(one.kind, lambda: None)()
        update = trainer.update
        blocks = layer_blocks(update, sizes)
        assert all(not blocks[layer].any() for layer in frozen)
        assert all(blocks[l][i, j] == 0 and trainer.mlp.W[l][i, j] == 0 for l, i, j in cut)
        twin = trainer.mlp.sharing_parameters()
        twin.forward(trainer.batch_data[0])
        twin.backward(trainer.batch_data[1])
        assert twin.gradients.tobytes() == trainer.mlp.gradients.tobytes()
        expected = trainer.mlp.parameters + update
        layers = layer_blocks(expected, sizes)
        for one in written.get(t + 1, []):
            layers[one.layer][one.i, one.j] = 0.0 if one.kind == "cut" else one.value
        trainer.step()
        if trainer.diverged:
            return
        assert trainer.mlp.parameters.tobytes() == expected.tobytes()


@settings(max_examples=15, deadline=None)
@given(runs(), st.data())
def test_a_branch_shares_every_bit_up_to_its_intervention(
    experiment: Experiment, data: st.DataObject
) -> None:
    trunk = Trainer(experiment)
    trunk.run(data.draw(st.integers(0, LAST)))
    before = state(trunk), trunk.history.rows.copy()
    one = data.draw(interventions(experiment, LAST, tame=True))
    changed = dataclasses.replace(experiment, interventions=(*experiment.interventions, one))
    branch, straight = trunk.branch(changed), Trainer(changed)
    for t in {0, max(0, one.iteration - 1), one.iteration, LAST}:
        if straight.diverged or branch.diverged:
            return
        straight.run(max(0, t - straight.iteration))
        branch.run(max(0, t - branch.iteration))
        assert_same_bits(state(branch), state(straight))
    assert branch.history.rows.tobytes() == straight.history.rows.tobytes()
    common = min(one.iteration, trunk.last + 1)
    assert branch.history.rows[:common].tobytes() == trunk.history.rows[:common].tobytes()
    assert_same_bits(state(trunk), before[0])
    assert trunk.history.rows.tobytes() == before[1].tobytes()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_branch_with_nothing_changed_is_its_trunk_for_200_iterations(optimizer: str) -> None:
    experiment = intervened(
        Intervention(30, "learning_rate", 0.02),
        Intervention(90, "freeze", layer=2),
        optimizer=optimizer,
        batch_size=7,
    )
    trunk = Trainer(experiment)
    trunk.run(57)
    branch = trunk.branch(dataclasses.replace(experiment))
    branch.seek(57)
    for _ in range(200):
        assert_same_bits(state(branch), state(trunk))
        trunk.step()
        branch.step()
    assert branch.history.rows.tobytes() == trunk.history.rows.tobytes()


def by_hand(experiment: Experiment, iterations: int) -> list[np.ndarray]:
    """A loop in plain NumPy, written for this test: two hidden layers of tanh, sigmoid output; learning
    rate 0.1 from 10 on, W²[2,1] = 0.7 at 20, layer 1 frozen from 30 to 40, W¹[1,2] cut from 45 on, L2
    0.2 from 50 on, momentum from 60 on, batches of 5 from 70 on."""
    data = experiment.load_dataset()
    X, y = data.X_train, data.y_train
    net = experiment.build_network(data)
    W, b = [w.copy() for w in net.W[1:]], [v.copy() for v in net.b[1:]]
    velocity = [np.zeros_like(p) for p in W + b]
    rows, found = np.arange(len(X)), []
    for t in range(iterations + 1):
        rate, l2 = (0.05 if t < 10 else 0.1), (0.01 if t < 50 else 0.2)
        if t == 20:
            W[1][1, 0] = 0.7
        if t == 45:
            W[0][0, 1] = 0.0
        if t >= 70:
            epoch, k = divmod(t - 70, len(X) // 5)
            order = np.random.default_rng([0, 70 + epoch]).permutation(len(X))
            rows = order[5 * k : 5 * k + 5]
        found.append(np.concatenate([np.vstack([w, v]).ravel() for w, v in zip(W, b, strict=True)]))
        a0, target = X[rows], y[rows]
        a1 = np.tanh(a0 @ W[0] + b[0])
        a2 = np.tanh(a1 @ W[1] + b[1])
        yhat = 1 / (1 + np.exp(-(a2 @ W[2] + b[2])))
        dz3 = (yhat - target) / len(rows)
        dz2 = dz3 @ W[2].T * (1 - a2**2)
        dz1 = dz2 @ W[1].T * (1 - a1**2)
        dW = [a.T @ dz + l2 * w for a, dz, w in zip((a0, a1, a2), (dz1, dz2, dz3), W, strict=True)]
        gradients = dW + [dz.sum(axis=0, keepdims=True) for dz in (dz1, dz2, dz3)]
        for k, (p, g) in enumerate(zip(W + b, gradients, strict=True)):
            if k in (0, 3) and 30 <= t < 40:
                continue
            if t >= 60:
                velocity[k] = 0.9 * velocity[k] - rate * g
                step = velocity[k].copy()
            else:
                step = -rate * g
            if k == 0 and t >= 45:
                step[0, 1] = velocity[k][0, 1] = 0.0
            p[...] += step
    return found


def test_equals_a_loop_written_by_hand() -> None:
    these = (
        Intervention(10, "learning_rate", 0.1),
        Intervention(20, "weight", 0.7, 2, 1, 0),
        Intervention(30, "freeze", layer=1),
        Intervention(40, "unfreeze", layer=1),
        Intervention(45, "cut", layer=1, i=0, j=1),
        Intervention(50, "l2", 0.2),
        Intervention(60, "optimizer", "momentum"),
        Intervention(70, "batch_size", 5),
    )
    trainer = Trainer(intervened(*these))
    for expected in by_hand(SMALL, 90):
        np.testing.assert_allclose(trainer.mlp.parameters, expected, rtol=1e-10, atol=1e-13)
        assert gradient_check(trainer.mlp, *trainer.batch_data).passed
        trainer.step()


def test_what_iteration_t_shows_is_the_changed_network() -> None:
    plain, edited = Trainer(SMALL), Trainer(intervened(Intervention(5, "bias", 2.0, layer=3, j=0)))
    plain.run(5)
    edited.run(5)
    plain.mlp.b[3][0, 0] = 2.0
    assert edited.mlp.parameters.tobytes() == plain.mlp.parameters.tobytes()
    plain.mlp.forward(plain.dataset.X_train)
    assert edited.history.train_loss[5] == plain.mlp.data_loss(plain.dataset.y_train)
    assert edited.history.rows[:5].tobytes() == plain.history.rows[:5].tobytes()
    edited.seek(4)
    before = edited.mlp.parameters + edited.update
    edited.step()
    assert before[-1] != edited.mlp.parameters[-1] == 2.0


def test_an_edit_at_iteration_0_changes_the_initial_weights() -> None:
    trainer = Trainer(
        intervened(Intervention(0, "weight", 1.5, 1, 0, 0), Intervention(0, "optimizer", "adam"))
    )
    assert trainer.mlp.W[1][0, 0] == 1.5
    assert trainer.settings.optimizer == "adam"
    trainer.run(3)
    trainer.seek(0)
    assert trainer.mlp.W[1][0, 0] == 1.5
    assert trainer.update_number == 1


def test_a_new_optimizer_starts_anew() -> None:
    trainer = Trainer(intervened(Intervention(30, "optimizer", "adam"), optimizer="momentum"))
    trainer.run(30)
    assert trainer.update_number == 1
    assert [v.any() for v in trainer.optimizer_memory] == [False, False]
    g = trainer.mlp.gradients
    np.testing.assert_allclose(trainer.update, -0.05 * g / (np.abs(g) + 1e-8), rtol=1e-12)


@pytest.mark.parametrize(
    "kind", ["optimizer", "batch_size", "learning_rate", "unfreeze", "restore"]
)
def test_what_changes_nothing_changes_no_bit(kind: str) -> None:
    target: dict[str, Any] = {
        "optimizer": {"value": "adam"},
        "batch_size": {"value": 7},
        "learning_rate": {"value": 0.05},
        "unfreeze": {"layer": 1},
        "restore": {"layer": 1, "i": 0, "j": 0},
    }[kind]
    plain = dataclasses.replace(SMALL, optimizer="adam", batch_size=7)
    same = dataclasses.replace(plain, interventions=(Intervention(10, kind, **target),))
    for one, other in zip(stepped(plain, 40), stepped(same, 40), strict=True):
        assert_same_bits(one, other)


def test_the_schedule_goes_on_with_the_new_base_rate() -> None:
    trainer = Trainer(
        intervened(Intervention(15, "learning_rate", 0.2), schedule="step", schedule_period=10)
    )
    rates = []
    for _ in range(30):
        rates.append(trainer.learning_rate)
        trainer.step()
    assert rates == [0.05] * 10 + [0.025] * 5 + [0.1] * 5 + [0.05] * 10


def test_a_new_batch_size_begins_an_epoch_of_its_own() -> None:
    trainer = Trainer(
        intervened(
            Intervention(5, "batch_size", 6),
            Intervention(9, "batch_size", None),
            Intervention(12, "batch_size", 10),
            batch_size=8,
        )
    )
    seen = []
    for t in range(15):
        batch = trainer.batch
        assert (trainer.iteration, batch) == (t, trainer.batch_at(t))
        seen.append((batch.epoch, batch.start, batch.stop))
        order = np.random.default_rng([0, batch.epoch]).permutation(20)
        expected = np.arange(20) if 9 <= t < 12 else order[batch.start : batch.stop]
        np.testing.assert_array_equal(trainer.batch_indices, expected)
        trainer.step()
    eights = [(0, 0, 8), (0, 8, 16), (0, 16, 20), (1, 0, 8), (1, 8, 16)]
    sixes = [(2, 0, 6), (2, 6, 12), (2, 12, 18), (2, 18, 20)]
    assert seen == [
        *eights,
        *sixes,
        (3, 0, 20),
        (4, 0, 20),
        (5, 0, 20),
        (6, 0, 10),
        (6, 10, 20),
        (7, 0, 10),
    ]


def test_explanations_and_equations_say_what_is_held_and_what_is_written() -> None:
    trainer = Trainer(
        intervened(
            Intervention(4, "optimizer", "adam"),
            Intervention(4, "freeze", layer=1),
            Intervention(4, "cut", layer=2, i=1, j=0),
            Intervention(7, "bias", 0.25, layer=3, j=0),
        )
    )
    trainer.run(6)
    one = follow_in(trainer, 0)
    for cell, why in ((Cell("update", 1, 2, 0), "frozen"), (Cell("update", 2, 0, 1), "cut")):
        found = explain(one, cell)
        assert found.value == sum(term.value for term in found.terms) == 0.0
        assert why in found.sentence
    free = explain(one, Cell("update", 2, 1, 1))
    blocks = layer_blocks(trainer.update, trainer.mlp.layer_sizes)
    assert free.value == blocks[2][1, 1] != 0.0
    np.testing.assert_allclose(sum(term.value for term in free.terms), free.value, rtol=1e-9)
    assert "the intervention at iteration 7" in explain(one, Cell("next", 3, 0)).sentence
    latex = {l: layer_equations(trainer, l)[-1].latex for l in (1, 2, 3)}
    assert "the layer is frozen" in latex[1]
    assert r"W^{2}_{2,1} &= 0 \text{, cut}" in latex[2]
    assert "n = 3" in latex[3]
    assert "t+1" not in latex[3]
