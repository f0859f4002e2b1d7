"""dz of a unit traced back to the loss: from each sum along the chosen term, or the largest one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backprop.walkthrough.cells import Cell, Explanation, Followed, Term, largest
from backprop.walkthrough.explanation import explain

CLOSED = -1


@dataclass(frozen=True)
class Opened:
    """One step of the trail: the explanation of a number, and the term that is opened next.

    ways: indices of the terms that contain another dz or da. way: the index that is opened, CLOSED if
    none is, None if there is no choice.
    """

    explained: Explanation
    ways: tuple[int, ...]
    way: int | None


def trail(one: Followed, layer: int, j: int, chosen: Sequence[int] = ()) -> list[Opened]:
    """dz, then da, then along one term of each sum to the output, and finally the loss.

    chosen: for each sum that offers a choice, in order, the index of the term to open, or CLOSED. If an
    entry is missing or cannot be opened, the largest term is.
    """
    steps: list[Opened] = []
    left, cell = list(chosen), Cell("dz", layer, j)
    while True:
        explained = explain(one, cell)
        ways = tuple(k for k, term in enumerate(explained.terms) if _inner(term))
        if not ways:
            loss = explain(one, Cell("loss", one.mlp.depth))
            return [*steps, Opened(explained, (), None), Opened(loss, (), None)]
        if len(ways) == 1:
            way, shown = ways[0], None
        else:
            way = left.pop(0) if left else None
            if way != CLOSED and way not in ways:
                way = explained.terms.index(largest(tuple(explained.terms[k] for k in ways)))
            shown = way
        steps.append(Opened(explained, ways, shown))
        if way == CLOSED:
            return steps
        cell = _inner(explained.terms[way])[0]


def _inner(term: Term) -> list[Cell]:
    """The cells of the backward pass among a term's factors."""
    cells = [factor.cell for factor in term.factors if factor.cell is not None]
    return [cell for cell in cells if cell.quantity in ("da", "dz")]
