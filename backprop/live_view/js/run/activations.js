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
  relu: {
    spoken: "ReLU",
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
    spoken: "leaky ReLU",
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
    spoken: "ELU",
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
    spoken: "GELU",
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
    spoken: "SiLU",
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
    spoken: "softplus",
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
    spoken: "tanh",
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
    spoken: "sigmoid",
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
    spoken: "linear",
    apply: (z, a) => a.set(z),
    slope() {
      return 1;
    },
    range: null,
  },
  softmax: {
    spoken: "softmax",
    apply: softmax,
    slope() {
      return NaN;
    },
    range: [0, 1],
  },
};
