"""js/run/activations.js, written from the registry of activations.

The committed file is what these functions give for the activations of this package, so that Biome,
tsc and the tests of scripts see it. An activation that is registered from outside is in the text
that the app serves and a replay carries; see ``scripts``.
"""

from __future__ import annotations

import json
import re

from backprop.nn import ACTIVATIONS, Activation, Code

NAME = "run/activations.js"

_HEAD = """\
// Written by python -m tools.activations_script from backprop/nn/activations.py. Do not edit.
// The activation functions and their slopes, by the names that Python registers.
// All arrays of a layer are units first: unit j of sample s stands at [j * n + s], so that the
// samples of one unit lie next to each other and the inner loops run straight through memory.
import { PHI_0, Phi, sigmoid, softmax, softplus, tanh } from "./formulas.js";

/**
 * @typedef {Object} Activation
 * @property {string} spoken the name in a sentence
 * @property {(z: Float64Array, a: Float64Array, n: number, k: number) => void} apply fills a from
 *   z, both (k, n)
 * @property {(z: number, a: number) => number} slope da/dz of one unit; softmax has none: it mixes
 *   units
 * @property {[number, number] | null} range where all activations lie, when they do
 */

// The loops are written out, not shared: each keeps its own compiled form, and these are the pixels
// of every map.
/** @type {Record<string, Activation>} */
export const ACTIVATIONS = {
"""

_ENTRY = """\
  %(name)s: {
    spoken: %(spoken)s,
%(apply)s
    slope(%(parameters)s) {
      return %(slope)s;
    },
    range: %(range)s,
  },
"""

_EACH = """\
    apply(zs, as, n, k) {
      for (let p = 0; p < n * k; p++) {
        const z = zs[p];
        as[p] = %s;
      }
    },"""


def activations_script() -> str:
    """The text of the script, for the activations that are registered now."""
    return f"{_HEAD}{''.join(map(_entry, ACTIVATIONS.values()))}}};\n"


def _entry(activation: Activation) -> str:
    code = activation.javascript
    low_high = activation.range
    return _ENTRY % {
        "name": activation.name,
        "spoken": json.dumps(activation.spoken, ensure_ascii=False),
        "apply": _apply(code),
        "parameters": _parameters(code.slope),
        "slope": code.slope or "NaN",
        "range": "null" if low_high is None else "[%g, %g]" % low_high,
    }


def _apply(code: Code) -> str:
    if not code.slope:
        return f"    apply: {code.value},"
    if code.value == "z":
        return "    apply: (z, a) => a.set(z),"  # a copy is quicker than a loop
    return _EACH % code.value


def _parameters(slope: str) -> str:
    """Those of z and a that a slope reads; an underscore keeps the place of z."""
    z, a = (bool(re.search(rf"\b{name}\b", slope)) for name in "za")
    if a:
        return "z, a" if z else "_z, a"
    return "z" if z else ""
