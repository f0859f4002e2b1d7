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
  relu: {
    apply(zs, as, n, k) {
      for (let p = 0; p < n * k; p++) {
        const z = zs[p];
        as[p] = z > 0 ? z : 0;
      }
    },
    slope(z) {
      return z > 0 ? 1 : 0;
    },
    range: null,
  },
  leaky_relu: {
    apply(zs, as, n, k) {
      for (let p = 0; p < n * k; p++) {
        const z = zs[p];
        as[p] = z > 0 ? z : 0.01 * z;
      }
    },
    slope(z) {
      return z > 0 ? 1 : 0.01;
    },
    range: null,
  },
  elu: {
    apply(zs, as, n, k) {
      for (let p = 0; p < n * k; p++) {
        const z = zs[p];
        as[p] = z > 0 ? z : Math.expm1(z);
      }
    },
    slope(z) {
      return z > 0 ? 1 : Math.exp(z);
    },
    range: null,
  },
  gelu: {
    apply(zs, as, n, k) {
      for (let p = 0; p < n * k; p++) {
        const z = zs[p];
        as[p] = z * Phi(z);
      }
    },
    slope(z) {
      return Phi(z) + z * PHI_0 * Math.exp(-0.5 * z * z);
    },
    range: null,
  },
  silu: {
    apply(zs, as, n, k) {
      for (let p = 0; p < n * k; p++) {
        const z = zs[p];
        as[p] = z * sigmoid(z);
      }
    },
    slope(z) {
      return sigmoid(z) * (1 + z * (1 - sigmoid(z)));
    },
    range: null,
  },
  softplus: {
    apply(zs, as, n, k) {
      for (let p = 0; p < n * k; p++) {
        const z = zs[p];
        as[p] = softplus(z);
      }
    },
    slope(z) {
      return sigmoid(z);
    },
    range: null,
  },
  tanh: {
    apply(zs, as, n, k) {
      for (let p = 0; p < n * k; p++) {
        const z = zs[p];
        as[p] = tanh(z);
      }
    },
    slope(_z, a) {
      return 1 - a * a;
    },
    range: [-1, 1],
  },
  sigmoid: {
    apply(zs, as, n, k) {
      for (let p = 0; p < n * k; p++) {
        const z = zs[p];
        as[p] = sigmoid(z);
      }
    },
    slope(_z, a) {
      return a * (1 - a);
    },
    range: [0, 1],
  },
  linear: {
    apply: (z, a) => a.set(z),
    slope() {
      return 1;
    },
    range: null,
  },
  softmax: {
    apply: softmax,
    slope() {
      return NaN;
    },
    range: [0, 1],
  },
};
