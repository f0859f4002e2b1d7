"""What an explanation is made of: a cell, its terms, and the sample's pass from which they are read.

A cell's value is a sum of terms, a term a product of factors, and a factor is the value of another
cell (or a constant, or a function of a cell, which its text then spells out). Nothing here knows a
formula: the table in explanation.py does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from backprop.arrays import Array
from backprop.data import UNNAMED, InputNames
from backprop.nn import GRADIENT_RULES, MLP, GradientRule
from backprop.nn.optimizers import Numbers
from backprop.notation import bracketed, num
from backprop.training import Intervention

# z, a, da, dz: unit j of a layer. W, dW, update, next: from i to j, i = −1 for the bias. loss; y.
EDGE_QUANTITIES = ("W", "dW", "update", "next")


@dataclass(frozen=True)
class Cell:
    """The address of one number. dW with i = −1 is db, and W with i = −1 is b."""

    quantity: str
    layer: int
    j: int = 0
    i: int = -1


@dataclass(frozen=True)
class Factor:
    """A factor of a term: its value, how it is written with numbers, and the cell it is read from.

    function: the value is not that cell's own but a function of it, such as a slope.
    """

    value: float
    text: str
    cell: Cell | None = None
    function: bool = False

    @property
    def in_product(self) -> str:
        """The text where something stands before it: negative numbers in brackets."""
        return bracketed(self.text)


@dataclass(frozen=True)
class Term:
    """One summand: the product of its factors, and where it comes from."""

    label: str
    factors: tuple[Factor, ...]

    @property
    def value(self) -> float:
        """The product; a negative zero is zero."""
        return math.prod(factor.value for factor in self.factors) + 0.0

    def text(self, first: bool) -> str:
        """Such as 1.443 · (−0.8344)."""
        head, *rest = self.factors
        start = head.text if first else head.in_product
        return " · ".join([start, *(factor.in_product for factor in rest)])


@dataclass(frozen=True)
class Explanation:
    """Where one cell's number comes from.

    value: the engine's own. general: the equation in the article's notation. terms: what adds up to
    the value. sentence: what just happened, its numbers computed. aside: a side calculation, such as
    the slope. adds_up: whether the terms are parts of a sum worth drawing.
    """

    cell: Cell
    name: str
    title: str
    general: str
    terms: tuple[Term, ...]
    value: float
    sentence: str
    aside: str = ""

    @property
    def adds_up(self) -> bool:
        """Whether it is a sum of several terms."""
        return len(self.terms) > 1

    @property
    def numbers(self) -> str:
        """The right-hand side with this network's numbers."""
        return " + ".join(term.text(first=k == 0) for k, term in enumerate(self.terms))


@dataclass(frozen=True)
class Step:
    """The update of an iteration. memory: the optimizer's vectors before it, change: what it adds to
    the parameters, both laid out as W and b of each layer: [(W-like (n_in, n_out), b-like (1, n_out))].
    frozen: layers, cut: weights (layer, i, j) whose update is 0 by an intervention. edits: what is
    written into the parameters after it."""

    optimizer: str
    rate: float
    number: int
    numbers: Numbers
    memory: tuple[list[tuple[Array, Array]], ...]
    change: list[tuple[Array, Array]]
    frozen: frozenset[int] = frozenset()
    cut: frozenset[tuple[int, int, int]] = frozenset()
    edits: tuple[Intervention, ...] = ()

    def held(self, cell: Cell) -> str:
        """Why the update of a parameter is 0 whatever its gradient, in a few words, or ""."""
        if cell.layer in self.frozen:
            return f"layer {cell.layer} is frozen"
        weight = cell.layer, cell.i, cell.j
        return "the connection is cut" if weight in self.cut else ""

    def written(self, cell: Cell) -> Intervention | None:
        """The intervention that writes this parameter after the update, if there is one."""
        place = cell.layer, cell.i, cell.j
        return next((one for one in self.edits if (one.layer, one.i, one.j) == place), None)


@dataclass(frozen=True)
class Followed:
    """One sample on its way through a network, and the batch it may belong to.

    mlp: the network with the pass of this sample alone (its own loss, no 1/n). batch: the network
    with the pass of the batch, whose parameters are the same. place: the sample's row in the batch,
    None for a probe. y (1, n_out). step: the update of the iteration, where there is one. inputs: what
    the inputs are called.
    """

    mlp: MLP
    batch: MLP
    y: Array
    place: int | None
    step: Step | None = None
    inputs: InputNames = UNNAMED
    kept: dict[Cell, Explanation] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """Samples in the batch."""
        return len(self.batch.a[0])

    def symbol(self, layer: int, j: int) -> str:
        """A unit in an equation."""
        return self.inputs.symbol(layer, j, self.mlp.layer_sizes)

    def label(self, layer: int, j: int) -> str:
        """A unit in a sentence."""
        return self.inputs.label(layer, j, self.mlp.layer_sizes)

    @property
    def rule(self) -> GradientRule:
        """The gradient rule of the network."""
        return GRADIENT_RULES[self.mlp.gradient_rule]

    def weight(self, bias: bool) -> float:
        """What a sample's a · dz is multiplied with on its way into dW (or db)."""
        if self.rule.mean_over_samples or (bias and self.rule.mean_db):
            return 1.0 / self.n
        return 1.0

    def value(self, cell: Cell) -> float:
        """The engine's number in a cell of this sample's pass, or a parameter."""
        if cell.quantity == "y":
            return float(self.y[0, cell.j])
        if cell.quantity == "W":
            return parameter(self.mlp, cell)
        arrays: dict[str, list[Array]] = {"z": self.mlp.z, "a": self.mlp.a, "dz": self.mlp.dz}
        array = (arrays[cell.quantity] if cell.quantity != "da" else self.mlp.da)[cell.layer]
        return float(array[0, cell.j])

    def factor(self, cell: Cell) -> Factor:
        """The value of a cell as a factor."""
        value = self.value(cell)
        return Factor(value, num(value), cell)


def parameter(mlp: MLP, cell: Cell) -> float:
    """W[l][i, j] or b[l][0, j]."""
    if cell.i < 0:
        return float(mlp.b[cell.layer][0, cell.j])
    return float(mlp.W[cell.layer][cell.i, cell.j])


def gradient(mlp: MLP, cell: Cell) -> float:
    """dW[l][i, j] or db[l][0, j] of the last backward pass."""
    if cell.i < 0:
        return float(mlp.db[cell.layer][0, cell.j])
    return float(mlp.dW[cell.layer][cell.i, cell.j])


def constant(value: float, text: str | None = None) -> Factor:
    """A factor that is written in full."""
    return Factor(value, text if text is not None else num(value))


def largest(terms: tuple[Term, ...]) -> Term:
    """The term with the largest absolute value."""
    return terms[int(np.argmax([abs(term.value) for term in terms]))]
