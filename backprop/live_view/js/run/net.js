// The network's arithmetic in the browser, in float64: forward, the loss of each sample, and the
// backward pass of each sample by itself. It follows backprop/nn/mlp.py; a browser test holds the two
// together. Arrays of a layer are units first, (k, n): unit j of sample s at [j * n + s].
import { ACTIVATIONS } from "./activations.js";
import { softplus } from "./formulas.js";
/** @import { ActivationName, Layers, Net } from "../types.d.ts" */

const TINY = 2 ** -1022; // floor of ŷ and 1 − ŷ in the output's da, as in Python

/**
 * z and a of each layer, (units, n); index 0 of z is empty, a[0] are the inputs.
 * @typedef {{n: number, z: Float64Array[], a: Float64Array[]}} Pass
 */

/** @type {Float64Array} of layer 0 */
const NONE = new Float64Array(0);

/**
 * @param {ArrayLike<number>} rows (n, d), a row a sample
 * @param {number} n
 * @param {number} d
 * @param {ArrayLike<number>} [indices] which rows
 * @returns {Float64Array} (d, n)
 */
export function unitsFirst(rows, n, d, indices) {
  const out = new Float64Array(d * n);
  for (let s = 0; s < n; s++) {
    const row = (indices ? indices[s] : s) * d;
    for (let i = 0; i < d; i++) out[i * n + s] = rows[row + i];
  }
  return out;
}

/**
 * z = W^T a + b of one layer.
 * @param {Float64Array} W (nIn, nOut) row-major
 * @param {Float64Array} b (nOut,)
 * @param {Float64Array} a (nIn, n)
 * @param {Float64Array} z (nOut, n), filled
 * @param {number} n
 */
export function affine(W, b, a, z, n) {
  const nOut = b.length;
  const nIn = W.length / nOut;
  for (let j = 0; j < nOut; j++) {
    const to = j * n;
    z.fill(b[j], to, to + n);
    let i = 0;
    for (; i + 3 < nIn; i += 4) {
      // four inputs at a time: a quarter of the passes over z
      const w0 = W[i * nOut + j];
      const w1 = W[(i + 1) * nOut + j];
      const w2 = W[(i + 2) * nOut + j];
      const w3 = W[(i + 3) * nOut + j];
      const a0 = i * n;
      const a1 = a0 + n;
      const a2 = a1 + n;
      const a3 = a2 + n;
      for (let s = 0; s < n; s++)
        z[to + s] += w0 * a[a0 + s] + w1 * a[a1 + s] + w2 * a[a2 + s] + w3 * a[a3 + s];
    }
    for (; i < nIn; i++) {
      const w = W[i * nOut + j];
      const from = i * n;
      for (let s = 0; s < n; s++) z[to + s] += w * a[from + s];
    }
  }
}

/**
 * The forward pass.
 * @param {Pick<Net, "sizes"|"activations">} net
 * @param {Layers} layers
 * @param {ArrayLike<number>} points (n, d), a row a point
 * @returns {Pass}
 */
export function forward(net, layers, points) {
  const n = points.length / net.sizes[0];
  return forwardFrom(net, layers, unitsFirst(points, n, net.sizes[0]), n);
}

/**
 * The same from inputs that are units first already.
 * @param {Pick<Net, "sizes"|"activations">} net
 * @param {Layers} layers
 * @param {Float64Array} inputs (d, n)
 * @param {number} n
 * @returns {Pass}
 */
export function forwardFrom({ sizes, activations }, { W, b }, inputs, n) {
  const z = [NONE];
  const a = [inputs];
  for (let l = 1; l < sizes.length; l++) {
    z[l] = new Float64Array(sizes[l] * n);
    a[l] = new Float64Array(sizes[l] * n);
    affine(W[l], b[l], a[l - 1], z[l], n);
    ACTIVATIONS[activations[l - 1]].apply(z[l], a[l], n, sizes[l]);
  }
  return { n, z, a };
}

/**
 * Each sample's own loss: over the outputs it is a sum. From z where that is the stable way. The
 * tutorial divides it by the number of outputs (the loss only, not its gradient).
 * @param {Net} run
 * @param {Pass} pass
 * @param {Float64Array} y (k, n)
 * @returns {Float64Array} (n,)
 */
