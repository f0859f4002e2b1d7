// View options: how things are shown, nothing of the run. They outlive a change of the run.
/** @import { Run } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */

/** @type {Record<string, {initial: string|boolean, allowed: (string|boolean)[]}>} */
const OPTIONS = {
  quantity: { initial: "gradient", allowed: ["gradient", "parameters", "update", "ratio"] },
  edges: { initial: "gradient", allowed: ["weight", "gradient"] },
  scale: { initial: "common", allowed: ["common", "layer"] },
  points: { initial: "train", allowed: ["train", "test", "both"] },
  size: { initial: "pull", allowed: ["equal", "pull", "selected"] },
  logLoss: { initial: false, allowed: [true, false] },
  accuracy: { initial: false, allowed: [true, false] },
};

/** @returns {Record<string, string|boolean>} */
export const initialSettings = () =>
  Object.fromEntries(Object.entries(OPTIONS).map(([name, { initial }]) => [name, initial]));

/**
 * @param {string} name
 * @param {string|boolean} value whether there is such an option with such a value
 */
export const isAllowed = (name, value) => OPTIONS[name]?.allowed.includes(value) ?? false;

/**
 * The selection if it still names something in this run, else null.
 * @param {object|null} selection
 * @param {Run} run
 * @param {object|null} before the run in which it was made
 */
export function validSelection(selection, run, before) {
  if (!selection) return null;
  const { kind, layer, i, j, set, index } = selection;
  if (kind === "point") {
    // The same sample only when it is the same data.
    const name = set === "train" ? "X_train" : "X_test";
    const [now, then] = [run[name], before?.[name]];
    const sameData =
      now && then && now.length === then.length && now.every((value, k) => value === then[k]);
    return sameData && index * run.sizes[0] < now.length ? selection : null;
  }
  const L = run.sizes.length - 1;
  const lowest = kind === "unit" ? 0 : 1;
  if (layer < lowest || layer > L || j >= run.sizes[layer]) return null;
  return kind === "weight" && i >= run.sizes[layer - 1] ? null : selection;
}

/**
 * What is selected when nobody has chosen yet: the weight of a middle layer with the largest
 * gradient.
 * @param {Run} run
 * @param {Frame} frame
 */
export function firstSelection(run, frame) {
  const layer = Math.ceil((run.sizes.length - 1) / 2);
  const dW = frame.dW[layer];
  let best = 0;
  for (let p = 1; p < dW.length; p++) if (Math.abs(dW[p]) > Math.abs(dW[best])) best = p;
  const k = run.sizes[layer];
  return { kind: "weight", layer, i: Math.floor(best / k), j: best % k };
}
