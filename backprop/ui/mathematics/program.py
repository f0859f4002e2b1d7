"""The generated program beside the equations, with the lines of the chosen equation highlighted."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from streamlit.components.v2 import component

from backprop.codegen import Program
from backprop.codegen.program import Line
from backprop.equations import Equation
from backprop.live_view.loading import loader, styles

KEY = "program_view"

_program_view = component(
    "backprop_program",
    css=styles("program"),
    js=loader("components/program.js", "mountProgram"),
    isolate_styles=False,  # the page's fonts and colours
)


def draw(
    program: Program,
    equations: Iterable[Equation],
    chosen: Equation,
    layer: int,
    sel: str,
    on_picked: Callable[[], None],
) -> None:
    """The program with the chosen equation's lines on the colour ``sel``. on_picked: the trigger
    "picked" carries the key of the equation whose line was clicked."""
    known = list(equations)
    lines = [
        {
            "text": line.text,
            "equation": _equation_of(line, known),
            "lit": bool(line.marks & chosen.marks),
            "where": f"l = {layer}" if line.looped else "",
        }
        for line in program.lines
    ]
    _program_view(key=KEY, data={"lines": lines, "sel": sel}, on_picked_change=on_picked)


def _equation_of(line: Line, equations: list[Equation]) -> str:
    """The first equation of the layer that the line implements, or ""."""
    return next((e.key for e in equations if e.marks & line.marks), "")
