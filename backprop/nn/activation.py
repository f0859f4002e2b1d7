"""What an activation consists of: everything the app knows of it, in one entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backprop.arrays import Array
from backprop.nn.registry import Code

Complex = NDArray[np.complex128]


@dataclass(frozen=True)
class Formula:
    """f and f' in plain text, for z above zero and, where it differs, at and below zero.

    {z} and {a} stand for a name or a number, such as z¹₃ or −0.3377.
    general, general_slope: one text for both branches, where they differ.
    """

    function: str
    slope: str
    function_below: str | None = None
    slope_below: str | None = None
    general: str | None = None
    general_slope: str | None = None


@dataclass(frozen=True)
class Activation:
    """One activation function a = f(z).

    name: a Python identifier. spoken: the name in a sentence. description: a sentence for menus.
    latex, slope_latex: the right-hand sides of f(z) = … and f'(z) = ….
    function(z, out): f(z), elementwise on float64 of any shape.
    slope(z, a, out): f'(z), from z or from a = f(z), whichever is cheaper. None for softmax.
    analytic(z): f continued to complex128, for the complex-step derivative of the gradient check.
        Written without ``function`` and ``slope``, so that it can test them.
    numpy: f(z) and f'(z, a) in the NumPy program, with z (n, n_out).
    javascript: the same for numbers z and a, in the browser. May call Math and what
        js/run/formulas.js exports. Without a slope, value is the name of a function of
        formulas.js that fills a whole layer.
    formula: how a walk writes f and f'. Without it, the name stands for f.
    onnx: f(z) by operators of ONNX's opset 17, such as "Mul(z, Sigmoid(z))". torch: a module of
        torch.nn. sklearn: scikit-learn's name. None where there is none: the export says so.
    kinks: the z where the slope jumps.
    range: where all outputs lie, if they are bounded.
    steepest: the largest slope of a function that goes flat on both sides. A unit saturates where
        its slope is far below.
    rectifies: positive z pass almost unchanged, negative z are stopped. He weights suit it.
    """

    name: str
    spoken: str
    description: str
    latex: str
    slope_latex: str
    function: Callable[[Array, Array | None], Array]
    slope: Callable[[Array, Array, Array | None], Array] | None
    analytic: Callable[[Complex], Complex]
    numpy: Code
    javascript: Code
    formula: Formula | None = None
    onnx: str | None = None
    torch: str | None = None
    sklearn: str | None = None
    kinks: tuple[float, ...] = ()
    range: tuple[float, float] | None = None
    steepest: float | None = None
    rectifies: bool = False

    @property
    def unit_interval(self) -> bool:
        """Whether every output lies in 0..1, so that it can be read as a probability."""
        return self.range is not None and self.range[0] >= 0.0 and self.range[1] <= 1.0
