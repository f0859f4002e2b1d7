"""The trace: a stretch of a run as bytes for the browser.

Layout: uint32 (little endian) length of the header | header, JSON in UTF-8 padded with spaces so
that what follows starts at a multiple of 8 | blocks, raw little-endian arrays in C order, each
starting at a multiple of 8. The header lists the blocks with their dtype, shape and offset.

A stretch is a pure function of the experiment, its first iteration and its length; it may be sent
twice or out of order without harm.
"""

from __future__ import annotations

import base64
import json
import math
import struct
import time
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from backprop.live_view.setup import run_id, setup_of
from backprop.support import Progress, no_progress
from backprop.training import Experiment, Trainer

# Networks up to this size are sent in float64, larger ones in float32 while they move: at rest the
# shown iteration comes again in float64, up to a size at which that takes too long.
EXACT_PARAMETERS, REST_PARAMETERS = 1000, 50_000
__all__ = [
    "bytes_per_iteration",
    "exact_iteration",
    "pack",
    "pack_trace",
    "run_id",
    "sends_updates",
    "unpack",
    "with_show",
]
_DTYPES = {"f8": "<f8", "f4": "<f4", "u4": "<u4"}


def sends_updates(experiment: Experiment) -> bool:
    """Whether a trace carries the updates; without them the browser takes −η·dW, the same bits."""
    return experiment.optimizer != "sgd" or bool(experiment.interventions)


def bytes_per_iteration(n_parameters: int, experiment: Experiment) -> int:
    """Size of the vectors of an iteration in a trace."""
    vectors = 3 if sends_updates(experiment) else 2
    return vectors * n_parameters * (8 if n_parameters <= EXACT_PARAMETERS else 4)


def pack_trace(
    trainer: Trainer,
    first: int,
    count: int,
    *,
    show: int = 0,
    have_history: int = 0,
    with_setup: bool = False,
    seconds: float = math.inf,
    exact: bool = False,
) -> bytes:
    """Iterations first to first + count − 1 of a run: fewer if it diverges earlier or if they take longer
    than ``seconds``, but at least one.

    Moves the trainer. have_history: rows of the history that the browser already has. exact: use
    float64 whatever the size of the network.
    Raises ValueError if ``first`` is beyond the end of a diverged run.
    """
    found = traced(
        trainer,
        first,
        count,
        show=show,
        have_history=have_history,
        with_setup=with_setup,
        seconds=seconds,
        exact=exact,
    )
    return pack(*found)


def traced(
    trainer: Trainer,
    first: int,
    count: int,
    *,
    show: int = 0,
    have_history: int = 0,
    with_setup: bool = False,
    seconds: float = math.inf,
    exact: bool = False,
    progress: Progress = no_progress,
) -> tuple[dict[str, Any], dict[str, tuple[str, Any]]]:
    """The header and the blocks of ``pack_trace``, before packing. progress: reports the fraction of the
    iterations that is done."""
    trainer.seek(first)
    double = exact or trainer.mlp.parameters.size <= EXACT_PARAMETERS
    end, start = time.monotonic() + seconds, max(0, min(have_history, first))
    blocks = _iterations(trainer, count, end, start, "f8" if double else "f4", progress)
    last = trainer.iteration
    epochs = list(_shuffled_epochs(trainer, first, last))
    if epochs:
        blocks["orders"] = ("u4", [trainer.order(epoch) for epoch in epochs])
    setup = None
    if with_setup:
        setup, arrays = setup_of(trainer)
        blocks.update(arrays)
    header = {
        "version": 1,
        "run": run_id(trainer.experiment),
        "first": first,
        "count": last - first + 1,
        "last": last,
        "show": min(show, last),
        "history_first": start,
        "epochs": epochs,
        "diverged": _divergence(trainer, last),
        "setup": setup,
    }
    return header, blocks


