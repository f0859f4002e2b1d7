// The picture as text, for a link: selection, phase of the walk, display options. Numbers count
// from 1, as on the screen. Defaults are left out.
import { phasesOf } from "../run/phases.js";
import { firstSelection, initialSettings, isAllowed } from "../views/settings.js";
import { viewsOf } from "./present.js";
/** @import { Context, Phase, Run, Selected, Settings } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */
/** @import { View } from "./present.js" */

/** @type {[string, keyof Settings][]} Options by their names in a link. */
const NAMES = [
  ["show", "quantity"],
  ["edges", "edges"],
  ["scale", "scale"],
  ["points", "points"],
  ["dots", "size"],
  ["log", "logLoss"],
  ["accuracy", "accuracy"],
];

/**
 * Such as W2-1-3, b2-3, a1-4, train-17, or none.
 * @param {Selected|null} selection
 * @returns {string}
 */
function selectionText(selection) {
  switch (selection?.kind) {
    case "weight":
      return `W${selection.layer}-${selection.i + 1}-${selection.j + 1}`;
    case "bias":
      return `b${selection.layer}-${selection.j + 1}`;
    case "unit":
      return `a${selection.layer}-${selection.j + 1}`;
    case "point":
      return `${selection.set}-${selection.index + 1}`;
    default:
      return "none";
  }
}

/**
 * @param {string} text
 * @param {Run} run
 * @returns {Selected|null|undefined} undefined: not in this run
 */
function readSelection(text, run) {
  if (text === "none") return null;
  return readPoint(text, run) ?? readWeight(text, run) ?? readOfUnit(text, run);
}

/**
 * @param {string} text
 * @param {Run} run
 * @returns {Selected|undefined}
 */
function readPoint(text, run) {
  const found = /^(train|test)-([1-9]\d{0,5})$/.exec(text);
  if (!found) return undefined;
  const set = found[1] === "train" ? "train" : "test";
  const index = Number(found[2]) - 1;
  const there = index < (set === "train" ? run.n_train : run.n_test);
  return there ? { kind: "point", set, index } : undefined;
}

/**
 * @param {string} text
 * @param {Run} run
 * @returns {Selected|undefined}
 */
function readWeight(text, { sizes }) {
  const found = /^W(\d{1,2})-(\d{1,4})-(\d{1,4})$/.exec(text);
  if (!found) return undefined;
  const layer = Number(found[1]);
  const [i, j] = [Number(found[2]) - 1, Number(found[3]) - 1];
  const there =
    layer >= 1 &&
    layer < sizes.length &&
    i >= 0 &&
    i < sizes[layer - 1] &&
    j >= 0 &&
    j < sizes[layer];
  return there ? { kind: "weight", layer, i, j } : undefined;
}

/**
 * A bias or a unit.
 * @param {string} text
 * @param {Run} run
 * @returns {Selected|undefined}
 */
function readOfUnit(text, { sizes }) {
  const found = /^([ba])(\d{1,2})-(\d{1,4})$/.exec(text);
  if (!found) return undefined;
  const kind = found[1] === "b" ? "bias" : "unit";
  const [layer, j] = [Number(found[2]), Number(found[3]) - 1];
  const first = kind === "unit" ? 0 : 1;
  const there = layer >= first && layer < sizes.length && j >= 0 && j < sizes[layer];
  return there ? { kind, layer, j } : undefined;
}

/** @param {Phase} phase */
const phaseText = ({ stage, layer }) => (layer ? `${stage}-${layer}` : stage);

/**
 * The picture as a link's options.
 * @param {Context} ctx
 * @param {Frame} frame
 * @returns {Record<string, string>}
 */
export function viewText(ctx, frame) {
  /** @type {Record<string, string>} */
  const text = {};
  const select = selectionText(ctx.selection);
  if (select !== selectionText(firstSelection(ctx.run, frame))) text.select = select;
  if (ctx.present) text.present = ctx.present.join("-");
  if (frame.phase) text.phase = phaseText(frame.phase);
  const initial = initialSettings();
  for (const [name, option] of NAMES) {
    const value = ctx.settings[option];
    if (value !== initial[option]) text[name] = value === true ? "on" : String(value);
  }
  return text;
}

/**
 * The picture that a link asks for.
 * @typedef {Object} Asked
 * @property {Selected|null|undefined} selection undefined: the link does not say
 * @property {Phase|null} phase
 * @property {Partial<Settings>} settings
 * @property {View[]|null} present
 */

/**
 * Invalid options keep their defaults.
 * @param {Record<string, string>} text
 * @param {Run} run
 * @returns {Asked}
 */
export function readView(text, run) {
  const asked = NAMES.map(([name, option]) => [option, text[name] === "on" ? true : text[name]]);
  const settings = Object.fromEntries(asked.filter(([option, value]) => isAllowed(option, value)));
  const phase = phasesOf(run.sizes.length - 1).find((one) => phaseText(one) === text.phase) ?? null;
  return {
    selection: text.select === undefined ? undefined : readSelection(text.select, run),
    phase,
    settings,
    present: viewsOf(text.present),
  };
}
