// View options: how things are shown, nothing of the run. They outlive a change of the run.
/** @import { Run, Selected, Settings } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */

/** @type {{[Name in keyof Settings]: Settings[Name][]}} What each may be; it begins as the first. */
const OPTIONS = {
  quantity: ["gradient", "parameters", "update", "ratio"],
  edges: ["gradient", "weight"],
  scale: ["common", "layer"],
  points: ["train", "test", "both"],
  size: ["pull", "equal", "selected"],
  logLoss: [false, true],
  accuracy: [false, true],
};

/** @returns {Settings} */
export const initialSettings = () => ({
  quantity: OPTIONS.quantity[0],
  edges: OPTIONS.edges[0],
  scale: OPTIONS.scale[0],
  points: OPTIONS.points[0],
  size: OPTIONS.size[0],
  logLoss: OPTIONS.logLoss[0],
  accuracy: OPTIONS.accuracy[0],
});

/**
 * Whether there is such an option with such a value.
 * @param {unknown} name
 * @param {unknown} value
 */
export const isAllowed = (name, value) =>
  Object.entries(OPTIONS).some(
    ([own, values]) => own === name && values.some((one) => one === value),
  );

/**
 * The selection if it still names something in this run, else null.
 * @param {Selected|null} selection
 * @param {Run} run
 * @param {Run|null} before the run in which it was made
 * @returns {Selected|null}
 */
export function validSelection(selection, run, before) {
  if (!selection) return null;
  if (selection.kind === "point") return isSamePoint(selection, run, before) ? selection : null;
  const { kind, layer, j } = selection;
  const lowest = kind === "unit" ? 0 : 1;
  if (layer < lowest || layer >= run.sizes.length || j >= run.sizes[layer]) return null;
  return kind === "weight" && selection.i >= run.sizes[layer - 1] ? null : selection;
}

/**
 * The same sample only when it is the same data.
 * @param {{set: "train"|"test", index: number}} point
 * @param {Run} run
 * @param {Run|null} before
 */
function isSamePoint({ set, index }, run, before) {
  const name = set === "train" ? "X_train" : "X_test";
  const [now, then] = [run[name], before?.[name]];
  if (then?.length !== now.length || index * run.sizes[0] >= now.length) return false;
  for (let k = 0; k < now.length; k++) if (now[k] !== then[k]) return false;
  return true;
}

/**
 * What is selected when nobody has chosen yet: the weight of a middle layer with the largest
 * gradient.
 * @param {Run} run
 * @param {Frame} frame
 * @returns {Selected}
 */
export function firstSelection(run, frame) {
  const layer = Math.ceil((run.sizes.length - 1) / 2);
  const dW = frame.dW[layer];
  let best = 0;
  for (let p = 1; p < dW.length; p++) if (Math.abs(dW[p]) > Math.abs(dW[best])) best = p;
  const k = run.sizes[layer];
  return { kind: "weight", layer, i: Math.floor(best / k), j: best % k };
}
