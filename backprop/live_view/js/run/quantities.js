// The four quantities that the heatmaps can show, as arrays in the layout of the parameters.
/** @import { Quantity, Run } from "../types.d.ts" */
/** @import { Frame } from "./frame.js" */
/** @import { Computed } from "./phases.js" */

/**
 * Values of one layer: (n_in · n_out) row-major, and (n_out,).
 * @typedef {{W: Float64Array, b: Float64Array}} Values
 */

/**
 * Names of a button, of a weight's and of a bias's entry; what has to be computed first.
 * @typedef {{title: string, W: string, b: string, needs: Computed|null, signed: boolean}} Named
 * @type {Record<Quantity, Named>}
 */
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
export function isComputed(frame, quantity, layer) {
  const { needs } = QUANTITIES[quantity];
  return needs === null || frame.computed(needs, layer);
}

/**
 * @param {Run} run
 * @returns {(frame: Frame, quantity: Quantity, layer: number) => Values} the ratio is written into
 *   the same arrays each time
 */
export function quantityReader(run) {
  const ratio = run.sizes.map((k, l) => ({
    W: new Float64Array(l ? run.sizes[l - 1] * k : 0),
    b: new Float64Array(l ? k : 0),
  }));
  return (frame, quantity, l) => {
    switch (quantity) {
      case "gradient":
        return { W: frame.dW[l], b: frame.db[l] };
      case "parameters":
        return { W: frame.W[l], b: frame.b[l] };
      case "update":
        return { W: frame.uW[l], b: frame.ub[l] };
      default:
        divide(ratio[l].W, frame.uW[l], frame.W[l]);
        divide(ratio[l].b, frame.ub[l], frame.b[l]);
        return ratio[l];
    }
  };
}

/**
 * @param {Float64Array} out filled with |above| / |below|
 * @param {Float64Array} above
 * @param {Float64Array} below
 */
function divide(out, above, below) {
  for (let p = 0; p < out.length; p++) out[p] = Math.abs(above[p]) / Math.abs(below[p]);
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
