"""An activation that the package does not include, the bent identity. Tests register it."""

from __future__ import annotations

import numpy as np

from backprop.arrays import Array
from backprop.nn import Activation, Code

HALF = 0.5


def root(z: Array) -> Array:
    return np.sqrt(z * z + 1.0)


def bent(z: Array, out: Array | None = None) -> Array:
    above: Array = HALF * (root(z) - 1.0)
    return np.add(above, z, out=out)


def bent_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    return np.add(HALF * z / root(z), 1.0, out=out)


BENT = Activation(
    name="bent",
    spoken="bent identity",
    description="Nearly linear, with a slope between ½ and 1½.",
    latex=r"\tfrac{1}{2}\left(\sqrt{(z)^2 + 1} - 1\right) + z",
    slope_latex=r"\frac{z}{2\,\sqrt{(z)^2 + 1}} + 1",
    function=bent,
    slope=bent_slope,
    analytic=lambda z: (np.sqrt(z * z + 1.0) - 1.0) / 2.0 + z,
    numpy=Code("(np.sqrt(z**2 + 1) - 1) / 2 + z", "z / (2 * np.sqrt(z**2 + 1)) + 1"),
    javascript=Code("(Math.sqrt(z * z + 1) - 1) / 2 + z", "z / (2 * Math.sqrt(z * z + 1)) + 1"),
    onnx="Add(Mul(Sub(Sqrt(Add(Mul(z, z), 1)), 1), 0.5), z)",
)
