// The layout of the walk's diagram: a column for each layer, folded layers with a gap in the
// middle.
/** @import { Walk } from "../types.d.ts" */

const SIDE = 46; // from the drawing's edge to the first and the last column
const NAMED = 70; // the same where names stand on the left of the units
const COLUMNS = { above: 70, beside: 140 }; // the same where the inputs are columns with names
const NUMBERED = 104; // from the last column to the edge, where numbers stand on the right
const STEP = { wide: 112, phone: 88 }; // pixels between columns, at least
const PHONE = 500; // width of a card from which columns are wider apart
const ROW = 76; // pixels between rows from which names stand above the units
const LARGEST_ROW = 98;

/**
 * @typedef {{layer: number, j: number, x: number, y: number, w: number, h: number}} Place a unit's
 *   centre and size
 * @typedef {{x: number, y: number, count: number}} Fold "+ count more"
 */

/**
 * @typedef {Object} Layout
 * @property {Place[][]} layout the shown units of each layer
 * @property {Fold[]} folds
 * @property {number} width
 * @property {number} step between columns
 * @property {boolean[]} wide whether names stand above the units of a layer
 */

/**
 * @param {Walk} walk
 * @param {number} card its width
 * @param {number} height
 * @returns {Layout}
 */
export function placeColumns(walk, card, height) {
  const L = walk.sizes.length - 1;
  const rowsOf = (/** @type {number} */ layer) =>
    walk.shown[layer].length + (walk.sizes[layer] > walk.shown[layer].length ? 1 : 0);
  const gaps = walk.sizes.map((_, layer) => Math.min(LARGEST_ROW, (height - 16) / rowsOf(layer)));
  const left = leftOf(walk, gaps[0] >= ROW);
  const right = gaps[L] >= ROW ? SIDE : NUMBERED;
  const width = Math.max(card, left + right + L * (card < PHONE ? STEP.phone : STEP.wide));
  const step = (width - left - right) / L;
  /** @type {Fold[]} */
  const folds = [];
  const layout = walk.shown.map((units, layer) => {
    const gap = gaps[layer];
    const x = left + layer * step;
    const y = (/** @type {number} */ row) => height / 2 + (row - (rowsOf(layer) - 1) / 2) * gap;
    const w = Math.min(58, step * 0.46);
    const h = gap >= ROW ? 42 : Math.min(34, gap - 7);
    const hidden = walk.sizes[layer] - units.length;
    const half = Math.ceil(units.length / 2);
    if (hidden) folds.push({ x, y: y(half), count: hidden });
    const rowOf = (/** @type {number} */ k) => (hidden && k >= half ? k + 1 : k);
    return units.map((j, k) => ({ layer, j, x, y: y(rowOf(k)), w, h }));
  });
  return { layout, folds, width, step, wide: gaps.map((gap) => gap >= ROW) };
}

/**
 * From the drawing's edge to the inputs.
 * @param {Walk} walk
 * @param {boolean} above whether their names stand above them
 */
function leftOf(walk, above) {
  if (walk.columns) return above ? COLUMNS.above : COLUMNS.beside;
  return above ? SIDE : NAMED;
}
