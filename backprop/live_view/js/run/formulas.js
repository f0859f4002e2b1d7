// What the formulas of activations.js call: written for speed and full precision, and exported for
// activations that are registered from outside.
import { Phi } from "./erf.js";

export { Phi };

/** The normal density at 0, 1/√(2π). */
export const PHI_0 = 1 / Math.sqrt(2 * Math.PI);

/**
 * exp of non-positive numbers only, so that nothing overflows.
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
export function tanh(z) {
  return z > -0.25 && z < 0.25 ? Math.tanh(z) : 1 - 2 / (Math.exp(2 * z) + 1);
}

/**
 * exp(z_j) / Σ exp(z_k) over the units of a layer, shifted by the largest z.
 * @param {Float64Array} z (k, n)
 * @param {Float64Array} a (k, n), filled
 * @param {number} n
 * @param {number} k
 */
export function softmax(z, a, n, k) {
  for (let s = 0; s < n; s++) {
    let top = -Infinity;
    for (let j = 0; j < k; j++) top = Math.max(top, z[j * n + s]);
    let sum = 0;
    for (let j = 0; j < k; j++) sum += a[j * n + s] = Math.exp(z[j * n + s] - top);
    for (let j = 0; j < k; j++) a[j * n + s] /= sum;
  }
}
