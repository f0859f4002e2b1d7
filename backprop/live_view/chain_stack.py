"""The picture of three stacked functions on the chain rule page."""

from __future__ import annotations

from typing import Any

import numpy as np
from streamlit.components.v2 import component

from backprop.chain_rule import Order, Stack, forward_order, reverse_order
from backprop.chain_rule.stacked import Move
from backprop.live_view.loading import loader, styles

KEY = "chain_stack_view"

_view = component(
    "backprop_chain_stack",
    css=styles("chain_rule", "save"),
    js=loader("chain_rule/stack.js", "mountStack"),
    isolate_styles=False,
)


def describe(found: Stack) -> dict[str, Any]:
    """Values, Jacobians and both orders, for the component."""
    reverse, forward = reverse_order(found), forward_order(found)
    matrices = [*found.jacobians, *(m.result for o in (reverse, forward) for m in o.moves)]
    return {
        "sizes": list(found.sizes),
        "names": ["x", "h¹", "h²", "y"],
        "values": [value.tolist() for value in found.values],
        "jacobians": [jacobian.tolist() for jacobian in found.jacobians],
        "lanes": [
            _lane("reverse", "right to left", reverse, found.jacobians[2], _BY),
            _lane("forward", "left to right", forward, found.jacobians[0], _OF),
        ],
        "scales": {
            "values": max(float(np.abs(value).max()) for value in found.values),
            "derivatives": max(float(np.abs(matrix).max()) for matrix in matrices) or 1.0,
        },
        "sentences": _sentences(found, reverse, forward),
    }


def chain_stack_view(found: Stack) -> None:
    """Mount the picture."""
    _view(key=KEY, data=describe(found))


# The three steps of a lane: the column above them, and their names.
_BY = ((2, "dy/dh²"), (1, "dy/dh¹"), (0, "dy/dx"))
_OF = ((1, "dh¹/dx"), (2, "dh²/dx"), (3, "dy/dx"))


def _lane(
    key: str, direction: str, order: Order, first: Any, steps: tuple[tuple[int, str], ...]
) -> dict[str, Any]:
    matrices = [first, *(move.result for move in order.moves)]
    costs = ["a Jacobian", *(_cost(move) for move in order.moves)]
    return {
        "key": key,
        "name": order.name,
        "direction": direction,
        "formula": order.formula,
        "total": order.multiplications,
        "steps": [
            {"column": column, "name": name, "matrix": matrix.tolist(), "cost": cost}
            for (column, name), matrix, cost in zip(steps, matrices, costs, strict=True)
        ],
    }


def _cost(move: Move) -> str:
    """Such as "1·4·4 = 16"."""
    return f"{move.left[0]}·{move.left[1]}·{move.right[1]} = {move.multiplications}"


def _sentences(found: Stack, reverse: Order, forward: Order) -> list[str]:
    """A sentence for each move of the walk."""
    n0, _, _, n3 = found.sizes
    (r1, r2), (f1, f2) = reverse.moves, forward.moves
    begin = (
        f"Reverse starts at y with J³: {_count(n3, 'row')}, one for each output. "
        f"Forward starts at x with J¹: {_count(n0, 'column')}, one for each input."
    )
    products = (
        f"Reverse: J³ J² takes {_count(r1.multiplications, 'multiplication')}. "
        f"Forward: J² J¹ takes {f1.multiplications}."
    )
    end = (
        f"Both reach the same dy/dx, reverse with {r2.multiplications} more and forward with "
        f"{f2.multiplications} more."
    )
    return [
        f"x has {_count(n0, 'number')}.",
        "h¹ = tanh(x W¹). J¹, its Jacobian, holds how fast each number of h¹ changes with each number of x.",
        "h² = sigmoid(h¹ W²). J² holds the same for h² and h¹.",
        "y = tanh(h² W³). Every value is known now; the derivatives come next.",
        begin,
        products,
        f"{end} {_verdict(found, reverse, forward)}",
    ]


def _verdict(found: Stack, reverse: Order, forward: Order) -> str:
    n0, n3 = found.sizes[0], found.sizes[3]
    ours, theirs = reverse.multiplications, forward.multiplications
    carried = f"reverse carries {_count(n3, 'row')} along, forward {_count(n0, 'column')}"
    if ours == theirs:
        return f"It costs the same: {carried}."
    winner = "Reverse" if ours < theirs else "Forward"
    why = (
        ""
        if (ours < theirs) == (n3 < n0)
        else " Here a narrow vector in between makes the difference."
    )
    return f"{winner} wins, {min(ours, theirs)} to {max(ours, theirs)}: {carried}.{why}"


def _count(n: int, word: str) -> str:
    return f"{n} {word}" if n == 1 else f"{n} {word}s"
