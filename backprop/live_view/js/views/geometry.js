// The positions of units, edges and heatmaps, which carry meaning. Units of a layer form a column;
// the heatmap of layer l stands under the edges between columns l − 1 and l. Diagram and heatmaps
// use the same widths and scroll together.
/** @import { Named } from "../core/notation.js" */

/** @typedef {{x: number, width: number}} Slot where a heatmap stands */

const PAD = 12; // from the card's edge to the first and the last heatmap
const SLOT_GAP = 14; // between two heatmaps
// From the drawing's edge to the first column of units, to larger ones, to inputs that have names,
// and to the last column.
const MARGIN = { left: 56, presented: 74, named: 128, right: 48 };
const FOLD_FROM = 12; // a layer of this many units and more is folded
const UNITS_SHOWN = 10; // of a folded layer
const MIN_SLOT = 116; // pixels
const PHONE_SLOTS = 2.25; // on a phone: a cut column shows that there is more to the right

const UNITS = {
  usual: { gap: 70, largest: 48, single: 64 },
  presented: { gap: 110, largest: 84, single: 84 },
}; // pixels, at most

/**
 * Width of the drawing, at least the card's: deep networks scroll.
 * @param {number[]} sizes
 * @param {number} width of the card
 * @param {boolean} [presented] magnified, and not on a phone
 */
export function contentWidth(sizes, width, presented = false) {
  const slot = width < 560 && !presented ? (width - PAD) / PHONE_SLOTS : MIN_SLOT;
  return Math.max(width, 2 * PAD + (sizes.length - 1) * slot);
}

/**
 * The horizontal centre of each layer's units.
 * @param {Named} run
 * @param {number} content
 * @param {boolean} presented
 * @returns {number[]}
 */
function columns({ sizes, input_columns }, content, presented) {
  const plain = presented ? MARGIN.presented : MARGIN.left;
  const left = input_columns ? MARGIN.named : plain;
  return sizes.map((_, l) => left + (l * (content - left - MARGIN.right)) / (sizes.length - 1));
}

/**
 * The horizontal place of each layer's heatmap: of equal widths while that brings them under their
 * edges, from four layers on bounded by the columns of units, the first and the last out to the
 * card's edge.
 * @param {Named} run
 * @param {number} content
 * @param {boolean} [presented]
 * @returns {(Slot|null)[]} null for layer 0
 */
export function heatmapSlots(run, content, presented = false) {
  const { sizes } = run;
  const L = sizes.length - 1;
  const step = (content - 2 * PAD + SLOT_GAP) / L;
  if (L < 4)
    return sizes.map((_, l) => (l ? { x: PAD + (l - 1) * step, width: step - SLOT_GAP } : null));
  const x = columns(run, content, presented);
  return sizes.map((_, l) => {
    if (!l) return null;
    const left = l === 1 ? PAD : x[l - 1] + SLOT_GAP / 2;
    return { x: left, width: (l === L ? content - PAD : x[l] - SLOT_GAP / 2) - left };
  });
}

/**
 * Which units of each layer are drawn. Up to 11: all. From 12 on: the ten with the largest
 * gradient, in order. A shown unit stays until another has twice its gradient, so that the
 * picture stays calm.
 * @param {number[]} sizes
 * @param {(layer: number, j: number) => number} strength of a unit's gradient
 * @param {number[][]|null} before
 * @param {{layer: number, j: number}[]} keep units that have to be there
 * @returns {number[][]} sorted unit indices per layer
 */
export function chooseUnits(sizes, strength, before, keep) {
  return sizes.map((k, layer) => {
    if (k < FOLD_FROM) return Array.from({ length: k }, (_, j) => j);
    const rank = new Float64Array(k);
    for (let j = 0; j < k; j++) rank[j] = strength(layer, j);
    for (const j of before?.[layer] ?? []) rank[j] *= 2;
    for (const unit of keep) if (unit.layer === layer) rank[unit.j] = Infinity;
    const order = Array.from({ length: k }, (_, j) => j).sort((p, q) => rank[q] - rank[p] || p - q);
    return order.slice(0, UNITS_SHOWN).sort((p, q) => p - q);
  });
}

