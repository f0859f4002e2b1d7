"""The complete NumPy program of an Experiment, to copy, read and run without this package.

It prints the training losses, as in ``Trainer.history.train_loss``. Each line names the equations that
it implements: a line belongs to an equation of equations.py if they have a mark in common.
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
    """A line of the program, and the marks of the equations that it implements.

    looped: whether it serves all layers, inside a loop over l.
    """

    text: str
    marks: frozenset[str] = frozenset()
    looped: bool = False


@dataclass(frozen=True)
class Program:
    """The lines of a program. iterations: the last iteration whose loss it prints."""

    lines: tuple[Line, ...]
    iterations: int

    @property
    def text(self) -> str:
        """The program's source."""
        return "\n".join(line.text for line in self.lines) + "\n"


def program(experiment: Experiment, mlp: MLP, dataset: Dataset, iterations: int) -> Program:
    """The program of a run, from a Trainer's experiment, network and data.

    It prints the losses of iterations 0 to ``iterations``. The data must be the set that the experiment
    names, because the program generates it again.
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
    """Join the sections, with two empty lines around a function and one elsewhere."""
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
