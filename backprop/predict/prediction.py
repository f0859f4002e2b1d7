"""Predict, then reveal: what a person says of a step before it is made, graded against its arrays.

Three kinds of things can be predicted: the sign of a cell of dW or db; the layer with the largest
‖dW‖; whether ŷ rises or falls at a point of the plane. What is too small to call is not graded:
a cell below TOO_SMALL of its layer's largest |dW|, |db|; two largest norms closer than TOO_CLOSE;
a change of ŷ below TOO_SMALL of the largest one among the offered points.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from dataclasses import dataclass, field

import numpy as np

from backprop.nn import MLP
from backprop.notation import num, percent, plain, w_name, y_name
from backprop.predict.probes import TOO_SMALL, Probe, outputs_at, probe_key
from backprop.predict.reasons import cell_reason, layer_reason, norms_of, probe_reasons
from backprop.training import Trainer
from backprop.walkthrough import Cell
from backprop.walkthrough.cells import gradient

TOO_CLOSE = 0.02  # by which the largest norm has to exceed the second
MOST_OWN = 6  # points that a person may add
LAYER = "layer"  # the key of the question about norms; cells and probes have keys of their own
RULE = (
    f"What is too small is not graded: a cell below {percent(TOO_SMALL)} of the largest |dW| or |db| of its layer, "
    f"norms within {percent(TOO_CLOSE)} of each other. Nor is a change of ŷ below {percent(TOO_SMALL)} of the "
    "largest at the points."
)


@dataclass(frozen=True)
class Graded:
    """One prediction and what came of it. guess, truth: "−" or "+" for cells, a layer's number,
    "falls" or "rises" for probes. right: None where it is too small to call. value: the number behind
    the truth. reason: a sentence why."""

    run: str
    iteration: int
    what: str
    guess: str
    truth: str
    right: bool | None
    value: float
    reason: str


@dataclass
class Score:
    """All graded predictions of a session, in their order."""

    entries: list[Graded] = field(default_factory=list)

    @property
    def graded(self) -> int:
        """How many were graded."""
        return sum(entry.right is not None for entry in self.entries)

    @property
    def right(self) -> int:
        """How many of them were right."""
        return sum(entry.right is True for entry in self.entries)

    def to_json(self) -> str:
        """All entries, with the totals."""
        rows = [dataclasses.asdict(entry) for entry in self.entries]
        totals = {"right": self.right, "graded": self.graded, "predicted": len(rows)}
        return json.dumps(totals | {"predictions": rows}, indent=2, ensure_ascii=False)

    def to_csv(self) -> str:
        """A row an entry, under the names of the fields."""
        text = io.StringIO()
        names = [entry.name for entry in dataclasses.fields(Graded)]
        writer = csv.DictWriter(text, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(dataclasses.asdict(entry) for entry in self.entries)
        return text.getvalue()


@dataclass
class Predicting:
    """A session's game. asked: the run and iteration that the guesses are about, by the questions'
    keys; own: cells that the person has added; points: of the plane that the person has marked, kept for
    the run's next steps; seed: of the offered ones; revealed: the last grades, and the probes that they
    are about; score: all of them; error: why a step could not be revealed."""

    asked: tuple[str, int] = ("", -1)
    guesses: dict[str, str] = field(default_factory=dict)
    own: list[Cell] = field(default_factory=list)
    points: list[tuple[float, float]] = field(default_factory=list)
    seed: int = 0
    revealed: list[Graded] = field(default_factory=list)
    probes: tuple[Probe, ...] = ()
    score: Score = field(default_factory=Score)
    error: str = ""

    def ask(self, run: str, iteration: int) -> None:
        """The questions are about that iteration; what was said of another is forgotten."""
        if self.asked[0] != run:
            self.points = []
        if self.asked != (run, iteration):
            self.asked, self.guesses, self.own, self.error = (run, iteration), {}, [], ""
        if self.revealed and (self.revealed[0].run, self.revealed[0].iteration + 1) != self.asked:
            self.revealed = []

    def mark(self, point: tuple[float, float]) -> None:
        """Ask about a point of the person's own; beyond the most, and twice the same, changes nothing."""
        if point not in self.points and len(self.points) < MOST_OWN:
            self.points.append(point)

    def take_back(self) -> None:
        """Ask no longer about the point that was marked last."""
        if self.points:
            self.points.pop()

    def reveal(self, found: list[Graded], probes: tuple[Probe, ...]) -> None:
        """Take the grades of a step."""
        self.revealed, self.probes = found, probes
        self.score.entries += found


def cell_key(cell: Cell) -> str:
    """Such as "2:0:1": layer, from (−1 the bias), to."""
    return f"{cell.layer}:{cell.i}:{cell.j}"


