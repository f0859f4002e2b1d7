"""The trainer: seek equals step to the bit, history never shrinks, batches, bounded memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, log_loss

from backprop import Dataset, Experiment, Trainer
from backprop.arrays import Array
from backprop.nn import OPTIMIZERS
from backprop.training.checkpoints import CHECKPOINT_EVERY

BATCHINGS = [(None, True), (7, True), (7, False), (1, True)]
RUNS = list(product(OPTIMIZERS, BATCHINGS))
SMALL: dict[str, Any] = {
    "n_samples": 40,
    "learning_rate": 0.05,
    "hidden": (3,),
    "l2": 0.01,
    "activations": ("tanh",),
}
COLUMNS = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")


def state(trainer: Trainer) -> list[Array]:
    """Copies of everything that the page can show about an iteration."""
    mlp = trainer.mlp
    lists = [mlp.W, mlp.b, mlp.z, mlp.a, mlp.dz, mlp.da, mlp.dW, mlp.db]
    arrays = [array for arrays in lists for array in arrays if array is not None]
    X, y = trainer.batch_data
    optimizer = [*trainer._memory, trainer.update]
    return [a.copy() for a in [*arrays, X, y, *optimizer, trainer.batch_indices]]


def assert_same_bits(found: list[Array], expected: list[Array]) -> None:
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        assert one.shape == other.shape
        assert one.tobytes() == other.tobytes()


def stepped(experiment: Experiment, iterations: int) -> Iterator[list[Array]]:
    """The state at each iteration, reached only by steps."""
    trainer = Trainer(experiment)
    for _ in range(iterations + 1):
        yield state(trainer)
        trainer.step()


@pytest.mark.parametrize(("optimizer", "batching"), RUNS)
def test_seek_equals_step(optimizer: str, batching: tuple[int | None, bool]) -> None:
    experiment = Experiment(
        optimizer=optimizer, batch_size=batching[0], shuffle=batching[1], schedule="cosine", **SMALL
    )
    last = 3 * CHECKPOINT_EVERY + 9
    expected = list(stepped(experiment, last))
    trainer = Trainer(experiment)
    rng = np.random.default_rng(0)
    edges = [0, last, CHECKPOINT_EVERY, CHECKPOINT_EVERY - 1, 2 * CHECKPOINT_EVERY + 1, 1, 1, 0]
    for target in [5, *edges, *rng.integers(0, last + 1, size=12).tolist()]:
        trainer.seek(target)
        assert trainer.iteration == target
        assert_same_bits(state(trainer), expected[target])
        if target < last:
            trainer.step()
            assert_same_bits(state(trainer), expected[target + 1])


class Move(tuple[str, int]):
    """An action of the user: ("step", 1), ("run", n) or ("seek", t)."""

    __slots__ = ()


MOVES = st.lists(
    st.one_of(
        st.just(Move(("step", 1))),
        st.integers(0, 90).map(lambda n: Move(("run", n))),
        st.integers(0, 200).map(lambda t: Move(("seek", t))),
    ),
    max_size=8,
)


@settings(max_examples=60)
@given(moves=MOVES, run=st.sampled_from(RUNS))
def test_any_walk_ends_where_steps_do(
    moves: list[Move], run: tuple[str, tuple[int | None, bool]]
) -> None:
    optimizer, (batch_size, shuffle) = run
    experiment = Experiment(optimizer=optimizer, batch_size=batch_size, shuffle=shuffle, **SMALL)
    trainer, where = Trainer(experiment), 0
    history = trainer.history.rows.copy()
    for kind, number in moves:
        if kind == "seek":
            trainer.seek(number)
            where = number
        else:
            trainer.run(number)
            where += number
        assert trainer.iteration == where
        assert len(trainer.history) >= len(history)
        assert len(trainer.history) > where
        np.testing.assert_array_equal(trainer.history.rows[: len(history)], history)
        history = trainer.history.rows.copy()
    straight = Trainer(experiment)
    straight.run(where)
    assert_same_bits(state(trainer), state(straight))


def test_a_pass_over_other_samples_is_forgotten_by_seek() -> None:
    trainer = Trainer(Experiment(**SMALL))
    trainer.run(5)
    before = state(trainer)
    trainer.mlp.forward(np.ones((3, 2)))
    trainer.mlp.backward(np.ones((3, 1)))
    trainer.seek(5)
    assert_same_bits(state(trainer), before)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_update_is_what_the_step_adds(optimizer: str) -> None:
    trainer = Trainer(Experiment(optimizer=optimizer, batch_size=6, **SMALL))
    for _ in range(20):
        expected = trainer.mlp.parameters + trainer.update
        trainer.step()
        np.testing.assert_array_equal(trainer.mlp.parameters, expected)


def test_the_network_holds_the_pass_of_its_batch() -> None:
    trainer = Trainer(Experiment(batch_size=6, **SMALL))
    for _ in range(9):
        X, y = trainer.batch_data
        other = trainer.mlp.sharing_parameters()
        other.forward(X)
        other.backward(y)
        np.testing.assert_array_equal(trainer.mlp.a[0], X)
        np.testing.assert_array_equal(trainer.mlp.gradients, other.gradients)
        trainer.step()


@pytest.mark.parametrize(("batch_size", "shuffle"), [*BATCHINGS, (20, True), (500, True)])
def test_an_epoch_meets_every_sample_once(batch_size: int | None, shuffle: bool) -> None:
    trainer = Trainer(Experiment(batch_size=batch_size, shuffle=shuffle, batch_seed=5, **SMALL))
    n = len(trainer.dataset.X_train)
    size = min(batch_size or n, n)
    assert trainer.iterations_per_epoch == -(-n // size)
    for epoch in range(3):
        rows: list[int] = []
        for position in range(trainer.iterations_per_epoch):
            assert trainer.batch.epoch == epoch
            assert len(trainer.batch_indices) == min(size, n - position * size)
            rows += trainer.batch_indices.tolist()
            trainer.step()
        order = np.random.default_rng([5, epoch]).permutation(n)
        expected = order if shuffle and size < n else np.arange(n)
        np.testing.assert_array_equal(rows, expected)


@pytest.mark.parametrize("dataset", ["moons", "blobs"])
@pytest.mark.parametrize("batch_size", [None, 8])
def test_history_is_scikit_learns_metrics_without_the_penalty(
    dataset: str, batch_size: int | None
) -> None:
    fields = {**SMALL, "n_samples": 90, "l1": 0.02}
    trainer = Trainer(Experiment(dataset=dataset, batch_size=batch_size, **fields))
    for t in range(15):
        other, data = trainer.mlp.sharing_parameters(), trainer.dataset
        for part, X, y in (
            ("train", data.X_train, data.y_train),
            ("test", data.X_test, data.y_test),
        ):
            yhat = other.forward(X)
            several = y.shape[1] > 1
            truth = y.argmax(axis=1) if several else y[:, 0]
            guess = yhat.argmax(axis=1) if several else yhat[:, 0] > 0.5
            loss = getattr(trainer.history, f"{part}_loss")[t]
            assert loss == pytest.approx(log_loss(truth, yhat), rel=1e-10)
            accuracy = getattr(trainer.history, f"{part}_accuracy")[t]
            assert accuracy == accuracy_score(truth, guess)
        trainer.step()


def test_history_has_iteration_0_before_any_step() -> None:
    trainer = Trainer(Experiment(**SMALL))
    assert trainer.iteration == 0
    for name in COLUMNS:
        assert getattr(trainer.history, name).shape == (1,)


def test_history_is_read_only() -> None:
    trainer = Trainer(Experiment(**SMALL))
    with pytest.raises(ValueError, match="read-only"):
        trainer.history.train_loss[0] = 1.0


def test_regression_has_no_accuracy_and_no_test_set_no_test_loss() -> None:
    trainer = Trainer(Experiment(dataset="plane", test_fraction=0.0, **SMALL))
    trainer.run(3)
    assert np.isfinite(trainer.history.train_loss).all()
    for name in COLUMNS[1:]:
        assert np.isnan(getattr(trainer.history, name)).all()


def test_a_dataset_of_ones_own_overrides_the_named_one() -> None:
    rng = np.random.default_rng(0)
    X, labels = rng.normal(size=(30, 5)), rng.integers(4, size=30)
    data = Dataset(X, np.eye(4)[labels], X[:0], np.zeros((0, 4)))
    trainer = Trainer(Experiment(dataset="circles", batch_size=8), data)
    assert trainer.mlp.layer_sizes == (5, 4, 3, 4)
    assert trainer.mlp.activations[-1] == "softmax"
    trainer.run(10)
    assert len(trainer.history) == 11


def test_data_that_do_not_suit_the_loss_raise() -> None:
    X = np.zeros((4, 2))
    data = Dataset(X, np.zeros((4, 1)), X[:0], np.zeros((0, 1)), "regression")
    with pytest.raises(ValueError, match="use mse"):
        Trainer(Experiment(loss="binary_cross_entropy"), data)


def test_softmax_for_two_classes() -> None:
    trainer = Trainer(Experiment(output="softmax", **{**SMALL, "learning_rate": 0.5}))
    trainer.run(200)
    assert trainer.mlp.layer_sizes[-1] == 2
    assert trainer.history.train_loss[-1] < 0.9 * trainer.history.train_loss[0]


@pytest.mark.parametrize("wrong", [-1, 1.5, True, "3", None])
def test_seek_and_run_refuse_what_is_no_iteration(wrong: Any) -> None:
    trainer = Trainer(Experiment(**SMALL))
    with pytest.raises(ValueError, match="expected a whole number of 0 or more for the iteration"):
        trainer.seek(wrong)
    with pytest.raises(ValueError, match="for the number of iterations"):
        trainer.run(wrong)


@pytest.mark.long
def test_ten_thousand_iterations_in_32_mb() -> None:
    experiment = Experiment(
        hidden=(8, 8, 4),
        activations=("tanh",) * 3,
        n_samples=500,
        optimizer="adam",
        learning_rate=0.001,
    )
    marks = {0: [], 63: [], 4_999: [], 7_777: [], 10_000: []}
    tracemalloc.start()
    try:
        trainer = Trainer(experiment)
        for t in marks:
            trainer.run(t - trainer.iteration)
            marks[t] = state(trainer)
        assert len(trainer.history) == 10_001
        for t in reversed(marks):
            trainer.seek(t)
            assert_same_bits(state(trainer), marks[t])
        trainer.seek(10_000)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 32 * 2**20


def test_checkpoints_of_a_large_network_stay_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = Experiment(optimizer="adam", **SMALL)
    expected = list(stepped(experiment, 400))
    monkeypatch.setattr("backprop.training.checkpoints.CHECKPOINT_BYTES", 2_000)
    trainer = Trainer(experiment)
    trainer.run(400)
    assert len(trainer._checkpoints) <= 6
    for t in (399, 130, 0, 255, 64, 400):
        trainer.seek(t)
        assert_same_bits(state(trainer), expected[t])
