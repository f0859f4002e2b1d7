"""dz traced back to the loss, along any term of each sum."""

from __future__ import annotations

from itertools import pairwise

import pytest

from backprop.walkthrough.explanation import Cell, Followed, follow
from backprop.walkthrough.trail import CLOSED, Opened, trail
from tests.networks import random_case

SEEDS = range(0, 60, 5)


def followed(seed: int) -> Followed:
    case = random_case(seed)
    return follow(case.backward(), case.X[0], case.y[0], 0)


def leads_on(steps: list[Opened]) -> None:
    for before, after in pairwise(step.explained for step in steps[:-1]):
        assert after.cell in {f.cell for term in before.terms for f in term.factors}


@pytest.mark.parametrize("seed", SEEDS)
def test_it_goes_to_the_loss_along_the_largest_terms(seed: int) -> None:
    steps = trail(followed(seed), 1, 0)
    assert steps[0].explained.cell == Cell("dz", 1, 0)
    assert steps[-1].explained.cell.quantity == "loss"
    leads_on(steps)
    for step in steps:
        if step.way is not None:
            size = abs(step.explained.terms[step.way].value)
            assert size == max(abs(step.explained.terms[k].value) for k in step.ways)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_term_of_every_sum_can_be_opened_and_closed(seed: int) -> None:
    one, taken = followed(seed), []
    for step in trail(one, 1, 0):
        if step.way is None:
            continue
        for way in step.ways:
            steps = trail(one, 1, 0, [*taken, way])
            leads_on(steps)
            assert steps[-1].explained.cell.quantity == "loss"
            place = next(k for k, s in enumerate(steps) if s.explained.cell == step.explained.cell)
            inner = {f.cell for f in step.explained.terms[way].factors}
            assert steps[place].way == way
            assert steps[place + 1].explained.cell in inner
        closed = trail(one, 1, 0, [*taken, CLOSED])
        assert closed[-1].explained.cell == step.explained.cell
        assert closed[-1].way == CLOSED
        assert trail(one, 1, 0, [*taken, 10**6])[: len(closed) - 1] == closed[:-1]  # no such term
        taken.append(step.way)
