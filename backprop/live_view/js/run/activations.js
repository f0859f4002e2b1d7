// The activation functions and their slopes, by the names that Python registers.
// All arrays of a layer are units first: unit j of sample s stands at [j * n + s], so that the
// samples of one unit lie next to each other and the inner loops run straight through memory.
import { normalShare } from "./erf.js";
/** @import { ActivationName } from "../types.d.ts" */

/**
 * Fills a from z, both (k, n).
 * @typedef {(z: Float64Array, a: Float64Array, n: number, k: number) => void} Apply
 */

/**
 * @typedef {Object} Activation
 * @property {Apply} apply
 * @property {(z: number, a: number) => number} slope da/dz of one unit; softmax has none: it mixes
 *   units
 * @property {[number, number]|null} range where all activations lie, when they do
 */

const NORMAL = 1 / Math.sqrt(2 * Math.PI);

/**
 * exp of nothing positive: no overflow at either end.
 * @param {number} z
 */
export function sigmoid(z) {
  if (z >= 0) return 1 / (1 + Math.exp(-z));
  const e = Math.exp(z);
  return e / (1 + e);
}

/**
 * log(1 + exp z) without overflow.
 * @param {number} z
 */
export const softplus = (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

/**
 * Twice as fast as Math.tanh and as exact, but near 0, where it would cancel.
 * @param {number} z
 */
function tanh(z) {
  return z > -0.25 && z < 0.25 ? Math.tanh(z) : 1 - 2 / (Math.exp(2 * z) + 1);
}

/**
 * One function for each unit by itself.
 * @param {(z: number) => number} f
 * @returns {Apply}
 */
const each = (f) => (z, a, n, k) => {
  for (let p = 0; p < n * k; p++) a[p] = f(z[p]);
};

/**
 * exp(z_j) / Σ exp(z_k) over the units of a layer, shifted by the largest z.
 * @type {Apply}
 */
function softmax(z, a, n, k) {
  for (let s = 0; s < n; s++) {
    let top = -Infinity;
    for (let j = 0; j < k; j++) top = Math.max(top, z[j * n + s]);
    let sum = 0;
    for (let j = 0; j < k; j++) sum += a[j * n + s] = Math.exp(z[j * n + s] - top);
    for (let j = 0; j < k; j++) a[j * n + s] /= sum;
  }
}

// The loops are written out, not shared: each keeps its own compiled form, and these are the pixels
// of every map.
/** @type {Record<ActivationName, Activation>} */
export const ACTIVATIONS = {
  relu: {
    apply: (z, a, n, k) => {
      for (let p = 0; p < n * k; p++) a[p] = z[p] > 0 ? z[p] : 0;
    },
    slope: (z) => (z > 0 ? 1 : 0),
    range: null,
  },
  leaky_relu: {
    apply: (z, a, n, k) => {
      for (let p = 0; p < n * k; p++) a[p] = z[p] > 0 ? z[p] : 0.01 * z[p];
    },
    slope: (z) => (z > 0 ? 1 : 0.01),
    range: null,
  },
  elu: {
    apply: each((z) => (z > 0 ? z : Math.expm1(z))),
    slope: (z) => (z > 0 ? 1 : Math.exp(z)),
    range: null,
  },
  gelu: {
    apply: each((z) => z * normalShare(z)),
    slope: (z) => normalShare(z) + z * NORMAL * Math.exp(-0.5 * z * z),
    range: null,
  },
  silu: {
    apply: each((z) => z * sigmoid(z)),
    slope: (z) => {
      const s = sigmoid(z);
      return s * (1 + z * (1 - s));
    },
    range: null,
  },
  softplus: { apply: each(softplus), slope: (z) => sigmoid(z), range: null },
  tanh: {
    apply: (z, a, n, k) => {
      for (let p = 0; p < n * k; p++) a[p] = tanh(z[p]);
    },
    slope: (_z, a) => 1 - a * a,
    range: [-1, 1],
  },
  sigmoid: {
    apply: (z, a, n, k) => {
      for (let p = 0; p < n * k; p++) a[p] = sigmoid(z[p]);
    },
    slope: (_z, a) => a * (1 - a),
    range: [0, 1],
  },
  linear: { apply: (z, a) => a.set(z), slope: () => 1, range: null },
  softmax: { apply: softmax, slope: () => NaN, range: [0, 1] },
};
