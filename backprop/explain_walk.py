"""The walk of a sample: stations from x to the next weights, and single moves at each of them.

A station is a quantity of a layer (z¹, a¹, …, loss, …, dz², dW² db², da¹, …, update, next); its moves
are that quantity's cells, one at a time. Which cells belong to a move, and what is highlighted, is read
from the table of dependencies. In wide layers the units and terms that matter most are shown, the
others are counted and added up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from backprop.explain import explain
from backprop.explain_cells import (
    EDGE_QUANTITIES,
    Cell,
    Explanation,
    Followed,
    Term,
)
from backprop.explain_gradient import share
from backprop.explain_text import a_name, num, sup, w_name, y_name
from backprop.losses import FUSED

FOLD_FROM, UNITS_SHOWN = 12, 10  # a layer of 12 units and more shows the ten that matter most
TERMS_SHOWN, TERMS_KEPT = 7, 6  # a sum of more than 7 terms shows the 6 largest
EDGES_SHOWN, UPDATES_SHOWN = 20, 16  # cells of dW at a station, cells of the update
INPUTS_SHOWN = 4

Move = dict[str, Any]


@dataclass(frozen=True)
class Station:
    """A place on the line of moves: its key and label, the phase, and the cells to be explained."""

    key: str
    label: str
    phase: str
    layer: int
    cells: tuple[Cell, ...]


def shown_units(one: Followed) -> list[list[int]]:
    """Units of each layer that are drawn: all of them, or the ten that matter most to the loss: with
    the largest |dz|, of the inputs the largest |x da|."""
    found = []
    for layer, size in enumerate(one.mlp.layer_sizes):
        order = np.arange(size)
        if size >= FOLD_FROM:
            strength = np.abs(one.mlp.dz[layer][0] if layer else one.mlp.a[0][0] * one.mlp.da[0][0])
            order = np.argsort(-strength, kind="stable")[:UNITS_SHOWN]
        found.append(sorted(int(j) for j in order))
    return found


def stations(one: Followed, shown: list[list[int]]) -> list[Station]:
    """The whole walk, forward, loss, backward from the last layer to the first, update."""
    L = one.mlp.depth
    walk = [Station("x", "x", "forward", 0, ())]
    for l in range(1, L + 1):
        walk.append(_of_units("z", "forward", l, shown[l], f"z{sup(l)}"))
        walk.append(_of_units("a", "forward", l, shown[l], "ŷ" if l == L else f"a{sup(l)}"))
    walk.append(Station("loss", "loss", "loss", L, (Cell("loss", L),)))
    if (one.mlp.loss, one.mlp.activations[-1]) not in FUSED:
        walk.append(_of_units("da", "backward", L, shown[L], f"da{sup(L)}"))
    for l in range(L, 0, -1):
        walk.append(_of_units("dz", "backward", l, shown[l], f"dz{sup(l)}"))
        edges = _strongest(one, list(_edges(shown, l)), EDGES_SHOWN)
        label = f"dW{sup(l)} db{sup(l)}"
        walk.append(Station(f"dW{l}", label, "backward", l, edges))
        if l > 1:
            walk.append(_of_units("da", "backward", l - 1, shown[l - 1], f"da{sup(l - 1)}"))
    if one.step is not None:
        every = [cell for l in range(1, L + 1) for cell in _edges(shown, l)]
        chosen = _strongest(one, every, UPDATES_SHOWN)
        for key, label in (("update", "update"), ("next", "next W")):
            cells = tuple(Cell(key, c.layer, c.j, c.i) for c in chosen)
            walk.append(Station(key, label, "update", 0, cells))
    return walk


def _of_units(quantity: str, phase: str, layer: int, units: list[int], label: str) -> Station:
    cells = tuple(Cell(quantity, layer, j) for j in units)
    return Station(f"{quantity}{layer}", label, phase, layer, cells)


def _edges(shown: list[list[int]], layer: int) -> Iterator[Cell]:
    """The cells of dW and db between the shown units of a layer and the one before it."""
    for j in shown[layer]:
        for i in (*shown[layer - 1], -1):
            yield Cell("dW", layer, j, i)


def _strongest(one: Followed, cells: list[Cell], most: int) -> tuple[Cell, ...]:
    """As many cells as there is room for, those with this sample's largest share, in order."""
    if len(cells) <= most:
        return tuple(cells)
    strength = [-abs(share(one, cell).value) for cell in cells]
    chosen = np.argsort(strength, kind="stable")[:most]
    return tuple(cells[int(k)] for k in sorted(chosen))


