// The four phases of an iteration: forward layer 1..L, the loss, backward layer L..1, the update. A
// walk is a pure function of (iteration, phase): nothing here keeps state, so every move can be
// undone.
import { spoken, sup } from "../core/notation.js";
/** @import { Phase, Run, Stretch } from "../types.d.ts" */
/** @import { Frame } from "./frame.js" */

/**
 * What the phases of an iteration compute.
 * @typedef {"a"|"loss"|"dz"|"dW"|"update"} Computed
 */

/**
 * All phases of an iteration, in order.
 * @param {number} L
 * @returns {Phase[]} 2L + 2 of them
 */
export function phasesOf(L) {
  const layers = Array.from({ length: L }, (_, l) => l + 1);
  /** @type {(stage: Phase["stage"]) => (layer: number) => Phase} */
  const of = (stage) => (layer) => ({ stage, layer });
  return [
    ...layers.map(of("forward")),
    { stage: "loss", layer: 0 },
    ...layers.reverse().map(of("backward")),
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
 * @param {Computed} quantity
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
 * One move of the walk, into the next or previous iteration if necessary.
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

/** @typedef {{short: string, full: string}} Equation in short, and in full with the shapes */

/**
 * What a phase computes, in the article's notation: in short, and in full with the shapes of this
 * batch.
 * @param {Run} run
 * @param {Phase} phase
 * @param {Frame} frame
 * @returns {Equation}
 */
export function equation(run, phase, frame) {
  switch (phase.stage) {
    case "forward":
      return forwardEquation(run, phase.layer, frame);
    case "loss":
      return lossEquation(run);
    case "backward":
      return backwardEquation(run, phase.layer, frame);
    default:
      return updateEquation(frame.stretch);
  }
}

/** @param {number} l whose input it is */
const inputOf = (l) => (l === 1 ? "X" : `a${sup(l - 1)}`);

/**
 * @param {Run} run
 * @param {number} l
 * @param {Frame} frame
 * @returns {Equation}
 */
function forwardEquation({ sizes, activations }, l, { start, stop }) {
  const [up, below] = [sup(l), inputOf(l)];
  const short = `a${up} = ${spoken(activations[l - 1])}(${below} W${up} + b${up})`;
  const shapes = `${below} is ${stop - start} × ${sizes[l - 1]}, W${up} is ${sizes[l - 1]} × ${sizes[l]}`;
  return { short, full: `${short}; ${shapes}` };
}

/**
 * @param {Run} run
 * @returns {Equation}
 */
function lossEquation({ gradient_rule, loss }) {
  const each = LOSS[loss];
  return gradient_rule === "tutorial"
    ? {
        short: `sum of ${each}`,
        full: `loss = sum over the samples, divided by the outputs, of ${each}`,
      }
    : { short: `mean of ${each}`, full: `loss = mean over the samples of ${each}` };
}

/**
 * @param {Run} run
 * @param {number} l
 * @param {Frame} frame
 * @returns {Equation}
 */
function backwardEquation({ sizes, activations }, l, { start, stop }) {
  const [up, below, n] = [sup(l), inputOf(l), stop - start];
  const shapes = `${below} ${n} × ${sizes[l - 1]}, dz${up} ${n} × ${sizes[l]}`;
  const short = `dW${up} = ${below}ᵀ dz${up},  ${shapes}`;
  const above = sup(l + 1);
  const origin =
    l === sizes.length - 1
      ? `dz${up} from ŷ and y`
      : `dz${up} from dz${above} W${above}ᵀ and the slope of ${spoken(activations[l - 1])}`;
  return { short, full: `${origin}; ${short}` };
}

/**
 * @param {Stretch} stretch
 * @returns {Equation}
 */
function updateEquation({ optimizer, frozen }) {
  const short =
    optimizer === "sgd"
      ? "W ← W − η dW, b ← b − η db"
      : `W ← W + what ${spoken(optimizer)} makes of dW`;
  const still = frozen.length ? `, layer ${frozen.join(", ")} frozen` : "";
  return { short: `${short}${still}`, full: `${short}, in every layer at once${still}` };
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
