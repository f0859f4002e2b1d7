"""Stretches of a run for the browser, bounded in bytes and in seconds.

The server's fragments send them; so does the worker of the static page.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from backprop.live_view.trace import bytes_per_iteration, pack, pack_trace, traced
from backprop.training import Experiment, Intervention, Trainer

FIRST_CHUNK, FIRST_BYTES = 160, 2**19  # most iterations and bytes sent when the page opens
CHUNK, CHUNK_BYTES = 4096, 2**22  # most of one answer
# Seconds of training for one answer, so that no network, address or request keeps the server busy.
OPEN_SECONDS, ANSWER_SECONDS = 10.0, 1.0
TURN_SECONDS = 0.1  # of training before others get their turn

Turn = Callable[[], AbstractContextManager[None]]  # entered for as long as it computes


def train_towards(
    trainer: Trainer, iteration: int, seconds: float, turn: Turn = nullcontext
) -> int:
    """Train up to an iteration, for at most that many seconds. Returns the iteration, or the last one reached
    if time ran out or the run diverged.

    turn: entered for each TURN_SECONDS of training; waiting for it counts as time.
    """
    end = time.monotonic() + seconds
    while trainer.last < iteration and trainer.diverged is None and time.monotonic() < end:
        with turn():
            trainer.seek(trainer.last)
            until = min(end, time.monotonic() + TURN_SECONDS)
            while trainer.last < iteration and trainer.diverged is None:
                trainer.step()
                if time.monotonic() >= until:
                    break
    return max(0, min(iteration, trainer.last))


def affordable(trainer: Trainer, count: int, size: int) -> int:
    """How many of ``count`` iterations fit into ``size`` bytes; at least one."""
    each = bytes_per_iteration(trainer.mlp.parameters.size, trainer.experiment)
    return max(1, min(count, size // each))


def opening_place(trainer: Trainer, shown: int) -> tuple[int, int]:
    """First iteration and length of the stretch around the shown iteration. Stretches start at fixed
    iterations, so that sessions can share them."""
    count = affordable(trainer, FIRST_CHUNK, FIRST_BYTES)
    return shown - shown % count, count


@dataclass(frozen=True)
class Opening:
    """The first stretch for an instrument, with the setup of the run.

    data: packed. last: its last iteration. diverged: the run ends there. complete: nothing was left out for
    lack of time.
    """

    data: bytes
    last: int
    diverged: bool
    complete: bool

    def falls_short_of(self, iteration: int) -> bool:
        """Whether time ran out before an iteration that the run may have."""
        return self.last < iteration and not self.diverged


def opening(
    trainer: Trainer,
    first: int,
    count: int,
    *,
    training: float | None = None,
    packing: float | None = None,
    turn: Turn = nullcontext,
) -> Opening:
    """``count`` iterations from ``first`` on, or the last one of a run that diverges before.

    training, packing: seconds for training up to ``first`` and for the stretch itself; by default
    OPEN_SECONDS and ANSWER_SECONDS. A complete opening is a pure function of the experiment, ``first``
    and ``count``: it has the same bytes whatever the trainer has computed before. Moves the trainer.
    """
    start = train_towards(trainer, first, OPEN_SECONDS if training is None else training, turn)
    with turn():
        header, blocks = traced(
            trainer,
            start,
            count,
            with_setup=True,
            seconds=ANSWER_SECONDS if packing is None else packing,
        )
    full = start == first and header["count"] == count
    if full:  # only some trainers know already whether the run ends right after it; the next answer says so
        header["diverged"] = None
    diverged = header["diverged"] is not None
    return Opening(pack(header, blocks), header["last"], diverged, full or diverged)


def falls_short_sentence(shown: int, last: int) -> str:
    """The message when a link's iteration is too far to open at."""
    return (
        f"Iteration {shown:,} of this run takes too long to compute at once. "
        f"It opens at {last:,} and trains on from there."
    )


def answer(trainer: Trainer, request: Mapping[str, object], shown: int, among: int = 1) -> bytes:
    """The stretch for a request ("first", "count", "have_history", "need_setup"). among: number of runs that
    share the time and size of one answer."""
    first, count, have = (int(str(request.get(k, 0))) for k in ("first", "count", "have_history"))
    return pack_trace(
        trainer,
        train_towards(trainer, max(0, first), ANSWER_SECONDS / among),
        affordable(trainer, max(1, min(count, CHUNK)), CHUNK_BYTES // among),
        show=shown,
        have_history=have,
        with_setup=bool(request.get("need_setup")),
        seconds=ANSWER_SECONDS / among,
    )


def with_interventions(
    experiment: Experiment, iteration: int, message: Mapping[str, Any]
) -> Experiment:
    """The experiment with the changes in a message at an iteration, or without the intervention that the
    message removes. Raises ValueError, TypeError or KeyError for an invalid message."""
    these = experiment.interventions
    if message.get("remove"):
        fields = {f.name: message["remove"][f.name] for f in dataclasses.fields(Intervention)}
        gone = Intervention(**fields)
        return dataclasses.replace(
            experiment, interventions=tuple(one for one in these if one != gone)
        )
    made = tuple(Intervention(iteration, **change) for change in message["changes"])
    return dataclasses.replace(experiment, interventions=(*these, *made))
