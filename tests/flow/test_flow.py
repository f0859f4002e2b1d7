"""The flow of gradients: every number against NumPy on the arrays of a Trainer stepped beside it."""

from __future__ import annotations

import numpy as np
import pytest

from backprop import Experiment, Trainer
from backprop.flow.flow import LEVELS, Flow, FlowRecorder, levels
from backprop.training import PRESETS

MINIBATCH = Experiment(
    batch_size=16, optimizer="momentum", learning_rate=0.05, activations=("relu", "sigmoid")
)
RUNS = {
    "circles": Experiment(),
    "minibatch": MINIBATCH,
    "article": PRESETS["tutorial"].experiment,
    "digits": Experiment(dataset="digits", n_samples=200, hidden=(6,), activations=("relu",)),
    "no hidden layer": Experiment(hidden=(), activations=()),
}


def recorded(experiment: Experiment, last: int, most_kept: int = 200) -> Flow:
    recorder = FlowRecorder(experiment, most_kept=most_kept)
    recorder.advance(last)
    return recorder.flow()


@pytest.mark.parametrize("name", RUNS)
def test_sizes_of_gradients_are_numpys(name: str) -> None:
    flow, trainer = recorded(RUNS[name], 12), Trainer(RUNS[name])
    assert list(flow.iterations) == list(range(13))
    for row in range(13):
        trainer.seek(row)
        for quantity in ("dW", "db", "dz", "da"):
            for l in range(1, flow.depth + 1):
                values = getattr(trainer.mlp, quantity)[l]
                norm, mean = (flow.layer(f"{quantity}_{k}", l)[row] for k in ("norm", "mean"))
                assert norm == pytest.approx(np.linalg.norm(values), rel=1e-13)
                assert mean == pytest.approx(np.mean(np.abs(values)), rel=1e-13)


@pytest.mark.parametrize("name", RUNS)
def test_update_and_way_from_the_start_are_differences_of_the_weights(name: str) -> None:
    flow, trainer = recorded(RUNS[name], 12), Trainer(RUNS[name])
    weights = []
    for _ in range(14):
        weights.append([W.copy() for W in trainer.mlp.W[1:]])
        trainer.step()
    for t in range(13):
        for l in range(flow.depth):
            before, after, start = weights[t][l], weights[t + 1][l], weights[0][l]
            ratio = np.linalg.norm(after - before) / np.linalg.norm(before)
            assert flow.layer("update", l + 1)[t] == pytest.approx(ratio, rel=1e-9)
            moved = np.linalg.norm(before - start) / np.linalg.norm(start)
            assert flow.layer("moved", l + 1)[t] == pytest.approx(moved, rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("name", RUNS)
def test_quantiles_are_numpys(name: str) -> None:
    flow, trainer = recorded(RUNS[name], 3), Trainer(RUNS[name])
    trainer.seek(3)
    for quantity in ("z", "dW", "dz", "da"):
        for l in range(1, flow.depth + 1):
            values = getattr(trainer.mlp, quantity)[l]
            if values.size <= 2048:
                expected = np.quantile(values, LEVELS)
                found = flow.quantiles[quantity][3, l - 1]
                np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-18)


def test_of_many_values_the_extremes_are_exact_and_the_rest_is_near() -> None:
    values = np.random.default_rng(0).normal(size=(7000, 3))
    found = levels(values)
    assert (found[0], found[-1]) == (values.min(), values.max())
    np.testing.assert_allclose(found[1:-1], np.quantile(values, LEVELS)[1:-1], atol=0.1)


def test_dead_units_are_counted_on_the_whole_training_set() -> None:
    experiment = Experiment(
        activations=("relu", "relu"), learning_rate=10.0, batch_size=8, hidden=(6, 5)
    )
    flow, trainer = recorded(experiment, 6), Trainer(experiment)
    seen = set()
    for t in range(7):
        trainer.seek(t)
        a = trainer.dataset.X_train
        for l in (1, 2):
            a = np.maximum(a @ trainer.mlp.W[l] + trainer.mlp.b[l], 0.0)
            share = np.mean(a.max(axis=0) == 0.0)
            seen.add(float(share))
            assert flow.layer("dead", l)[t] == share
        assert flow.layer("dead", 3)[t] == 0.0
    assert len(seen) > 1


def test_saturated_units_are_flat_for_most_of_the_training_set() -> None:
    experiment = Experiment(
        activations=("tanh", "sigmoid"), initializer="uniform", uniform_limit=4.0, hidden=(6, 8)
    )
    flow, trainer = recorded(experiment, 0), Trainer(experiment)
    mlp = trainer.mlp
    tanh, sigmoid = 1 - mlp.a[1] ** 2 < 0.05, mlp.a[2] * (1 - mlp.a[2]) < 0.05 / 4
    for l, flat in ((1, tanh), (2, sigmoid)):
        share = np.mean(flat.mean(axis=0) > 0.5)
        assert 0 < share < 1
        assert flow.layer("saturated", l)[0] == share


def test_units_that_are_alike() -> None:
    assert recorded(Experiment(initializer="zeros"), 5).numbers["alike"][-1].tolist() == [1, 1, 0]
    assert not recorded(Experiment(), 5).numbers["alike"].any()


def test_memory_is_bounded_and_the_last_iteration_is_always_there() -> None:
    recorder = FlowRecorder(Experiment(), most_kept=20)
    for last in (7, 19, 20, 33, 200, 201):
        recorder.advance(last)
        flow = recorder.flow()
        assert flow.last == last == recorder.reached
        assert flow.iterations[0] == 0
        assert len(flow.iterations) <= 21
        assert len(flow.history) == last + 1
        steps = np.diff(flow.iterations[:-1])
        assert len(set(steps.tolist())) <= 1
    straight = recorded(Experiment(), 201, most_kept=20)
    assert list(straight.iterations) == list(flow.iterations)
    for name, values in straight.numbers.items():
        np.testing.assert_array_equal(values, flow.numbers[name])


def test_looking_back_and_going_on_give_the_same_bits() -> None:
    recorder = FlowRecorder(MINIBATCH, most_kept=10)
    recorder.advance(90)
    back = recorder.flow(37)
    assert back.last == 37
    recorder.advance(120)
    whole = recorder.flow()
    straight = FlowRecorder(MINIBATCH, most_kept=1000)
    straight.advance(120)
    exact = straight.flow()
    for flow in (back, whole):
        at = flow.iterations
        for name, values in flow.numbers.items():
            np.testing.assert_array_equal(values, exact.numbers[name][at])
        np.testing.assert_array_equal(flow.history, exact.history[: flow.last + 1])


def test_a_run_that_ends_is_looked_at_to_its_end() -> None:
    experiment = Experiment(
        dataset="plane", hidden=(4,), activations=("relu",), learning_rate=1000.0
    )
    trainer = Trainer(experiment)
    trainer.run(50)
    assert trainer.diverged is not None
    recorder = FlowRecorder(experiment)
    recorder.advance(50)
    assert recorder.reached == trainer.last
    assert recorder.flow().diverged == trainer.diverged
    assert recorder.flow(trainer.last - 1).diverged is None


def test_time_runs_out_and_what_was_measured_stays() -> None:
    recorder, seen = FlowRecorder(Experiment()), []
    recorder.advance(10, seconds=0.0)
    assert recorder.reached == 0
    recorder.advance(10, report=seen.append)
    assert seen == list(range(1, 11))
