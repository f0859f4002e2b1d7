"""A single move of the walk as plain data: its texts, its terms, and what it marks in the diagram."""

from __future__ import annotations

from typing import Any

import numpy as np

from backprop.notation import num, w_name, y_name
from backprop.walkthrough.cells import EDGE_QUANTITIES, Cell, Explanation, Followed, Term

TERMS_SHOWN, TERMS_KEPT = 7, 6  # a sum of more than 7 terms shows the 6 largest
INPUTS_SHOWN = 4

Move = dict[str, Any]


def move_id(cell: Cell) -> str:
    """A cell as the URL writes it, counted from 1: z1.3, dW2.3.1, db2.1, update2.3.1, loss."""
    if cell.quantity == "loss":
        return "loss"
    if cell.quantity not in EDGE_QUANTITIES:
        return f"{cell.quantity}{cell.layer}.{cell.j + 1}"
    name = cell.quantity if cell.i >= 0 or cell.quantity != "dW" else "db"
    source = f"{cell.i + 1}." if cell.i >= 0 else ("b." if cell.quantity != "dW" else "")
    return f"{name}{cell.layer}.{source}{cell.j + 1}"


def entry_move(one: Followed, shown: list[int]) -> Move:
    """The first move: the sample's numbers enter. shown: the input units in the diagram."""
    sizes, x = one.mlp.layer_sizes, one.mlp.a[0][0]
    named = one.inputs.symbols or one.inputs.columns
    listed = ", ".join(
        f"{one.label(0, j)} = {num(float(v))}" if named else num(float(v))
        for j, v in enumerate(x[:INPUTS_SHOWN])
    )
    rest = f", and {len(x) - INPUTS_SHOWN} more" if len(x) > INPUTS_SHOWN else ""
    outputs = one.y[0]
    if len(outputs) == 1:
        target = f"{y_name(0, 1)} = {num(float(outputs[0]))}"
    elif sorted(outputs) == [0.0] * (len(outputs) - 1) + [1.0]:
        target = f"{y_name(int(outputs.argmax()), len(outputs))} = 1, the others are 0"
    else:
        target = "y = (" + ", ".join(num(float(v)) for v in outputs[:INPUTS_SHOWN]) + ")"
    return {
        "id": "x",
        "name": "x",
        "title": "The sample enters the network",
        "general": "a⁰ = x, one row of X",
        "numbers": [f"({listed}{rest})"],
        "terms": [],
        "more": None,
        "value": 0.0,
        "result": "",
        "aside": f"the label: {target}",
        "sentence": f"{sizes[0]} number{'s' if sizes[0] > 1 else ''} enter"
        f"{'s' if sizes[0] == 1 else ''} the network. The loss will use the label y at the end.",
        "units": [[0, j] for j in shown],
        "edges": [],
        "target": None,
        "cell": None,
        "gradient": "",
    }


def move(explained: Explanation, shown: list[list[int]]) -> Move:
    """The move of one cell. shown: the units of each layer in the diagram."""
    terms, rest = _limited(explained.terms)
    units, edges = _concerned(explained, shown)
    cell = explained.cell
    return {
        "id": move_id(cell),
        "name": explained.name,
        "title": explained.title,
        "general": explained.general,
        "numbers": [term.text(first=k == 0) for k, term in enumerate(terms)],
        "terms": [_term(term) for term in terms],
        "more": _together(rest),
        "value": explained.value,
        "result": num(explained.value, 6 if cell.quantity == "next" else 4),
        "aside": explained.aside,
        "sentence": explained.sentence,
        "units": units,
        "edges": edges,
        "target": _target(cell),
        "cell": cell_text(cell) if cell.quantity in EDGE_QUANTITIES else None,
        "gradient": w_name(cell.layer, cell.i, cell.j, "dW"),
    }


def cell_text(cell: Cell) -> str:
    """A cell of dW or db as the URL writes it: 2.3.1, or 2.b.1 for a bias."""
    return f"{cell.layer}.{cell.i + 1 if cell.i >= 0 else 'b'}.{cell.j + 1}"


def _together(rest: list[Term]) -> dict[str, Any] | None:
    if not rest:
        return None
    value = sum(term.value for term in rest)
    return {"count": len(rest), "value": value, "text": num(value)}


def _limited(terms: tuple[Term, ...]) -> tuple[list[Term], list[Term]]:
    """The terms to list, in order, and the others, which are only added up."""
    if len(terms) <= TERMS_SHOWN:
        return list(terms), []
    order = np.argsort([-abs(term.value) for term in terms], kind="stable")
    kept = {int(k) for k in order[:TERMS_KEPT] if terms[k].value != 0 or k == order[0]}
    return (
        [term for k, term in enumerate(terms) if k in kept],
        [term for k, term in enumerate(terms) if k not in kept],
    )


def _term(term: Term) -> dict[str, Any]:
    cells = [factor.cell for factor in term.factors if factor.cell is not None]
    edge = next((c for c in cells if c.quantity == "W" and c.i >= 0), None)
    tags = [
        f"{factor.cell.quantity if factor.cell.layer or factor.cell.quantity != 'a' else 'x'} {factor.text}"
        for factor in term.factors
        if factor.cell is not None and not factor.function
    ]
    return {
        "label": term.label,
        "value": term.value,
        "result": num(term.value),
        "tag": " · ".join(tags),
        "edge": [edge.layer, edge.i, edge.j] if edge else None,
    }


def _target(cell: Cell) -> dict[str, list[int]] | None:
    if cell.quantity in ("z", "a", "da", "dz"):
        return {"unit": [cell.layer, cell.j]}
    if cell.quantity in EDGE_QUANTITIES:
        return (
            {"edge": [cell.layer, cell.i, cell.j]}
            if cell.i >= 0
            else {"unit": [cell.layer, cell.j]}
        )
    return None


def _concerned(
    explained: Explanation, shown: list[list[int]]
) -> tuple[list[list[int]], list[list[int]]]:
    """The shown units and edges of an explanation: those of its own cell and of its factors."""
    cells = [explained.cell]
    cells += [f.cell for term in explained.terms for f in term.factors if f.cell is not None]
    units: set[tuple[int, int]] = set()
    edges: set[tuple[int, int, int]] = set()
    for cell in cells:
        if cell.quantity in EDGE_QUANTITIES and cell.i >= 0:
            edges.add((cell.layer, cell.i, cell.j))
            units |= {(cell.layer - 1, cell.i), (cell.layer, cell.j)}
        elif cell.quantity != "loss":
            units.add((cell.layer, cell.j))
    drawn = [list(u) for u in sorted(units) if u[1] in shown[u[0]]]
    return drawn, [
        list(e) for e in sorted(edges) if e[1] in shown[e[0] - 1] and e[2] in shown[e[0]]
    ]
