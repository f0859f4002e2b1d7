"""The entry of an activation: everything the app knows about it."""

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

    {z} and {a} are replaced by a name or a number, for example z¹₃ or −0.3377.
    general, general_slope: one text that covers both branches, if they differ.
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

    name: a Python identifier. spoken: the name as a sentence writes it. description: a sentence
        for menus.
    latex, slope_latex: the right-hand sides of f(z) = … and f'(z) = ….
    function(z, out): f(z), elementwise on float64 of any shape.
    slope(z, a, out): f'(z), computed from z or from a = f(z), whichever is cheaper. None for softmax.
    analytic(z): f extended to complex128, for the complex-step derivative of the gradient check.
        It does not use ``function`` or ``slope``, because it tests them.
    numpy: f(z) and f'(z, a) in the NumPy program, with z (n, n_out).
    javascript: the same for numbers z and a, in the browser. May call Math and what
        js/run/formulas.js exports. If there is no slope, value names a function of formulas.js
        that fills a whole layer.
    formula: f and f' as the page "Follow one sample" writes them. Without it, f is written by name.
    onnx: f(z) in operators of ONNX's opset 17, for example "Mul(z, Sigmoid(z))". torch: a module of
        torch.nn. sklearn: scikit-learn's name. None if it has no equivalent: the export then
        explains that it is not available.
    kinks: the values of z at which the slope jumps.
    range: the interval that contains all outputs, if they are bounded.
    steepest: the largest slope of a function that flattens on both sides. A unit is saturated when
        its slope is far below this.
    rectifies: whether it passes positive z almost unchanged and stops negative z. Use He weights
        with it.
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
