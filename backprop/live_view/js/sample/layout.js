// Where the units of the walk's diagram stand: a column a layer, folded layers with a gap in the
// middle.

const SIDE = 46; // from the drawing's edge to the first and the last column
const NAMED = 70; // the same where names stand on the left of the units
const COLUMNS = { above: 70, beside: 140 }; // the same where the inputs are columns with names
const NUMBERED = 104; // from the last column to the edge, where numbers stand on the right
const STEP = { wide: 112, phone: 88 }; // pixels between columns, at least
const ROW = 76; // pixels between rows from which names stand above the units

/** @typedef {{layer: number, j: number, x: number, y: number, w: number, h: number}} Place */

/**
 * @param {any} walk sizes and shown units
 * @param {number} card its width
 * @param {number} height
 * @returns
 *   {{layout: Place[][], folds: {x: number, y: number, count: number}[], width: number, step: number, wide: boolean[]}}
 */
export function placeColumns(walk, card, height) {
  const L = walk.sizes.length - 1;
  const gapOf = (layer) =>
    Math.min(
      98,
      (height - 16) /
        (walk.shown[layer].length + (walk.sizes[layer] > walk.shown[layer].length ? 1 : 0)),
    );
  const place = gapOf(0) >= ROW ? "above" : "beside";
  const left = walk.columns ? COLUMNS[place] : { above: SIDE, beside: NAMED }[place];
  const right = gapOf(L) >= ROW ? SIDE : NUMBERED;
  const width = Math.max(card, left + right + L * (card < 500 ? STEP.phone : STEP.wide));
  const step = (width - left - right) / L;
  const folds = [];
  const wide = [];
  const layout = walk.shown.map((units, layer) => {
    const hidden = walk.sizes[layer] - units.length;
    const rows = units.length + (hidden ? 1 : 0);
    const gap = gapOf(layer);
    wide[layer] = gap >= ROW;
    const [w, h] = [Math.min(58, step * 0.46), wide[layer] ? 42 : Math.min(34, gap - 7)];
    const x = left + layer * step;
    const y = (row) => height / 2 + (row - (rows - 1) / 2) * gap;
    const half = Math.ceil(units.length / 2);
    if (hidden) folds.push({ x, y: y(half), count: hidden });
    return units.map((j, row) => ({
      layer,
      j,
      x,
      y: y(hidden && row >= half ? row + 1 : row),
      w,
      h,
    }));
  });
  return { layout, folds, width, step, wide };
}
