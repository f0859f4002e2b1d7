"""What the browser is answered: stretches of a run, within bounds of size and of time.

For whoever sits at the other end of the instrument: the server's fragments, or the worker of the page that
runs without a server.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping
from typing import Any

from backprop.live_view.trace import bytes_per_iteration, pack_trace
from backprop.training import Experiment, Intervention, Trainer

FIRST_CHUNK, FIRST_BYTES = 160, 2**19  # iterations and bytes sent when the page opens, at most
CHUNK, CHUNK_BYTES = 4096, 2**22  # of an answer at most
# Seconds that one answer may train, so that no network, address or request keeps the server busy.
OPEN_SECONDS, ANSWER_SECONDS = 10.0, 1.0


def reach(trainer: Trainer, iteration: int, seconds: float) -> int:
    """Train up to an iteration for at most that long; the iteration, or the one nearest to it that
    has been computed."""
    if iteration > trainer.last:
        trainer.seek(trainer.last)
        end = time.monotonic() + seconds
        while trainer.iteration < iteration and time.monotonic() < end:
            trainer.step()
            if trainer.diverged:
                break
    return max(0, min(iteration, trainer.last))


def affordable(trainer: Trainer, count: int, size: int) -> int:
    """Of so many iterations those that fit into so many bytes; at least one."""
    each = bytes_per_iteration(trainer.mlp.parameters.size, trainer.experiment)
    return max(1, min(count, size // each))


def opening_place(trainer: Trainer, shown: int) -> tuple[int, int]:
    """First iteration and length of the stretch around the shown one. Stretches begin at fixed
    places, to be shared."""
    count = affordable(trainer, FIRST_CHUNK, FIRST_BYTES)
    return shown - shown % count, count


def opening(trainer: Trainer, first: int, count: int, *, seconds: float | None = None) -> bytes:
    """A stretch with the setup, for an instrument that knows nothing of the run. seconds: that
    training it may take, an answer's unless said."""
    most = ANSWER_SECONDS if seconds is None else seconds
    return pack_trace(trainer, first, count, with_setup=True, seconds=most)


def answer(trainer: Trainer, request: Mapping[str, object], shown: int, among: int = 1) -> bytes:
    """The stretch that a request ("first", "count", "have_history", "need_setup") asks for.
    among: runs that are answered together, and share time and size of one answer."""
    first, count, have = (int(str(request.get(k, 0))) for k in ("first", "count", "have_history"))
    return pack_trace(
        trainer,
        reach(trainer, max(0, first), ANSWER_SECONDS / among),
        affordable(trainer, max(1, min(count, CHUNK)), CHUNK_BYTES // among),
        show=shown,
        have_history=have,
        with_setup=bool(request.get("need_setup")),
        seconds=ANSWER_SECONDS / among,
    )


def asked_for(experiment: Experiment, iteration: int, message: Mapping[str, Any]) -> Experiment:
    """The experiment with the changes of a message at an iteration, or without the intervention that it
    removes. Raises ValueError, TypeError or KeyError for what is no such message."""
    these = experiment.interventions
    if message.get("remove"):
        fields = {f.name: message["remove"][f.name] for f in dataclasses.fields(Intervention)}
        gone = Intervention(**fields)
        return dataclasses.replace(
            experiment, interventions=tuple(one for one in these if one != gone)
        )
    made = tuple(Intervention(iteration, **change) for change in message["changes"])
    return dataclasses.replace(experiment, interventions=(*these, *made))
