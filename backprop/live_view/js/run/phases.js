// The four phases of an iteration: forward layer 1..L, the loss, backward layer L..1, the update. A
// walk is a pure function of (iteration, phase): nothing here keeps state, so every move can be
// undone.
import { spoken, sup } from "../core/notation.js";
import { ACTIVATIONS } from "./activations.js";
/** @import { Run } from "../types.d.ts" */
/** @import { Frame } from "./frame.js" */

/**
 * @typedef {{stage: "forward"|"loss"|"backward"|"update", layer: number}} Phase layer is 0 for loss
 *   and update
 */

/**
 * All phases of an iteration in order.
 * @param {number} L
 * @returns {Phase[]} 2L + 2 of them
 */
export function phasesOf(L) {
  const layers = Array.from({ length: L }, (_, l) => l + 1);
  return [
    ...layers.map((layer) => ({ stage: "forward", layer })),
    { stage: "loss", layer: 0 },
    ...layers.reverse().map((layer) => ({ stage: "backward", layer })),
    { stage: "update", layer: 0 },
  ];
}

/**
 * Its place in the order.
 * @param {Phase} phase
 * @param {number} L
 */
export function phaseIndex(phase, L) {
  if (phase.stage === "forward") return phase.layer - 1;
  if (phase.stage === "loss") return L;
  return phase.stage === "backward" ? 2 * L + 1 - phase.layer : 2 * L + 1;
}

/**
 * @param {Phase|null} phase null: the whole step is done
 * @param {string} quantity
 * @param {number} layer
 * @param {number} L
 */
export function isComputed(phase, quantity, layer, L) {
  if (phase === null) return true;
  const now = phaseIndex(phase, L);
  if (quantity === "a") return layer === 0 || now >= layer - 1;
  if (quantity === "loss") return now >= L;
  if (quantity === "update") return now >= 2 * L + 1;
  return now >= 2 * L + 1 - layer; // dz, dW, db, da of a layer
}

/**
 * One move of the walk, over the border of an iteration where need be.
 * @param {number} t
 * @param {Phase|null} phase
 * @param {number} by 1 or −1
 * @param {number} L
 * @returns {{t: number, phase: Phase}}
 */
export function walked(t, phase, by, L) {
  const all = phasesOf(L);
  if (phase === null) return { t, phase: by > 0 ? all[0] : all[all.length - 1] };
  const next = phaseIndex(phase, L) + by;
  if (next >= all.length) return { t: t + 1, phase: all[0] };
  if (next < 0) return t > 0 ? { t: t - 1, phase: all[all.length - 1] } : { t, phase: all[0] };
  return { t, phase: all[next] };
}

const LOSS = {
  mse: "Σ (y − ŷ)²",
  binary_cross_entropy: "−y ln ŷ − (1 − y) ln(1 − ŷ)",
  cross_entropy: "−Σ y ln ŷ",
};

/**
 * What a phase computes, in the article's notation: in short, and in full with the shapes of this
 * batch.
 * @param {Run} run
 * @param {Phase} phase
 * @param {Frame} frame
 * @returns {{short: string, full: string}}
 */
export function equation(run, phase, { start, stop, stretch }) {
  const { sizes, activations } = run;
  const n = stop - start;
  const L = sizes.length - 1;
  const { stage, layer: l } = phase;
  const [up, below] = [sup(l), l === 1 ? "X" : `a${sup(l - 1)}`];
  if (stage === "forward") {
    const short = `a${up} = ${ACTIVATIONS[activations[l - 1]].spoken}(${below} W${up} + b${up})`;
    return {
      short,
      full: `${short}; ${below} is ${n} × ${sizes[l - 1]}, W${up} is ${sizes[l - 1]} × ${sizes[l]}`,
    };
  }
  if (stage === "loss") {
    const how =
      run.gradient_rule === "tutorial"
        ? "sum over the samples, divided by the outputs, of"
        : "mean over the samples of";
    return {
      short: `${run.gradient_rule === "tutorial" ? "sum" : "mean"} of ${LOSS[run.loss]}`,
      full: `loss = ${how} ${LOSS[run.loss]}`,
    };
  }
  if (stage === "backward") {
    const short = `dW${up} = ${below}ᵀ dz${up},  ${below} ${n} × ${sizes[l - 1]}, dz${up} ${n} × ${sizes[l]}`;
    return {
      short,
      full: `${l === L ? `dz${up} from ŷ and y` : `dz${up} from dz${sup(l + 1)} W${sup(l + 1)}ᵀ and the slope of ${ACTIVATIONS[activations[l - 1]].spoken}`}; ${short}`,
    };
  }
  const short =
    stretch.optimizer === "sgd"
      ? "W ← W − η dW, b ← b − η db"
      : `W ← W + what ${spoken(stretch.optimizer)} makes of dW`;
  const frozen = stretch.frozen.length ? `, layer ${stretch.frozen.join(", ")} frozen` : "";
  return { short: `${short}${frozen}`, full: `${short}, in every layer at once${frozen}` };
}

/**
 * @param {Phase} phase
 * @returns {string} its accessible name
 */
export function phaseName({ stage, layer }) {
  if (stage === "forward") return `Forward, layer ${layer}`;
  if (stage === "backward") return `Backward, layer ${layer}`;
  return stage === "loss" ? "Loss" : "Update";
}