def _iterations(
    trainer: Trainer, count: int, end: float, start: int, float_type: str, progress: Progress
) -> dict[str, tuple[str, Any]]:
    """The blocks of up to count iterations, trained until ``end`` (time.monotonic()): parameters,
    gradients, learning rates, the history from row ``start``, and updates if the browser needs them."""
    parameters, gradients, updates, rates = [], [], [], []
    with_updates = sends_updates(trainer.experiment)
    while True:
        parameters.append(trainer.mlp.parameters.copy())
        gradients.append(trainer.mlp.gradients.copy())
        rates.append(trainer.learning_rate)
        if with_updates:
            updates.append(trainer.update)
        progress(len(parameters) / count)
        before = trainer.iteration
        if len(parameters) == count or time.monotonic() > end:
            break
        trainer.step()
        if trainer.iteration == before:
            break
    blocks: dict[str, tuple[str, Any]] = {
        "parameters": (float_type, parameters),
        "gradients": (float_type, gradients),
        "learning_rate": ("f8", rates),
        "history": ("f8", trainer.history.rows[start : trainer.iteration + 1]),
    }
    return blocks | ({"updates": (float_type, updates)} if updates else {})


def _divergence(trainer: Trainer, last: int) -> dict[str, Any] | None:
    """Where and why the run diverged, if iteration ``last`` is where it ends."""
    diverged = trainer.diverged
    if diverged is None or trainer.last > last:
        return None
    return {
        "iteration": diverged.iteration,
        "layer": diverged.layer,
        "quantity": diverged.quantity,
        "sentence": str(diverged),
    }


def _shuffled_epochs(trainer: Trainer, first: int, last: int) -> Iterator[int]:
    """The epochs of iterations first to last that have an order of their own."""
    if not trainer.experiment.shuffle:
        return
    ends = [*(stretch.first for stretch in trainer.timeline[1:]), last + 1]
    for stretch, end in zip(trainer.timeline, ends, strict=True):
        start, stop = max(first, stretch.first), min(last + 1, end)
        if start < stop and not stretch.full_batch:
            yield from range(stretch.batch(start).epoch, stretch.batch(stop - 1).epoch + 1)


def exact_iteration(trainer: Trainer) -> str | None:
    """The trainer's iteration and the next one in float64, as base64, so that the step between them
    can be checked; None where the trace is in float64 already or where the network is too large.

    Moves the trainer.
    """
    if not EXACT_PARAMETERS < trainer.mlp.parameters.size <= REST_PARAMETERS:
        return None
    t = trainer.iteration
    return base64.b64encode(pack_trace(trainer, t, 2, have_history=t, exact=True)).decode()


def pack(header: dict[str, Any], blocks: dict[str, tuple[str, Any]]) -> bytes:
    """A header and named arrays (dtype name, values) as bytes."""
    listed, pieces, offset = [], [], 0
    for name, (dtype, values) in blocks.items():
        array = np.ascontiguousarray(values, dtype=_DTYPES[dtype])
        listed.append({"name": name, "dtype": dtype, "shape": array.shape, "offset": offset})
        raw = array.tobytes()
        padding = -len(raw) % 8
        pieces += [raw, b"\0" * padding]
        offset += len(raw) + padding
    text = _padded({**header, "blocks": listed})
    return b"".join([struct.pack("<I", len(text)), text, *pieces])


def with_show(data: bytes, show: int, view: Mapping[str, str] | None = None) -> bytes:
    """The same trace with another iteration to show when it is first mounted, at most its last, and
    with what the link says of the picture (js/train/view_state.js)."""
    (length,) = struct.unpack_from("<I", data)
    header = json.loads(data[4 : 4 + length])
    text = _padded({**header, "show": min(show, header["last"]), "view": dict(view or {})})
    return b"".join([struct.pack("<I", len(text)), text, memoryview(data)[4 + length :]])


def _padded(header: dict[str, Any]) -> bytes:
    text = json.dumps(header, allow_nan=False).encode()
    return text + b" " * (-(len(text) + 4) % 8)


def unpack(data: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The header and the arrays of a packed trace, for tests and for other readers."""
    (length,) = struct.unpack_from("<I", data)
    header = json.loads(data[4 : 4 + length])
    arrays = {}
    for block in header["blocks"]:
        size = int(np.prod(block["shape"]))
        array = np.frombuffer(data, _DTYPES[block["dtype"]], size, 4 + length + block["offset"])
        arrays[block["name"]] = array.reshape(block["shape"])
    return header, arrays
