"""Predict, then reveal: grades what a person predicts about a step against the step's own arrays.

A person can predict the sign of a cell of dW or db, the layer with the largest ‖dW‖, and whether ŷ
rises or falls at a point of the plane. What is too small to call is not graded: a cell below TOO_SMALL
of its layer's largest |dW| or |db|; two largest norms within TOO_CLOSE of each other; a change of ŷ
below TOO_SMALL of the largest change at the points asked about. Every grade has a reason, one sentence
with numbers from the step's own arrays.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from backprop.arrays import Array
from backprop.data import CLASSIFICATION
from backprop.data.input_names import input_names
from backprop.nn import MLP
from backprop.notation import indexed, num, percent, plain, sup, y_name
from backprop.predict.questions import (
    TOO_SMALL,
    Probe,
    all_cells,
    cell_key,
    cell_name,
    outputs_at,
    probe_key,
    too_small,
)
from backprop.training import Trainer
from backprop.walkthrough import Cell
from backprop.walkthrough.batch import pulls
from backprop.walkthrough.cells import gradient

TOO_CLOSE = 0.02  # share by which the largest norm must exceed the second largest
MOST_OWN = 6  # points that a person may add
LAYER = "layer"  # key of the question about norms; cells and probes have keys of their own
EPSILON = 1e-3  # step of the central difference along a part of the update
RULE = (
    f"What is too small to call is not graded: a cell below {percent(TOO_SMALL)} of the largest |dW| or |db| of "
    f"its layer, or norms within {percent(TOO_CLOSE)} of each other. A change of ŷ must be at least "
    f"{percent(TOO_SMALL)} of the largest change at the points."
)


@dataclass(frozen=True)
class Graded:
    """One prediction and its grade. guess, truth: "−" or "+" for cells, a layer's number, "falls" or
    "rises" for probes. right: None if it is too small to call. value: the number behind the truth.
    reason: one or two sentences that explain it."""

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
    """All predictions of a session, in their order."""

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
        """One row for each entry; the header holds the names of the fields."""
        text = io.StringIO()
        names = [entry.name for entry in dataclasses.fields(Graded)]
        writer = csv.DictWriter(text, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(dataclasses.asdict(entry) for entry in self.entries)
        return text.getvalue()


@dataclass
class Predicting:
    """The state of a session's game.

    asked: the run and the iteration that the guesses are about. guesses: by the key of the question.
    own: cells that the person has added. points: points of the plane that the person has marked, kept
    for the run's next steps. seed: of the offered questions. revealed, probes: the grades of the last
    revealed step and its probes. score: all grades. error: why a step could not be revealed, or "".
    """

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
        """Ask about this iteration; guesses about another one are dropped."""
        if self.asked[0] != run:
            self.points = []
        if self.asked != (run, iteration):
            self.asked, self.guesses, self.own, self.error = (run, iteration), {}, [], ""
        if self.revealed and (self.revealed[0].run, self.revealed[0].iteration + 1) != self.asked:
            self.revealed = []

    def mark(self, point: tuple[float, float]) -> None:
        """Ask about a point of the person's own. A duplicate, or a point too many, changes nothing."""
        if point not in self.points and len(self.points) < MOST_OWN:
            self.points.append(point)

    def take_back(self) -> None:
        """Remove the point that was marked last."""
        if self.points:
            self.points.pop()

    def reveal(self, found: list[Graded], probes: tuple[Probe, ...]) -> None:
        """Record the grades of a step."""
        self.revealed, self.probes = found, probes
        self.score.entries += found


