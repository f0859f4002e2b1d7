// The choices that a person may change at an iteration, compared with the current ones.
import { fixedBy } from "../run/stretches.js";
/** @import { Run, Selected } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */

/** @type {[Setting, string][]} Numbers of the training, and what they are called. */
export const NUMBERS = [
  ["learning_rate", "base learning rate η"],
  ["batch_size", "batch size (0: all)"],
  ["l1", "L1"],
  ["l2", "L2"],
  ["momentum", "momentum μ"],
  ["rmsprop_decay", "decay ρ"],
  ["beta1", "β₁"],
  ["beta2", "β₂"],
  ["epsilon", "ε"],
];

/**
 * @typedef {"learning_rate"|"batch_size"|"l1"|"l2"|"momentum"|"rmsprop_decay"|"beta1"|"beta2"
 *   |"epsilon"} Setting
 */

/** @typedef {Extract<Selected, {kind: "weight"|"bias"}>} Parameter the selected weight or bias */

/**
 * An intervention, as requested from Python.
 * @typedef {Object} Change
 * @property {string} kind
 * @property {number|string|null} [value]
 * @property {number} [layer]
 * @property {number} [i]
 * @property {number} [j]
 */

/**
 * Current or requested choices.
 * @typedef {Object} State
 * @property {Partial<Record<Setting, number>>} numbers those that the optimizer has
 * @property {string} optimizer
 * @property {boolean[]} frozen of layers 1 to L
 * @property {boolean} cut the selected weight
 * @property {number} [value] of the selected parameter
 */

/**
 * The choices in force at a frame.
 * @param {Run} run
 * @param {Frame} frame
 * @param {Parameter|null} selected
 * @returns {State}
 */
export function stateAt(run, { stretch, W, b }, selected) {
  /** @type {State} */
  const state = {
    numbers: {},
    optimizer: stretch.optimizer,
    frozen: run.sizes.slice(1).map((_, k) => stretch.frozen.includes(k + 1)),
    cut: false,
  };
  for (const [name] of NUMBERS) state.numbers[name] = stretch[name];
  if (stretch.batch_size >= run.n_train) state.numbers.batch_size = 0;
  if (selected?.kind === "weight") {
    const { layer, i, j } = selected;
    state.value = W[layer][i * run.sizes[layer] + j];
    state.cut = fixedBy({ ...stretch, frozen: [] }, selected) === "cut";
  }
  if (selected?.kind === "bias") state.value = b[selected.layer][selected.j];
  return state;
}

/**
 * @param {State} was
 * @param {State} now
 * @param {Run} run
 * @param {Parameter|null} selected
 * @returns {Change[]}
 */
export function changesBetween(was, now, run, selected) {
  /** @type {Change[]} */
  const changes = [];
  for (const [kind] of NUMBERS) {
    const value = now.numbers[kind];
    if (value === undefined || value === was.numbers[kind]) continue;
    const full = kind === "batch_size" && (value === 0 || value >= run.n_train);
    changes.push({ kind, value: full ? null : value });
  }
  if (now.optimizer !== was.optimizer) changes.push({ kind: "optimizer", value: now.optimizer });
  now.frozen.forEach((on, k) => {
    if (on !== was.frozen[k]) changes.push({ kind: on ? "freeze" : "unfreeze", layer: k + 1 });
  });
  if (!selected) return changes;
  const { kind, ...place } = selected;
  if (now.cut !== was.cut) changes.push({ kind: now.cut ? "cut" : "restore", ...place });
  if (now.value !== was.value && !now.cut) changes.push({ kind, ...place, value: now.value });
  return changes;
}