def move_id(cell: Cell) -> str:
    """A cell as the address writes it, counted from 1: z1.3, dW2.3.1, db2.1, update2.3.1, loss."""
    if cell.quantity == "loss":
        return "loss"
    if cell.quantity not in EDGE_QUANTITIES:
        return f"{cell.quantity}{cell.layer}.{cell.j + 1}"
    name = cell.quantity if cell.i >= 0 or cell.quantity != "dW" else "db"
    source = f"{cell.i + 1}." if cell.i >= 0 else ("b." if cell.quantity != "dW" else "")
    return f"{name}{cell.layer}.{source}{cell.j + 1}"


def walk(one: Followed) -> dict[str, Any]:
    """The walk as plain data: sizes, shown units with their numbers, stations, and all moves."""
    shown = shown_units(one)
    line = stations(one, shown)
    moves: list[Move] = []
    entries = []
    for station in line:
        first = len(moves)
        if station.key == "x":
            moves.append(_entry_move(one, shown[0]))
        moves += [_move(explain(one, cell), shown) for cell in station.cells]
        focus = max(range(first, len(moves)), key=lambda k: abs(moves[k]["value"]))
        entries.append(
            {
                "key": station.key,
                "label": station.label,
                "phase": station.phase,
                "layer": station.layer,
                "first": first,
                "count": len(moves) - first,
                "focus": focus,
                "about": _about(station, one),
            }
        )
    mlp = one.mlp
    return {
        "sizes": list(mlp.layer_sizes),
        "shown": shown,
        "names": [[a_name(l, j, mlp.layer_sizes) for j in js] for l, js in enumerate(shown)],
        "values": {
            "z": [None, *(_row(mlp.z[l], shown[l]) for l in range(1, mlp.depth + 1))],
            "a": [_row(mlp.a[l], shown[l]) for l in range(mlp.depth + 1)],
            "dz": [None, *(_row(mlp.dz[l], shown[l]) for l in range(1, mlp.depth + 1))],
            "da": [_row(mlp.da[l], shown[l]) for l in range(mlp.depth + 1)],
            "y": _row(one.y, shown[-1]),
        },
        "stations": entries,
        "moves": moves,
    }


def _row(array: Any, units: list[int]) -> list[float]:
    return [float(array[0, j]) for j in units]


def _about(station: Station, one: Followed) -> str:
    """What happens at a station, for the reader of the line."""
    units = one.mlp.layer_sizes[station.layer]
    if station.key in ("x", "loss"):
        return {"x": "The sample goes in", "loss": "The loss of this sample"}[station.key]
    if station.key == "update":
        return "What the update adds to the weights"
    if station.key == "next":
        return "The weights of the next iteration"
    many = f"{units} units" if units > 1 else "1 unit"
    return f"{station.label} of layer {station.layer}, {many}"


def _entry_move(one: Followed, shown: list[int]) -> Move:
    sizes, x = one.mlp.layer_sizes, one.mlp.a[0][0]
    listed = ", ".join(num(float(v)) for v in x[:INPUTS_SHOWN])
    rest = f", and {len(x) - INPUTS_SHOWN} more" if len(x) > INPUTS_SHOWN else ""
    outputs = one.y[0]
    if len(outputs) == 1:
        target = f"{y_name(0, 1)} = {num(float(outputs[0]))}"
    elif sorted(outputs) == [0.0] * (len(outputs) - 1) + [1.0]:
        target = f"{y_name(int(outputs.argmax()), len(outputs))} = 1, the others 0"
    else:
        target = "y = (" + ", ".join(num(float(v)) for v in outputs[:INPUTS_SHOWN]) + ")"
    return {
        "id": "x",
        "name": "x",
        "title": "The sample goes in",
        "general": "a⁰ = x, one row of X",
        "numbers": [f"({listed}{rest})"],
        "terms": [],
        "more": None,
        "value": 0.0,
        "result": "",
        "aside": f"the label: {target}",
        "sentence": f"{sizes[0]} number{'s' if sizes[0] > 1 else ''} enter"
        f"{'s' if sizes[0] == 1 else ''} the network. The label waits at the other end.",
        "units": [[0, j] for j in shown],
        "edges": [],
        "target": None,
        "cell": None,
        "gradient": "",
    }


def _move(explained: Explanation, shown: list[list[int]]) -> Move:
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
    """A cell of dW or db as the address writes it: 2.3.1, the bias 2.b.1."""
    return f"{cell.layer}.{cell.i + 1 if cell.i >= 0 else 'b'}.{cell.j + 1}"


def _together(rest: list[Term]) -> dict[str, Any] | None:
    if not rest:
        return None
    value = sum(term.value for term in rest)
    return {"count": len(rest), "value": value, "text": num(value)}


def _limited(terms: tuple[Term, ...]) -> tuple[list[Term], list[Term]]:
    """The terms that are listed, in order, and those that are only added up."""
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
    """Shown units and edges that an explanation speaks of: its own, and those of its factors."""
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