export function sampleLosses(run, pass, y) {
  const L = run.sizes.length - 1;
  const [n, k, z, a, last] = [pass.n, run.sizes[L], pass.z[L], pass.a[L], run.activations[L - 1]];
  const loss = new Float64Array(n);
  const floor = (/** @type {number} */ v) => Math.log(Math.max(v, TINY));
  for (let s = 0; s < n; s++) {
    let top = -Infinity;
    let sum = 0;
    if (last === "softmax") {
      for (let j = 0; j < k; j++) top = Math.max(top, z[j * n + s]);
      for (let j = 0; j < k; j++) sum += Math.exp(z[j * n + s] - top);
    }
    for (let j = 0; j < k; j++) {
      const p = j * n + s;
      if (run.loss === "mse") loss[s] += (y[p] - a[p]) ** 2;
      else if (run.loss === "cross_entropy") {
        if (y[p] !== 0)
          loss[s] -= y[p] * (last === "softmax" ? z[p] - top - Math.log(sum) : floor(a[p]));
      } else if (last === "sigmoid") loss[s] += softplus(z[p]) - y[p] * z[p];
      else loss[s] -= y[p] * floor(a[p]) + (1 - y[p]) * floor(1 - a[p]);
    }
    if (run.gradient_rule === "tutorial") loss[s] /= k;
  }
  return loss;
}

/**
 * dz of the output layer for each sample's own loss.
 * @param {Net} run
 * @param {Pass} pass
 * @param {Float64Array} y (k, n)
 * @returns {Float64Array} (k, n)
 */
function outputDz(run, pass, y) {
  const L = run.sizes.length - 1;
  const [n, k, z, a, last] = [pass.n, run.sizes[L], pass.z[L], pass.a[L], run.activations[L - 1]];
  const dz = new Float64Array(n * k);
  const fused =
    (run.loss === "binary_cross_entropy" && last === "sigmoid") ||
    (run.loss === "cross_entropy" && last === "softmax");
  for (let s = 0; s < n; s++) {
    let total = 1; // Σy of the sample: 1 for one-hot labels
    if (last === "softmax") {
      total = 0;
      for (let j = 0; j < k; j++) total += y[j * n + s];
    }
    for (let j = 0; j < k; j++) {
      const p = j * n + s;
      if (fused) dz[p] = a[p] * total - y[p];
      else if (run.loss === "mse") dz[p] = 2 * (a[p] - y[p]);
      else if (run.loss === "cross_entropy") dz[p] = -y[p] / Math.max(a[p], TINY);
      else dz[p] = (1 - y[p]) / Math.max(1 - a[p], TINY) - y[p] / Math.max(a[p], TINY);
    }
  }
  if (!fused) throughActivation(dz, z, a, n, k, last, 1);
  if (run.gradient_rule === "tutorial" && last === "sigmoid")
    for (let p = 0; p < n * k; p++) dz[p] *= 2;
  return dz;
}

/**
 * From da to dz in place: times the slope; for softmax the vector-Jacobian product a(da − Σ a da).
 * @param {Float64Array} d (k, n)
 * @param {Float64Array} z (k, n)
 * @param {Float64Array} a (k, n)
 * @param {number} n
 * @param {number} k
 * @param {ActivationName} name
 * @param {number} factor
 */
function throughActivation(d, z, a, n, k, name, factor) {
  if (name === "softmax") {
    for (let s = 0; s < n; s++) {
      let dot = 0;
      for (let j = 0; j < k; j++) dot += a[j * n + s] * d[j * n + s];
      for (let j = 0; j < k; j++) d[j * n + s] = a[j * n + s] * (d[j * n + s] - dot);
    }
    return;
  }
  const slope = ACTIVATIONS[name].slope;
  for (let p = 0; p < n * k; p++) d[p] *= factor * slope(z[p], a[p]);
}

/**
 * dz of every layer for each sample's own loss (not divided by the number of samples).
 * @param {Net} run
 * @param {Layers} layers
 * @param {Pass} pass
 * @param {Float64Array} y (k, n)
 * @returns {Float64Array[]} (units, n); index 0 is empty
 */
export function backward(run, { W }, pass, y) {
  const { sizes, activations } = run;
  const L = sizes.length - 1;
  const n = pass.n;
  const dz = Array(L + 1).fill(NONE);
  dz[L] = outputDz(run, pass, y);
  for (let l = L - 1; l >= 1; l--) {
    const d = backThrough(W[l + 1], dz[l + 1], sizes[l], sizes[l + 1], n);
    const name = activations[l - 1];
    const factor = run.gradient_rule === "tutorial" && name === "sigmoid" ? 2 : 1;
    throughActivation(d, pass.z[l], pass.a[l], n, sizes[l], name, factor);
    dz[l] = d;
  }
  return dz;
}

/**
 * da of a layer of k units, from dz of the next one.
 * @param {Float64Array} W (k, next) of the next layer
 * @param {Float64Array} dz (next, n)
 * @param {number} k
 * @param {number} next
 * @param {number} n
 */
function backThrough(W, dz, k, next, n) {
  const da = new Float64Array(k * n);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < next; j++) {
      const w = W[i * next + j];
      for (let s = 0; s < n; s++) da[i * n + s] += w * dz[j * n + s];
    }
  }
  return da;
}
