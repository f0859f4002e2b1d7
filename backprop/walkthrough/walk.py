"""The walk of a sample: stations from x to the next weights, each with its single moves.

A station is a quantity of a layer (z¹, a¹, …, loss, …, dz², dW² db², da¹, …, update, next). Its moves
are the cells of that quantity, one at a time. The table of dependencies says which cells belong to a
move and what is highlighted. Wide layers show only the units and terms that matter most; the others are
counted and added up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from backprop.nn import FUSED
from backprop.notation import sup
from backprop.walkthrough.cells import Cell, Followed
from backprop.walkthrough.explanation import explain
from backprop.walkthrough.gradient import share
from backprop.walkthrough.moves import Move, entry_move, move

FOLD_FROM, UNITS_SHOWN = 12, 10  # a layer of 12 or more units shows the 10 that matter most
EDGES_SHOWN, UPDATES_SHOWN = 20, 16  # cells of dW at a station, and of the update


@dataclass(frozen=True)
class Station:
    """A stop on the walk: its key, label and phase, and the cells that it explains."""

    key: str
    label: str
    phase: str
    layer: int
    cells: tuple[Cell, ...]


def shown_units(one: Followed) -> list[list[int]]:
    """The units of each layer in the diagram: all of them, or the ten that affect the loss most. These have
    the largest |dz|, or for inputs the largest |x da|."""
    found = []
    for layer, size in enumerate(one.mlp.layer_sizes):
        order = np.arange(size)
        if size >= FOLD_FROM:
            strength = np.abs(one.mlp.dz[layer][0] if layer else one.mlp.a[0][0] * one.mlp.da[0][0])
            order = np.argsort(-strength, kind="stable")[:UNITS_SHOWN]
        found.append(sorted(int(j) for j in order))
    return found


def stations(one: Followed, shown: list[list[int]]) -> list[Station]:
    """The whole walk: forward, loss, backward from the last layer to the first, update."""
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
    """At most ``most`` of the cells, in order: those to which this sample contributes most."""
    if len(cells) <= most:
        return tuple(cells)
    strength = [-abs(share(one, cell).value) for cell in cells]
    chosen = np.argsort(strength, kind="stable")[:most]
    return tuple(cells[int(k)] for k in sorted(chosen))


def walk(one: Followed) -> dict[str, Any]:
    """The walk as plain data: sizes, shown units with their numbers, stations, and all moves."""
    shown = shown_units(one)
    line = stations(one, shown)
    moves: list[Move] = []
    entries = []
    for station in line:
        first = len(moves)
        if station.key == "x":
            moves.append(entry_move(one, shown[0]))
        moves += [move(explain(one, cell), shown) for cell in station.cells]
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
        "names": [[one.symbol(l, j) for j in js] for l, js in enumerate(shown)],
        "columns": [one.inputs.columns[j] for j in shown[0]] if one.inputs.columns else None,
        "symbols": list(one.inputs.symbols) or None,
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
    """What happens at a station, in a few words."""
    units = one.mlp.layer_sizes[station.layer]
    if station.key in ("x", "loss"):
        return {"x": "The sample enters the network", "loss": "The loss of this sample"}[
            station.key
        ]
    if station.key == "update":
        return "What the update adds to the weights"
    if station.key == "next":
        return "The weights of the next iteration"
    many = f"{units} units" if units > 1 else "1 unit"
    return f"{station.label} of layer {station.layer}, {many}"
