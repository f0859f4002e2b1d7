"""The parts of an explanation: a cell, its terms, and the sample's pass that supplies the numbers.

A cell's value is a sum of terms and each term is a product of factors. A factor is the value of another
cell, a constant, or a function of a cell, which its text spells out. The formulas themselves are in
the table in explanation.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

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
    """The address of one number. i = −1 stands for the bias: dW is then db, and W is b."""

    quantity: str
    layer: int
    j: int = 0
    i: int = -1


@dataclass(frozen=True)
class Factor:
    """A factor of a term: its value, its text with numbers, and the cell that it comes from.

    function: whether the value is a function of that cell, for example a slope, and not the cell's own.
    """

    value: float
    text: str
    cell: Cell | None = None
    function: bool = False

    @property
    def in_product(self) -> str:
        """The text after a multiplication sign: negative numbers are in brackets."""
        return bracketed(self.text)


@dataclass(frozen=True)
class Term:
    """One summand: a product of factors, with a label that says where it comes from."""

    label: str
    factors: tuple[Factor, ...]

    @property
    def value(self) -> float:
        """The product; negative zero becomes zero."""
        return math.prod(factor.value for factor in self.factors) + 0.0

    def text(self, first: bool) -> str:
        """The product in numbers, for example 1.443 · (−0.8344)."""
        head, *rest = self.factors
        start = head.text if first else head.in_product
        return " · ".join([start, *(factor.in_product for factor in rest)])


@dataclass(frozen=True)
class Explanation:
    """How the number in a cell is computed.

    value: the number that the engine computed. general: the equation in the article's notation.
    terms: they add up to the value. sentence: what happens here, with this network's numbers. aside: a
    side calculation, for example of the slope.
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
        """Whether there are several terms, so that the sum is worth drawing."""
        return len(self.terms) > 1

    @property
    def numbers(self) -> str:
        """The right-hand side with this network's numbers."""
        return " + ".join(term.text(first=k == 0) for k, term in enumerate(self.terms))


@dataclass(frozen=True)
class Step:
    """The update of an iteration.

    memory: the optimizer's vectors before the update. change: what the update adds to the parameters.
    Both are lists of pairs shaped like W and b of each layer: (n_in, n_out) and (1, n_out).
    frozen: layers, and cut: weights (layer, i, j), that an intervention keeps from changing.
    edits: values that interventions set after the update.
    """

    optimizer: str
    rate: float
    number: int
    numbers: Numbers
    memory: tuple[list[tuple[Array, Array]], ...]
    change: list[tuple[Array, Array]]
    frozen: frozenset[int] = frozenset()
    cut: frozenset[tuple[int, int, int]] = frozenset()
    edits: tuple[Intervention, ...] = ()

    def why_fixed(self, cell: Cell) -> str:
        """Why a parameter cannot change, in a few words, or "" if it can."""
        if cell.layer in self.frozen:
            return f"layer {cell.layer} is frozen"
        weight = cell.layer, cell.i, cell.j
        return "the connection is cut" if weight in self.cut else ""

    def edit_of(self, cell: Cell) -> Intervention | None:
        """The intervention that sets this parameter after the update, if there is one."""
        place = cell.layer, cell.i, cell.j
        return next((one for one in self.edits if (one.layer, one.i, one.j) == place), None)


@dataclass(frozen=True)
class Followed:
    """One sample on its way through a network, and the batch it may belong to.

    mlp: the network after a pass of this sample alone (its own loss, no 1/n). batch: a network with
    the same parameters after the pass of the batch. place: the sample's row in the batch, None for a
    probe. y: (1, n_out). step: the update of the iteration, if there is one. inputs: the names of the
    inputs.
    """

    mlp: MLP
    batch: MLP
    y: Array
    place: int | None
    step: Step | None = None
    inputs: InputNames = UNNAMED

    @property
    def n(self) -> int:
        """The number of samples in the batch."""
        return len(self.batch.a[0])

    def symbol(self, layer: int, j: int) -> str:
        """The name of a unit in equations."""
        return self.inputs.symbol(layer, j, self.mlp.layer_sizes)

    def label(self, layer: int, j: int) -> str:
        """The name of a unit in sentences."""
        return self.inputs.label(layer, j, self.mlp.layer_sizes)

    @property
    def rule(self) -> GradientRule:
        """The gradient rule of the network."""
        return GRADIENT_RULES[self.mlp.gradient_rule]

    def weight(self, bias: bool) -> float:
        """The factor of a sample's a · dz in dW, or of its dz in db: 1/n or 1."""
        if self.rule.mean_over_samples or (bias and self.rule.mean_db):
            return 1.0 / self.n
        return 1.0

    def value(self, cell: Cell) -> float:
        """The value of a cell in this sample's pass, or of a parameter."""
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
    """W[l][i, j], or b[l][0, j] for i = −1."""
    if cell.i < 0:
        return float(mlp.b[cell.layer][0, cell.j])
    return float(mlp.W[cell.layer][cell.i, cell.j])


def gradient(mlp: MLP, cell: Cell) -> float:
    """dW[l][i, j], or db[l][0, j] for i = −1, of the last backward pass."""
    if cell.i < 0:
        return float(mlp.db[cell.layer][0, cell.j])
    return float(mlp.dW[cell.layer][cell.i, cell.j])


def constant(value: float, text: str | None = None) -> Factor:
    """A factor that does not come from a cell."""
    return Factor(value, text if text is not None else num(value))


def largest(terms: tuple[Term, ...]) -> Term:
    """The term with the largest absolute value."""
    return terms[int(np.argmax([abs(term.value) for term in terms]))]
