"""The training loop of a receipt: from the first weights to the iteration, with the interventions on the way.

It does what Trainer does, update by update; timeline.py says what holds when.
"""

from __future__ import annotations

from typing import Any

from backprop.nn import OPTIMIZERS, SCHEDULES
from backprop.training import Snapshot, Stretch
from backprop.training.timeline import timeline

# What holds from an iteration on takes effect, and what is set by hand is written.
_ENTER = """
        if t in stretches:
            now = stretches[t]
            for name, value in now["numbers"].items():
                setattr(numbers, name, value)
            if now["memory"] is not None:  # another optimizer's begins at zero
                memory = tuple(np.zeros_like(parameters) for _ in range(now["memory"]))
            held = np.zeros_like(parameters)
            for l in now["frozen"]:
                blocks(held)[l][...] = 1.0
            for l, i, j in now["cut"]:
                blocks(held)[l][i, j] = 1.0
            held = held != 0.0
            for l, i, j, value in now["set"]:
                Wb[l][i, j] = value
            for l, i, j in now["forgotten"]:
                for vector in memory:
                    blocks(vector)[l][i, j] = 0.0
        if t == iterations:
            break
"""

_HELD = """
        kept = [vector[held] for vector in memory]
{update}
        change[held] = 0.0  # frozen layers and cut weights stand still
        for vector, before in zip(memory, kept):
            vector[held] = before
"""


def stretches(s: Snapshot) -> list[Stretch]:
    """What holds on the way to the iteration; one where nothing was changed."""
    found = timeline(s.experiment, len(s.dataset.X_train))
    return [stretch for stretch in found if stretch.first <= s.iteration]


def penalised(s: Snapshot) -> bool:
    """Whether a penalty adds to the gradient anywhere on the way: backward() reads it from the numbers."""
    return any(part.settings.l1 or part.settings.l2 for part in stretches(s))


def training(s: Snapshot) -> str:
    """The code. It leaves the loss of the whole training set in ``found``."""
    parts = stretches(s)
    changed = len(parts) > 1 or bool(parts[0].edits or parts[0].frozen or parts[0].cut)
    lines = _numbers_class(parts[0])
    return "\n".join(lines + (_with_interventions(s, parts) if changed else _plain(s, parts[0])))


def _numbers_class(first: Stretch) -> list[str]:
    return [
        "class numbers:  # of optimizer, schedule and penalty",
        *(f"    {name} = {value!r}" for name, value in _numbers(first).items()),
        "",
        "",
    ]


def _numbers(part: Stretch) -> dict[str, float]:
    e = part.settings
    return vars(e.optimizer_numbers) | vars(e.schedule_numbers) | {"l1": e.l1, "l2": e.l2}


def _plain(s: Snapshot, part: Stretch) -> list[str]:
    e = part.settings
    optimizer, schedule = OPTIMIZERS[e.optimizer], SCHEDULES[e.schedule]
    lines = [
        f"iterations = {s.iteration}",
        f"memory = tuple(np.zeros_like(parameters) for _ in {list(optimizer.memory)!r})",
        "change = np.zeros_like(parameters)",
        'with np.errstate(all="ignore"):',
        "    for t in range(iterations):",
    ]
    if not part.full_batch:
        lines += [
            f"        epoch, i = divmod(t, {part.iterations_per_epoch})",
            f"        order = {_order(s)}",
            f"        batch = order[{part.batch_size} * i : {part.batch_size} * (i + 1)]",
            "        X_batch, y_batch = X[batch], y[batch]",
        ]
    X, y = ("X", "y") if part.full_batch else ("X_batch", "y_batch")
    return [
        *lines,
        f"        backward({y}, *forward({X}))",
        f"        eta = {schedule.rate.__name__}({e.learning_rate!r}, t, numbers)",
        f"        {optimizer.change.__name__}(gradients, memory, eta, t + 1, numbers, change)",
        "        parameters += change",
        "    found = float(loss(y, *forward(X)))",
    ]


def _order(s: Snapshot) -> str:
    n, e = len(s.dataset.X_train), s.experiment
    if not e.shuffle:
        return f"np.arange({n})"
    return f"np.random.default_rng([{e.batch_seed}, epoch]).permutation({n})"


def _with_interventions(s: Snapshot, parts: list[Stretch]) -> list[str]:
    rate = SCHEDULES[s.experiment.schedule].rate.__name__
    update = '        now["change"](gradients, memory, eta, t - now["optimizer_from"] + 1, numbers, change)'
    return [
        f"iterations = {s.iteration}",
        "# What holds from an iteration on, and what is set by hand there; indices count from 0, b is the last row.",
        "stretches = {",
        *(line for part in parts for line in _entry(s, part)),
        "}",
        "change = np.zeros_like(parameters)",
        'with np.errstate(all="ignore"):',
        "    for t in range(iterations + 1):",
        *_ENTER.strip("\n").splitlines(),
        "        X_batch, y_batch = X, y",
        '        if now["batch_size"]:',
        f'            epoch, i = divmod(t - now["epoch_from"], -(-{len(s.dataset.X_train)} // now["batch_size"]))',
        '            epoch += now["epoch"]',
        f"            order = {_order(s)}",
        '            batch = order[now["batch_size"] * i : now["batch_size"] * (i + 1)]',
        "            X_batch, y_batch = X[batch], y[batch]",
        "        backward(y_batch, *forward(X_batch))",
        f'        eta = {rate}(now["learning_rate"], t, numbers)',
        *_HELD.strip("\n").format(update=update).splitlines(),
        "        parameters += change",
        "    found = float(loss(y, *forward(X)))",
    ]


def _entry(s: Snapshot, part: Stretch) -> list[str]:
    """A stretch as an entry of a dictionary."""
    e, sizes = part.settings, s.layer_sizes
    known: dict[str, Any] = {
        "learning_rate": e.learning_rate,
        "optimizer_from": part.optimizer_from,
        "memory": len(OPTIMIZERS[e.optimizer].memory) if part.fresh else None,
        "batch_size": 0 if part.full_batch else part.batch_size,
        "epoch": part.epoch,
        "epoch_from": part.epoch_from,
        "frozen": sorted(part.frozen),
        "cut": sorted(part.cut),
        "set": [
            (
                one.layer,
                sizes[one.layer - 1] if one.kind == "bias" else one.i,
                one.j,
                0.0 if one.kind == "cut" else one.value,
            )
            for one in part.edits
        ],
        "forgotten": [(one.layer, one.i, one.j) for one in part.edits if one.kind == "cut"],
        "numbers": _numbers(part),
    }
    these = [one for one in s.experiment.interventions if one.iteration == part.first]
    return [
        *(f"    # {one}" for one in these),
        f"    {part.first}: {{",
        f'        "change": {OPTIMIZERS[e.optimizer].change.__name__},',
        *(f'        "{name}": {value!r},' for name, value in known.items()),
        "    },",
    ]
