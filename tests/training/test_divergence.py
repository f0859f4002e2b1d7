"""A run that is no longer finite stops, keeps its history and reports where it happened."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backprop import MLP, Experiment, Trainer
from backprop.training.divergence import Divergence, first_not_finite

TOO_FAST = Experiment(
    dataset="plane", hidden=(4, 4), activations=("relu", "relu"), learning_rate=300.0, n_samples=60
)


def small() -> MLP:
    mlp = MLP([2, 3, 3, 1], ["tanh", "relu", "linear"], "mse")
    mlp.initialize(seed=1)
    rng = np.random.default_rng(0)
    mlp.forward(rng.normal(size=(5, 2)))
    mlp.backward(rng.normal(size=(5, 1)))
    return mlp


def test_a_finite_network_has_nothing_to_say() -> None:
    mlp = small()
    assert first_not_finite(mlp, {}) is None
    assert mlp.all_finite()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize(
    ("name", "layer"),
    [("W", 1), ("W", 3), ("b", 2), ("z", 1), ("z", 3), ("dW", 3), ("dW", 1), ("db", 2)],
)
def test_the_layer_and_the_quantity_are_found(name: str, layer: int, value: float) -> None:
    mlp = small()
    getattr(mlp, name)[layer][0, 0] = value
    assert not mlp.all_finite()
    assert first_not_finite(mlp, {}) == (layer, name)


def test_the_first_one_in_the_order_of_computation_is_named() -> None:
    mlp = small()
    mlp.dW[1][0, 0] = mlp.z[2][0, 0] = mlp.z[3][0, 0] = np.nan
    assert first_not_finite(mlp, {}) == (2, "z")
    memory = np.zeros_like(mlp.parameters)
    memory[-1] = np.inf  # b of the last layer
    assert first_not_finite(mlp, {"v": memory}) == (3, "the optimizer's v")


def test_large_but_finite_numbers_are_no_divergence() -> None:
    mlp = small()
    mlp.W[1][0, 0] = 1e200  # its square is not finite
    assert first_not_finite(mlp, {}) is None
    with np.errstate(over="ignore"):
        assert mlp.all_finite()


def diverged(experiment: Experiment, **more: Any) -> tuple[Trainer, Divergence]:
    trainer = Trainer(experiment, **more)
    trainer.run(3000)
    assert trainer.diverged is not None
    return trainer, trainer.diverged


def test_it_stops_keeps_everything_before_and_says_where() -> None:
    trainer, where = diverged(TOO_FAST)
    assert trainer.iteration == trainer.last == where.iteration - 1
    assert np.isfinite(trainer.history.rows[:, :2]).all()
    assert trainer.mlp.all_finite()
    assert str(where) == (
        f"Training diverged at iteration {where.iteration}: "
        f"{where.quantity} of layer {where.layer} is no longer a finite number."
    )
    last, parameters = trainer.last, trainer.mlp.parameters.copy()
    trainer.step()
    trainer.run(10)
    assert trainer.iteration == trainer.last == last
    with pytest.raises(ValueError, match=f"diverged at iteration {last + 1}.*iteration is {last}"):
        trainer.seek(last + 1)
    trainer.seek(last // 2)
    trainer.seek(last)
    assert (trainer.mlp.parameters == parameters).all()


def test_it_is_where_plain_stepping_finds_it() -> None:
    """Plain training, written out, has its first non-finite number in the same place."""
    trainer, where = diverged(TOO_FAST)
    trainer.seek(trainer.last)
    mlp, (X, y) = trainer.mlp.sharing_parameters(), trainer.batch_data
    with np.errstate(all="ignore"):
        mlp.forward(X)
        mlp.backward(y)
        mlp.update(TOO_FAST.learning_rate)
        mlp.forward(X)
        mlp.backward(y)
    found = getattr(mlp, where.quantity, None)
    assert found is None or not np.isfinite(found[where.layer]).all()
    for l in range(1, where.layer):
        assert np.isfinite(mlp.z[l]).all()


def test_the_optimizers_memory_is_looked_at_too() -> None:
    """g² overflows while g, and with it every parameter, is still a finite number."""
    data = Experiment(dataset="plane", n_samples=20).load_dataset()
    X, y = data.X_train * 1e80, data.y_train * 1e90
    trainer = Trainer(
        Experiment(hidden=(), activations=(), optimizer="adam", learning_rate=0.1),
        type(data)(X, y, X[:0], y[:0], "regression"),
    )
    assert trainer.diverged is None
    trainer.step()
    assert trainer.diverged == Divergence(1, 1, "the optimizer's v")


def test_a_run_that_is_not_finite_from_the_start_says_so() -> None:
    data = Experiment(dataset="plane", n_samples=20).load_dataset()
    y = np.full_like(data.y_train, 1e200)
    trainer = Trainer(
        Experiment(hidden=(), activations=()),
        type(data)(data.X_train, y, data.X_test[:0], y[:0], "regression"),
    )
    assert trainer.diverged is not None
    assert trainer.diverged.iteration == 0
    trainer.step()
    assert trainer.iteration == trainer.last == 0
