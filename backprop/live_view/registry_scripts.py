"""Scripts of the browser that are written from Python's registries.

The committed files hold the output for this package alone, so that Biome, tsc and the JavaScript tests see
them. The app and a replay use the output for everything registered at first use, including activations
added from outside.
"""

from __future__ import annotations

import json
import re

from backprop.nn import ACTIVATIONS, OPTIMIZERS, Activation, Code

_ACTIVATIONS = """\
// The activation functions and their slopes, by the names that Python registers. Written by
// python -m tools.registry_scripts from backprop/nn/activations.py: change them there.
// All arrays of a layer are units first: unit j of sample s stands at [j * n + s], so that the
// samples of one unit lie next to each other and the inner loops run straight through memory.
import { PHI_0, Phi, sigmoid, softmax, softplus, tanh } from "./formulas.js";
/** @import { ActivationName } from "../types.d.ts" */

/**
 * @typedef {Object} Activation
 * @property {(z: Float64Array, a: Float64Array, n: number, k: number) => void} apply fills a from
 *   z, both (k, n)
 * @property {(z: number, a: number) => number} slope da/dz of one unit; softmax has none: it mixes
 *   units
 * @property {[number, number]|null} range where all activations lie, when they do
 */

// The loops are written out, not shared: each keeps its own compiled form, and these are the pixels
// of every map.
/** @type {Record<ActivationName, Activation>} */
export const ACTIVATIONS = {
%s};
"""

_ENTRY = """\
  %(name)s: {
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


def registry_scripts() -> dict[str, str]:
    """The texts of the scripts by name, for everything registered now."""
    activations = _ACTIVATIONS % "".join(map(_entry, ACTIVATIONS.values()))
    names = {
        "optimizers": list(OPTIMIZERS),
        "spoken": {e.name: e.spoken for e in (*ACTIVATIONS.values(), *OPTIMIZERS.values())},
    }
    return {
        "run/activations.js": activations,
        "core/registries.json": json.dumps(names, indent=2, ensure_ascii=False) + "\n",
    }


def _entry(activation: Activation) -> str:
    code, ends = activation.javascript, activation.range
    return _ENTRY % {
        "name": activation.name,
        "apply": _apply(code),
        "parameters": _parameters(code.slope),
        "slope": code.slope or "NaN",
        "range": f"[{ends[0]:g}, {ends[1]:g}]" if ends else "null",
    }


def _apply(code: Code) -> str:
    if not code.slope:
        return f"    apply: {code.value},"
    if code.value == "z":
        return "    apply: (z, a) => a.set(z),"  # quicker than a loop
    return _EACH % code.value


def _parameters(slope: str) -> str:
    """The parameters of a slope: those of z and a that it uses. An unused z before a becomes _z."""
    z, a = (re.search(rf"\b{name}\b", slope) for name in "za")
    if a:
        return "z, a" if z else "_z, a"
    return "z" if z else ""
