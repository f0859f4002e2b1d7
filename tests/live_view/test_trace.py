"""The packed trace, read back with NumPy, against a trainer that simply steps."""

from __future__ import annotations

import base64
import dataclasses
import json
import struct

import numpy as np
import pytest

from backprop import Experiment, Trainer
from backprop.live_view.trace import (
    bytes_per_iteration,
    exact_iteration,
    pack,
    pack_trace,
    run_id,
    unpack,
    with_show,
)

RUNS = {
    "sgd": Experiment(n_samples=40),
    "minibatch": Experiment(n_samples=40, batch_size=7, optimizer="adam", learning_rate=0.05),
    "fixed order": Experiment(n_samples=40, batch_size=8, shuffle=False, optimizer="nesterov"),
    "classes": Experiment(dataset="blobs", n_samples=60, hidden=(3,), activations=("relu",)),
    "no hidden layer, no test data": Experiment(
        dataset="plane", n_samples=30, hidden=(), activations=(), test_fraction=0.0
    ),
    "schedule, penalty": Experiment(n_samples=40, schedule="cosine", l1=0.01, l2=0.02),
}


@pytest.mark.parametrize("experiment", RUNS.values(), ids=RUNS)
def test_every_number_is_the_trainers_own(experiment: Experiment) -> None:
    first, count = 11, 9
    header, arrays = unpack(pack_trace(Trainer(experiment), first, count, with_setup=True))
    assert (header["version"], header["run"]) == (1, run_id(experiment))
    assert (header["first"], header["count"], header["last"]) == (first, count, first + count - 1)
    assert header["diverged"] is None

    plain = Trainer(experiment)
    plain.run(first)
    for row in range(count):
        assert np.array_equal(arrays["parameters"][row], plain.mlp.parameters)
        assert np.array_equal(arrays["gradients"][row], plain.mlp.gradients)
        assert arrays["learning_rate"][row] == plain.learning_rate
        if "updates" in arrays:
            assert np.array_equal(arrays["updates"][row], plain.update)
        else:  # left out where the browser can tell: W_next is the same to the bit
            assert experiment.optimizer == "sgd"
            told = -arrays["learning_rate"][row] * arrays["gradients"][row]
            assert np.array_equal(told, plain.update)
        batch = plain.batch
        if "orders" in arrays:
            order = arrays["orders"][header["epochs"].index(batch.epoch)]
            assert np.array_equal(order[batch.start : batch.stop], plain.batch_indices)
        else:
            whole = np.arange(plain.n_train)[batch.start : batch.stop]
            assert np.array_equal(whole, plain.batch_indices)
        plain.step()
    rows = plain.history.rows[: first + count]
    assert header["history_first"] == 0
    assert np.array_equal(arrays["history"], rows, equal_nan=True)


def test_only_the_history_that_is_missing_is_sent() -> None:
    experiment = RUNS["sgd"]
    header, arrays = unpack(pack_trace(Trainer(experiment), 20, 5, have_history=12))
    assert header["history_first"] == 12
    assert len(arrays["history"]) == 25 - 12
    # More than there is, or nonsense, leaves no gap.
    for have, begins in ((1000, 20), (-5, 0)):
        header, arrays = unpack(pack_trace(Trainer(experiment), 20, 5, have_history=have))
        assert (header["history_first"], len(arrays["history"])) == (begins, 25 - begins)


def test_a_stretch_is_the_same_whatever_came_before() -> None:
    experiment = RUNS["minibatch"]
    fresh, used = Trainer(experiment), Trainer(experiment)
    used.run(200)
    used.seek(3)
    assert pack_trace(fresh, 30, 10) == pack_trace(used, 30, 10)
    assert pack_trace(fresh, 30, 10, with_setup=True) == pack_trace(used, 30, 10, with_setup=True)


def test_blocks_and_their_start_are_aligned() -> None:
    for name in ("a", "ab", "long names shift the header"):
        data = pack(
            {"name": name}, {"a": ("u4", [1, 2, 3]), "b": ("f8", [0.1]), "c": ("f4", [2.0])}
        )
        (length,) = struct.unpack_from("<I", data)
        header = json.loads(data[4 : 4 + length])
        assert (4 + length) % 8 == 0
        assert [block["offset"] % 8 for block in header["blocks"]] == [0, 0, 0]
        assert len(data) % 8 == 0
        _, arrays = unpack(data)
        assert arrays["a"].tolist() == [1, 2, 3]
        assert arrays["b"].tolist() == [0.1]
        assert arrays["c"].tolist() == [2.0]


