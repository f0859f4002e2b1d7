"""The complete NumPy program of an Experiment, to be copied, read and run without this package.

It prints the losses of the training set that ``Trainer.history.train_loss`` holds. Its lines know
which equations they implement: an equation of equations.py and a line belong together where their
``marks`` meet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from backprop.codegen import program_sections as sections
from backprop.codegen.layout import MARK
from backprop.data import Dataset
from backprop.nn import MLP
from backprop.training import Experiment


@dataclass(frozen=True)
class Line:
    """A line of the program, the equations that it implements, and whether it is one line for all
    layers (it stands in a loop over l)."""

    text: str
    marks: frozenset[str] = frozenset()
    looped: bool = False


@dataclass(frozen=True)
class Program:
    """lines, and iterations: the last iteration whose loss it prints."""

    lines: tuple[Line, ...]
    iterations: int

    @property
    def text(self) -> str:
        """The program as one runs it."""
        return "\n".join(line.text for line in self.lines) + "\n"


def program(experiment: Experiment, mlp: MLP, dataset: Dataset, iterations: int) -> Program:
    """The program of a run: its experiment, network and data (those of a Trainer).

    It prints the losses of the iterations 0 to ``iterations``. The data has to be the experiment's
    named set: the program draws it anew.
    """
    case = sections.Case(experiment, mlp, dataset, iterations)
    written = (
        sections.head(case),
        sections.data(case),
        sections.parameters(case),
        *sections.functions(case),
        sections.forward(),
        *sections.loss(case),
        sections.backward(case),
        sections.training(case),
    )
    return Program(tuple(map(_line, _joined(written).splitlines())), iterations)


def _joined(written: Iterable[str]) -> str:
    """Sections below each other, two empty lines around a function, one elsewhere."""
    text, before = "", False
    for section in (section.strip("\n") for section in written):
        function = section.startswith("def ")
        gap = "\n\n\n" if function or before else "\n\n"
        text += (gap if text else "") + section
        before = function
    return text


def _line(text: str) -> Line:
    code, _, marks = text.partition(MARK)
    names = frozenset(marks.split())
    return Line(code.rstrip(), names - {"each"}, "each" in names)