def all_cells(mlp: MLP) -> list[Cell]:
    """Every cell of dW and db, layer by layer, db after dW."""
    return [
        Cell("dW", l, j, i)
        for l in range(1, mlp.depth + 1)
        for i in (*range(mlp.layer_sizes[l - 1]), -1)
        for j in range(mlp.layer_sizes[l])
    ]


def cell_name(cell: Cell) -> str:
    """Such as dW²[1,3] or db²[1]."""
    return w_name(cell.layer, cell.i, cell.j, "dW")


def offered_cells(trainer: Trainer, count: int, seed: int) -> tuple[Cell, ...]:
    """So many cells drawn by lot from those large enough to call, the layers in turn.

    The draw looks at the sizes alone, so that it gives no sign away.
    """
    mlp = trainer.mlp
    rng = np.random.default_rng([seed, trainer.iteration])
    pools: dict[int, list[Cell]] = {l: [] for l in range(mlp.depth, 0, -1)}
    for cell in all_cells(mlp):
        if not _too_small(mlp, cell):
            pools[cell.layer].append(cell)
    pools = {l: [pool[k] for k in rng.permutation(len(pool))] for l, pool in pools.items()}
    chosen: list[Cell] = []
    while len(chosen) < count and any(pools.values()):
        for pool in pools.values():
            if pool and len(chosen) < count:
                chosen.append(pool.pop())
    return tuple(sorted(chosen, key=lambda cell: (cell.layer, cell.j, cell.i)))


def grade(
    trainer: Trainer, run: str, guesses: dict[str, str], probes: tuple[Probe, ...]
) -> list[Graded]:
    """Make the step of the trainer's iteration and grade what was said of it, by keys of cells,
    probes and LAYER. The trainer stands at the next iteration afterwards.

    Raises ValueError, with nothing graded, where the step does not lead to finite numbers.
    """
    mlp, t = trainer.mlp, trainer.iteration
    found = [
        _grade_cell(trainer, run, cell, guesses[cell_key(cell)])
        for cell in all_cells(mlp)
        if cell_key(cell) in guesses
    ]
    if LAYER in guesses:
        found.append(_grade_layer(trainer, run, guesses[LAYER]))
    plane = np.array([probe.x for probe in probes]).reshape(-1, 2)
    before = outputs_at(mlp, mlp.parameters, plane, trainer) if probes else None
    reasons = probe_reasons(trainer, probes, lambda p: outputs_at(mlp, p, plane, trainer))
    trainer.step()
    if trainer.iteration == t:
        raise ValueError(f"{trainer.diverged} There is no step to reveal.")
    if before is not None:
        change = outputs_at(mlp, mlp.parameters, plane, trainer) - before
        sizes = [abs(float(change[k, probe.output])) for k, probe in enumerate(probes)]
        for k, probe in enumerate(probes):
            if (guess := guesses.get(probe_key(probe))) is not None:
                start, by = float(before[k, probe.output]), float(change[k, probe.output])
                name = y_name(probe.output, mlp.layer_sizes[-1]).replace("y", "ŷ")
                call = sizes[k] >= TOO_SMALL * max(sizes) and by != 0.0
                truth = "rises" if by > 0 else "falls"
                told = f"{name} goes from {num(start)} to {num(start + by)}. {reasons[k]}".strip()
                what = f"{name} at point {probe.number} ({plain(probe.x[0])}, {plain(probe.x[1])})"
                right = (guess == truth) if call else None
                found.append(Graded(run, t, what, guess, truth, right, by, told))
    return found


def _grade_cell(trainer: Trainer, run: str, cell: Cell, guess: str) -> Graded:
    value = gradient(trainer.mlp, cell)
    truth = "+" if value > 0 else "−"
    right = None if _too_small(trainer.mlp, cell) else guess == truth
    reason = cell_reason(trainer, cell)
    return Graded(run, trainer.iteration, cell_name(cell), guess, truth, right, value, reason)


def _grade_layer(trainer: Trainer, run: str, guess: str) -> Graded:
    sizes = norms_of(trainer.mlp)
    order = np.argsort(sizes)[::-1]
    largest = float(sizes[order[0]])
    second = float(sizes[order[1]]) if len(sizes) > 1 else 0.0
    call = largest > 0.0 and largest >= (1.0 + TOO_CLOSE) * second
    truth = str(int(order[0]) + 1)
    right = (guess == truth) if call else None
    what = "the layer with the largest ‖dW‖"
    return Graded(
        run, trainer.iteration, what, guess, truth, right, largest, layer_reason(trainer.mlp)
    )


def _too_small(mlp: MLP, cell: Cell) -> bool:
    """Whether a cell is too small to call; also where all of its layer are 0, or not finite."""
    dW, db = mlp.dW[cell.layer], mlp.db[cell.layer]
    largest = max(float(np.abs(dW).max()), float(np.abs(db).max()))
    return not abs(gradient(mlp, cell)) >= TOO_SMALL * largest > 0.0
