// How strong the gradient is: at a unit, by which the units that are drawn are chosen, and at most
// in a layer.
/** @import { Run } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */

/**
 * How strong the gradient at a unit is: of what comes into it, for an input of what it feeds.
 * @param {Run} run
 * @param {Frame} frame
 * @returns {(layer: number, j: number) => number}
 */
export function unitStrength(run, frame) {
  return (layer, j) => {
    const l = Math.max(layer, 1);
    const k = run.sizes[l];
    const dW = frame.dW[l];
    let sum = layer ? frame.db[l][j] ** 2 : 0;
    if (layer) for (let p = j; p < dW.length; p += k) sum += dW[p] ** 2;
    else for (let p = j * k; p < (j + 1) * k; p++) sum += dW[p] ** 2;
    return Math.sqrt(sum);
  };
}

/**
 * The largest finite size.
 * @param {number[]|Float64Array} values
 */
export function top(values) {
  let most = 0;
  for (let p = 0; p < values.length; p++) {
    const size = Math.abs(values[p]);
    if (size > most && size < Infinity) most = size;
  }
  return most;
}
