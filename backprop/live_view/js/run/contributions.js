// The gradient by samples: what each sample of a batch adds to every cell of dW and db.
import { backward, forwardFrom, sampleLosses, unitsFirst } from "./net.js";
/** @import { Layers, Net, Run } from "../types.d.ts" */

/**
 * @typedef {Object} Contributions
 * @property {number} n samples in the batch
 * @property {ArrayLike<number>} indices which samples of the set, in the order of the batch
 * @property {Float64Array[]} z (units, n) of each layer
 * @property {Float64Array[]} a (units, n) of each layer, a[0] the inputs
 * @property {Float64Array[]} dz (units, n), as the batch's backward pass has it: divided by
 *   n under the exact rule
 * @property {Float64Array} y (outputs, n)
 * @property {Float64Array} losses (n,) each sample's own loss
 * @property {Float64Array} norms (n,) length of each sample's own gradient, over all weights and
 *   biases
 * @property {(layer: number, i: number, j: number) => Float64Array} weight (n,) what each sample
 *   adds to dW[layer][i, j]
 * @property {(layer: number, j: number) => Float64Array} bias (n,) what each adds to db[layer][j]
 */

/**
 * They add up to dW and db without the penalty, which belongs to no sample. Exact rule: dz carries
 * the 1/n of the mean. Tutorial's rule: dz does not, dW is a sum and db a mean.
 * @param {Net & Partial<Pick<Run, "X_train"|"y_train">>} run
 * @param {Layers} layers the parameters
 * @param {ArrayLike<number>} indices
 * @param {ArrayLike<number>} [X] (m, d) another set than the training set
 * @param {ArrayLike<number>} [Y] (m, k)
 * @returns {Contributions}
 */
export function sampleGradients(run, layers, indices, X = run.X_train, Y = run.y_train) {
  if (!X || !Y) throw new Error("A run without its data has no contributions.");
  const n = indices.length;
  const L = run.sizes.length - 1;
  const pass = forwardFrom(run, layers, unitsFirst(X, n, run.sizes[0], indices), n);
  const y = unitsFirst(Y, n, run.sizes[L], indices);
  const dz = backward(run, layers, pass, y);
  const norms = ownNorms(run.sizes, pass.a, dz, n);
  const tutorial = run.gradient_rule === "tutorial";
  if (!tutorial) for (let l = 1; l <= L; l++) for (let p = 0; p < dz[l].length; p++) dz[l][p] /= n;
  return {
    n,
    indices,
    z: pass.z,
    a: pass.a,
    dz,
    y,
    norms,
    losses: sampleLosses(run, pass, y),
    weight(layer, i, j) {
      const out = new Float64Array(n);
      for (let s = 0; s < n; s++) out[s] = pass.a[layer - 1][i * n + s] * dz[layer][j * n + s];
      return out;
    },
    bias(layer, j) {
      const out = dz[layer].slice(j * n, j * n + n);
      if (tutorial) for (let s = 0; s < n; s++) out[s] /= n;
      return out;
    },
  };
}

/**
 * ‖a ⊗ dz‖² of a layer is ‖a‖²‖dz‖², and the bias adds ‖dz‖²: the gradient itself is not needed.
 * @param {number[]} sizes
 * @param {Float64Array[]} a
 * @param {Float64Array[]} dz
 * @param {number} n
 */
function ownNorms(sizes, a, dz, n) {
  const norms = new Float64Array(n);
  for (let s = 0; s < n; s++) {
    for (let l = 1; l < sizes.length; l++) {
      norms[s] += (squares(a[l - 1], sizes[l - 1], s, n) + 1) * squares(dz[l], sizes[l], s, n);
    }
    norms[s] = Math.sqrt(norms[s]);
  }
  return norms;
}

/**
 * The sum of squares of sample s.
 * @param {Float64Array} array (k, n)
 * @param {number} k
 * @param {number} s
 * @param {number} n
 */
function squares(array, k, s, n) {
  let sum = 0;
  for (let j = 0; j < k; j++) sum += array[j * n + s] ** 2;
  return sum;
}

/**
 * How a batch pulls on one number: the gradient is subtracted, so what adds to it pulls the number
 * down.
 * @param {Float64Array} parts
 * @returns {{sum: number, up: number, down: number}}
 */
export function pulls(parts) {
  let [sum, up, down] = [0, 0, 0];
  for (const part of parts) {
    sum += part;
    if (part > 0) down++;
    else if (part < 0) up++;
  }
  return { sum, up, down };
}