def grade(
    trainer: Trainer, run: str, guesses: dict[str, str], probes: tuple[Probe, ...]
) -> list[Graded]:
    """Make the trainer's next step and grade the guesses about it; their keys are those of cells and
    probes, and LAYER. Afterwards the trainer is at the next iteration.

    Raises ValueError, with nothing graded, if the step does not lead to finite numbers.
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
    reasons = _probe_reasons(trainer, probes, lambda p: outputs_at(mlp, p, plane, trainer))
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
                reason = f"{name} goes from {num(start)} to {num(start + by)}. {reasons[k]}".strip()
                what = f"{name} at point {probe.number} ({plain(probe.x[0])}, {plain(probe.x[1])})"
                right = (guess == truth) if call else None
                found.append(Graded(run, t, what, guess, truth, right, by, reason))
    return found


def _grade_cell(trainer: Trainer, run: str, cell: Cell, guess: str) -> Graded:
    value = gradient(trainer.mlp, cell)
    truth = "+" if value > 0 else "−"
    right = None if too_small(trainer.mlp, cell) else guess == truth
    reason = cell_reason(trainer, cell)
    return Graded(run, trainer.iteration, cell_name(cell), guess, truth, right, value, reason)


def _grade_layer(trainer: Trainer, run: str, guess: str) -> Graded:
    mlp = trainer.mlp
    norms = np.array([float(np.linalg.norm(mlp.dW[l])) for l in range(1, mlp.depth + 1)])
    order = np.argsort(norms)[::-1]
    largest = float(norms[order[0]])
    second = float(norms[order[1]]) if len(norms) > 1 else 0.0
    call = largest > 0.0 and largest >= (1.0 + TOO_CLOSE) * second
    truth = str(int(order[0]) + 1)
    right = (guess == truth) if call else None
    reason = ", ".join(f"‖dW{sup(l)}‖ = {num(float(v))}" for l, v in enumerate(norms, 1))
    what = "the layer with the largest ‖dW‖"
    return Graded(run, trainer.iteration, what, guess, truth, right, largest, f"{reason}.")


def cell_reason(trainer: Trainer, cell: Cell) -> str:
    """How many samples of the batch push the cell up and down, and by how much."""
    found, sizes = pulls(trainer, cell), trainer.mlp.layer_sizes
    up, down = (float(found.added[side].sum()) for side in (found.added > 0, found.added < 0))
    dz = indexed("dz", cell.layer, cell.j)
    what = dz
    if cell.i >= 0:
        source = input_names(trainer.dataset).factor(cell.layer - 1, cell.i, sizes)
        what = f"{source} · {dz}"
    text = f"It is the sum of {what} over the batch: {found.up:,} samples add {num(up)}, {found.down:,} add {num(down)}"
    if found.penalty:
        text += f", the penalty {num(found.penalty)}"
    return f"{text}; together {num(found.total)}."


def _probe_reasons(
    trainer: Trainer, probes: Sequence[Probe], outputs: Callable[[Array], Array]
) -> list[str]:
    """How the batch's samples of each class move ŷ at the probes, along −g, to first order.

    outputs(parameters): ŷ (k, n_out) at the probes. The sentences are empty if there are no classes
    or the gradient rule is not exact.
    """
    mlp = trainer.mlp
    if (
        not probes
        or trainer.dataset.task != CLASSIFICATION
        or mlp.gradient_rule != "exact"
        or trainer.experiment.interventions
    ):
        return [""] * len(probes)
    X, y = trainer.batch_data
    labels = y.argmax(axis=1) if y.shape[1] > 1 else (y[:, 0] > 0.5).astype(np.int64)
    parts: list[tuple[int, Array]] = []
    for label in np.unique(labels):
        rows = labels == label
        net = MLP(mlp.layer_sizes, mlp.activations, mlp.loss)
        net.parameters[:] = mlp.parameters
        net.forward(X[rows])
        net.backward(y[rows])
        move = -trainer.learning_rate * net.gradients * (np.count_nonzero(rows) / len(y))
        ahead = outputs(mlp.parameters + EPSILON * move)
        behind = outputs(mlp.parameters - EPSILON * move)
        parts.append((int(label), (ahead - behind) / (2 * EPSILON)))
    names = trainer.dataset.class_names

    def class_name(label: int) -> str:
        return f"class {names[label] if label < len(names) else label}"

    reasons = []
    for k, probe in enumerate(probes):
        moves = [
            f"those of {class_name(label)} by {num(float(by[k, probe.output]))}"
            for label, by in parts
        ]
        reasons.append(
            f"Against the gradient, the samples of the batch move it: {', '.join(moves)}."
        )
    return reasons
