// The four quantities that the heatmaps can show, as arrays in the layout of the parameters.
/** @import { Run } from "../types.d.ts" */
/** @import { Frame } from "./frame.js" */

/**
 * @typedef {"gradient"|"parameters"|"update"|"ratio"} Quantity
 * @typedef {{W: Float64Array, b: Float64Array}} Values of one layer: (n_in · n_out) row-major, and
 *   (n_out,)
 */

/** Names: of a button, of a weight's and a bias's entry, of the length of the weights' part. */
export const QUANTITIES = {
  gradient: { title: "dW, db", W: "dW", b: "db", needs: "dW", signed: true },
  parameters: { title: "W, b", W: "W", b: "b", needs: null, signed: true },
  update: { title: "update", W: "ΔW", b: "Δb", needs: "update", signed: true },
  ratio: { title: "|update| / |W|", W: "|ΔW|/|W|", b: "|Δb|/|b|", needs: "update", signed: false },
};

/**
 * Whether a quantity of a layer has been computed at this point of the walk.
 * @param {Frame} frame
 * @param {Quantity} quantity
 * @param {number} layer
 */
export const isComputed = (frame, quantity, layer) =>
  !QUANTITIES[quantity].needs || frame.computed(QUANTITIES[quantity].needs, layer);

/**
 * @param {Run} run
 * @returns {(frame: Frame, quantity: Quantity, layer: number) => Values} that allocates nothing
 */
export function quantityReader(run) {
  const ratio = run.sizes.map((k, l) =>
    l ? { W: new Float64Array(run.sizes[l - 1] * k), b: new Float64Array(k) } : null,
  );
  const views = { W: null, b: null };
  const divide = (out, above, below) => {
    for (let p = 0; p < out.length; p++) out[p] = Math.abs(above[p]) / Math.abs(below[p]);
  };
  return (frame, quantity, layer) => {
    if (quantity === "ratio") {
      divide(ratio[layer].W, frame.uW[layer], frame.W[layer]);
      divide(ratio[layer].b, frame.ub[layer], frame.b[layer]);
      return ratio[layer];
    }
    const [W, b] = {
      gradient: [frame.dW, frame.db],
      parameters: [frame.W, frame.b],
      update: [frame.uW, frame.ub],
    }[quantity];
    views.W = W[layer];
    views.b = b[layer];
    return views;
  };
}

/**
 * The largest finite size.
 * @param {Values} values
 * @returns {number}
 */
export function largestSize(values) {
  let most = 0;
  for (const part of [values.W, values.b]) {
    for (let p = 0; p < part.length; p++) {
      const size = part[p] < 0 ? -part[p] : part[p];
      if (size > most && size < Infinity) most = size;
    }
  }
  return most;
}

/**
 * The length of a vector.
 * @param {Float64Array} values
 */
export function norm(values) {
  let sum = 0;
  for (let p = 0; p < values.length; p++) sum += values[p] * values[p];
  return Math.sqrt(sum);
}
