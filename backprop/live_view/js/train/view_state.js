// The picture as text, for a link: what is selected, where the walk stands, how things are shown.
// Numbers count from 1, as on the screen. What is as it would open is left out.
import { phasesOf } from "../run/phases.js";
import { firstSelection, initialSettings, isAllowed } from "../views/settings.js";
import { viewsOf } from "./present.js";
/** @import { Context, Run } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */

/** Options by their names in a link. */
const NAMES = {
  show: "quantity",
  edges: "edges",
  scale: "scale",
  points: "points",
  dots: "size",
  log: "logLoss",
  accuracy: "accuracy",
};

const LETTERS = { weight: "W", bias: "b", unit: "a" };

/**
 * Such as W2-1-3, b2-3, a1-4, train-17, or none.
 * @param {object|null} selection
 * @returns {string}
 */
function selectionText(selection) {
  if (!selection) return "none";
  const { kind, layer, i, j, set, index } = selection;
  if (kind === "point") return `${set}-${index + 1}`;
  return `${LETTERS[kind]}${layer}-${kind === "weight" ? `${i + 1}-` : ""}${j + 1}`;
}

/**
 * @param {string} text
 * @param {Run} run
 * @returns {object|null|undefined} undefined: it names nothing in this run
 */
function readSelection(text, run) {
  if (text === "none") return null;
  const point = /^(train|test)-([1-9]\d{0,5})$/.exec(text);
  if (point) {
    const [set, index] = [point[1], Number(point[2]) - 1];
    return index < (set === "train" ? run.n_train : run.n_test)
      ? { kind: "point", set, index }
      : undefined;
  }
  const found = /^(?:(W)(\d{1,2})-(\d{1,4})|([ba])(\d{1,2}))-(\d{1,4})$/.exec(text);
  if (!found) return undefined;
  const kind = found[1] ? "weight" : found[4] === "b" ? "bias" : "unit";
  const layer = Number(found[2] ?? found[5]);
  const [i, j] = [Number(found[3] ?? 1) - 1, Number(found[6]) - 1];
  const inside =
    layer >= (kind === "unit" ? 0 : 1) &&
    layer < run.sizes.length &&
    j >= 0 &&
    j < run.sizes[layer];
  if (!inside || (kind === "weight" && (i < 0 || i >= run.sizes[layer - 1]))) return undefined;
  return kind === "weight" ? { kind, layer, i, j } : { kind, layer, j };
}

const phaseText = ({ stage, layer }) => (layer ? `${stage}-${layer}` : stage);

/**
 * What a link says of the picture.
 * @param {Context} ctx
 * @param {Frame} frame
 * @returns {Record<string, string>}
 */
export function viewText(ctx, frame) {
  const text = {};
  const select = selectionText(ctx.selection);
  if (select !== selectionText(firstSelection(ctx.run, frame))) text.select = select;
  if (ctx.present) text.present = ctx.present.join("-");
  if (frame.phase) text.phase = phaseText(frame.phase);
  const initial = initialSettings();
  for (const [name, option] of Object.entries(NAMES)) {
    const value = ctx.settings[option];
    if (value !== initial[option]) text[name] = value === true ? "on" : String(value);
  }
  return text;
}

/**
 * The picture that a link asks for; what it cannot mean is left as it opens.
 * @param {Record<string, string>} text
 * @param {Run} run
 * @returns
 *   {{selection: object|null|undefined, phase: object|null, settings: Record<string, any>, present: string[]|null}}
 */
export function readView(text, run) {
  const settings = {};
  for (const [name, option] of Object.entries(NAMES)) {
    const value = text[name] === "on" ? true : text[name];
    if (isAllowed(option, value)) settings[option] = value;
  }
  const phase = phasesOf(run.sizes.length - 1).find((one) => phaseText(one) === text.phase) ?? null;
  return {
    selection: text.select === undefined ? undefined : readSelection(text.select, run),
    phase,
    settings,
    present: viewsOf(text.present),
  };
}