/**
 * @typedef {{layer: number, j: number, x: number, y: number, size: number}} Place a unit's centre
 *   and width
 * @typedef {{x: number, y: number, count: number}} Fold "+ count more"
 */

/**
 * Places of the shown units and of the folds.
 * @param {Named} run
 * @param {number[][]} shown
 * @param {number} content width
 * @param {number} height
 * @param {boolean} [presented]
 * @returns {{places: Place[][], folds: (Fold|null)[]}}
 */
export function placeUnits(run, shown, content, height, presented = false) {
  const { sizes } = run;
  const most = presented ? UNITS.presented : UNITS.usual;
  const L = sizes.length - 1;
  const centres = columns(run, content, presented);
  const step = centres[1] - centres[0];
  /** @type {(Fold|null)[]} */
  const folds = [];
  const places = sizes.map((count, layer) => {
    const units = shown[layer];
    const folded = units.length < count;
    const rows = units.length + (folded ? 1 : 0);
    const gap = Math.min(most.gap, (height - 22) / rows);
    const largest = layer === L && count === 1 ? most.single : most.largest;
    const size = Math.max(Math.min(largest, gap - 5, step * 0.42), 20);
    const x = centres[layer];
    const y = (/** @type {number} */ row) => height / 2 + (row - (rows - 1) / 2) * gap;
    const half = Math.ceil(units.length / 2); // the fold stands in the middle
    folds[layer] = folded ? { x, y: y(half), count: count - units.length } : null;
    return units.map((j, row) => ({
      layer,
      j,
      x,
      y: y(folded && row >= half ? row + 1 : row),
      size,
    }));
  });
  return { places, folds };
}

/**
 * An edge is a curve that leaves and arrives horizontally.
 * @param {Place} from
 * @param {Place} to
 * @returns {string} as SVG has it
 */
export function edgePath(from, to) {
  const [x0, x1] = [from.x + from.size / 2, to.x - to.size / 2];
  const middle = (x0 + x1) / 2;
  return `M${x0} ${from.y}C${middle} ${from.y} ${middle} ${to.y} ${x1} ${to.y}`;
}

/**
 * Distance from a point to an edge, in pixels; Infinity beside it.
 * @param {Place} from
 * @param {Place} to
 * @param {number} x
 * @param {number} y
 */
export function edgeDistance(from, to, x, y) {
  const [x0, x1] = [from.x + from.size / 2, to.x - to.size / 2];
  const u = (x - x0) / (x1 - x0);
  if (u < 0 || u > 1) return Infinity;
  let [low, high] = [0, 1]; // x of the curve at t is 1.5t − 1.5t² + t³ of the way: find t by halving
  for (let k = 0; k < 20; k++) {
    const t = (low + high) / 2;
    if (1.5 * t - 1.5 * t * t + t ** 3 < u) low = t;
    else high = t;
  }
  const rise = to.y - from.y;
  const slope = (rise * 6 * low * (1 - low)) / ((1.5 - 3 * low + 3 * low * low) * (x1 - x0));
  return Math.abs(y - (from.y + rise * low * low * (3 - 2 * low))) / Math.hypot(1, slope);
}

/**
 * Two scrollers that show the same columns move together.
 * @param {HTMLElement} scroller with the class bpl-scroll
 */
export function linkScroll(scroller) {
  const follow = () => {
    const left = scroller.scrollLeft;
    for (const other of scroller.closest(".bpl")?.querySelectorAll(".bpl-scroll") ?? [])
      if (other !== scroller && Math.abs(other.scrollLeft - left) > 1) other.scrollLeft = left;
  };
  scroller.addEventListener("scroll", follow, { passive: true });
}
