// The state at an iteration of a run with interventions: settings, batches, parameters that do not
// change.
/** @import { Run, Stretch } from "../types.d.ts" */

/** @typedef {{layer: number, i?: number, j: number}} Parameter of a weight, or without i of a bias */

/**
 * @param {Stretch[]} stretches in order
 * @param {number} t
 * @returns {Stretch} the one that iteration t is in
 */
export function stretchAt(stretches, t) {
  let found = stretches[0];
  for (const stretch of stretches) if (stretch.first <= t) found = stretch;
  return found;
}

/**
 * The batch of an iteration.
 * @param {Stretch} stretch
 * @param {number} t
 * @param {number} n training samples
 * @returns {{epoch: number, start: number, stop: number, position: number, perEpoch: number}}
 *   positions in the epoch's order; which batch of how many
 */
export function batchOf({ batch_size, epoch, epoch_from }, t, n) {
  const perEpoch = Math.ceil(n / batch_size);
  const epochs = Math.floor((t - epoch_from) / perEpoch);
  const position = t - epoch_from - epochs * perEpoch;
  const start = position * batch_size;
  return {
    epoch: epoch + epochs,
    start,
    stop: Math.min(start + batch_size, n),
    position,
    perEpoch,
  };
}

/**
 * @param {number[]} cell layer, i, j
 * @param {Parameter} parameter
 */
const same = (cell, { layer, i = -1, j }) => cell[0] === layer && cell[1] === i && cell[2] === j;

/**
 * Why a parameter is not updated, in a few words, or "".
 * @param {Stretch} stretch
 * @param {Parameter} parameter
 */
export function fixedBy(stretch, parameter) {
  if (stretch.frozen.includes(parameter.layer)) return `layer ${parameter.layer} is frozen`;
  return stretch.cut.some((cell) => same(cell, parameter)) ? "cut" : "";
}

/**
 * Whether every parameter moves by −η times its gradient.
 * @param {Stretch} stretch
 */
export const plainDescent = ({ optimizer, frozen, cut }) =>
  optimizer === "sgd" && frozen.length + cut.length === 0;

/**
 * The intervention that writes a parameter at an iteration, or undefined.
 * @param {Run} run
 * @param {number} t
 * @param {Parameter} parameter
 */
export const writtenAt = (run, t, parameter) =>
  run.interventions.find(
    (one) =>
      one.iteration === t &&
      ["weight", "bias", "cut"].includes(one.kind) &&
      same([one.layer, one.i, one.j], parameter),
  );
