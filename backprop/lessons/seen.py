"""What has to be seen of the lessons: pure functions of a Trainer at the iteration at which a person stands."""

from __future__ import annotations

from collections.abc import Callable

from backprop.lessons.numbers import PRINTED, apart, dead_share, jumps, rises
from backprop.training import Trainer

Seen = Callable[[Trainer], bool]


def iteration(least: int) -> Seen:
    """The picture stands at that iteration or a later one."""
    return lambda run: run.iteration >= least


def accuracy(least: float) -> Seen:
    """The training accuracy of the iteration is as good as that."""
    return lambda run: bool(run.history.train_accuracy[run.iteration] >= least)


def jumped(run: Trainer) -> bool:
    """The picture stands at or after the jump that the article's table shows."""
    return any(t in PRINTED and t <= run.iteration for t in jumps(run))


def all_dead(run: Trainer) -> bool:
    """No unit of the first layer passes anything of the training set any more."""
    return dead_share(run) == 1.0


def alike_and_moved(run: Trainer) -> bool:
    """The units of the first layer have weights, and all the same."""
    return bool(run.mlp.W[1].any()) and apart(run) == 0.0


def many_rises(run: Trainer) -> bool:
    """The training loss has risen ten times on the way here."""
    return rises(run.history.train_loss[: run.iteration + 1]) >= 10


def valley_passed(run: Trainer) -> bool:
    """The loss is a tenth of its first value."""
    loss = run.history.train_loss
    return bool(loss[run.iteration] <= 0.1 * loss[0])


def test_loss_turned(run: Trainer) -> bool:
    """The test loss is half as large again as it has been."""
    loss = run.history.test_loss[: run.iteration + 1]
    return bool(loss[-1] >= 1.5 * loss.min())