def test_large_networks_travel_in_single_precision() -> None:
    experiment = Experiment.preset("digits")
    trainer = Trainer(experiment)
    data = pack_trace(trainer, 0, 2, with_setup=True)
    header, arrays = unpack(data)
    assert arrays["parameters"].dtype == np.dtype("<f4")
    trainer.seek(1)
    assert np.array_equal(arrays["parameters"][1], trainer.mlp.parameters.astype(np.float32))
    assert arrays["history"].dtype == np.dtype("<f8")
    parameters = trainer.mlp.parameters.size
    assert bytes_per_iteration(parameters, experiment) == 3 * 4 * parameters
    assert header["setup"]["sizes"] == [64, 32, 10]


def test_at_rest_a_large_network_comes_in_double_precision() -> None:
    trainer = Trainer(Experiment.preset("digits"))
    trainer.run(3)
    sent = exact_iteration(trainer)
    assert sent is not None
    header, arrays = unpack(base64.b64decode(sent))
    assert (header["first"], header["count"]) == (3, 2)
    assert np.array_equal(arrays["parameters"][1], trainer.mlp.parameters)
    trainer.seek(3)
    assert np.array_equal(arrays["parameters"][0], trainer.mlp.parameters)
    assert np.array_equal(arrays["gradients"][0], trainer.mlp.gradients)
    assert np.array_equal(arrays["updates"][0], trainer.update)
    assert exact_iteration(Trainer(Experiment())) is None  # its trace is exact already


def test_the_default_network_stays_small_on_the_wire() -> None:
    experiment = Experiment(hidden=(8, 8, 4), activations=("tanh",) * 3)
    data = pack_trace(Trainer(experiment), 0, 100)
    assert len(data) / 100 < 10_000


def test_divergence_ends_the_stretch_and_says_where() -> None:
    experiment = Experiment(
        dataset="plane", hidden=(4,), activations=("relu",), learning_rate=1000.0
    )
    trainer = Trainer(experiment)
    trainer.run(500)
    assert trainer.diverged is not None
    last = trainer.last
    header, arrays = unpack(pack_trace(Trainer(experiment), 0, 500))
    assert header["last"] == last
    assert len(arrays["parameters"]) == len(arrays["history"]) == last + 1
    assert header["diverged"]["iteration"] == trainer.diverged.iteration
    assert header["diverged"]["layer"] == trainer.diverged.layer
    assert header["diverged"]["sentence"] == str(trainer.diverged)
    for name in ("parameters", "gradients"):
        assert np.isfinite(arrays[name]).all()
    # A stretch that ends before it is an ordinary one, even when the trainer knows of it.
    header, _ = unpack(pack_trace(trainer, 0, last))
    assert header["diverged"] is None
    # Beyond the end there is nothing.
    with pytest.raises(ValueError, match="diverged"):
        pack_trace(trainer, last + 1, 5)


def test_out_of_time_leaves_one_iteration() -> None:
    header, arrays = unpack(pack_trace(Trainer(RUNS["sgd"]), 5, 100, seconds=0.0))
    assert (header["first"], header["count"]) == (5, 1)
    assert len(arrays["parameters"]) == 1


def test_show_is_changed_without_touching_the_rest() -> None:
    data = pack_trace(Trainer(RUNS["minibatch"]), 0, 20, with_setup=True)
    header, arrays = unpack(data)
    for show, wanted in ((0, 0), (13, 13), (1000, 19)):
        changed, same = unpack(with_show(data, show, {"select": "W1-2-3"}))
        assert changed == {**header, "show": wanted, "view": {"select": "W1-2-3"}}
        for name, array in arrays.items():
            assert np.array_equal(array, same[name], equal_nan=True)


def test_runs_are_told_apart() -> None:
    base = Experiment()
    assert run_id(base) == run_id(Experiment())
    others = [dataclasses.replace(base, **{field: 3}) for field in ("init_seed", "batch_seed")]
    assert len({run_id(e) for e in (base, *others)}) == 3
