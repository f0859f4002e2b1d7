// Boundary lines, by marching squares on the grid of the surface.
// Coordinates are those of the grid: 0 is the centre of the first column or row.
import { likeliest } from "./surface_image.js";
/** @import { Segment } from "../types.d.ts" */

// For each of the 16 patterns of corners above the level (bit 1 top left, 2 top right, 4 bottom
// right, 8 bottom left): pairs of edges (0 top, 1 right, 2 bottom, 3 left) that a line joins. 5 and
// 10 are the saddles.
const PAIRS = [
  [],
  [3, 0],
  [0, 1],
  [3, 1],
  [1, 2],
  [3, 0, 1, 2],
  [0, 2],
  [3, 2],
  [2, 3],
  [2, 0],
  [0, 1, 2, 3],
  [2, 1],
  [1, 3],
  [1, 0],
  [0, 3],
  [],
];

/**
 * Draw the pieces of line of one square.
 * @param {number} c its left column
 * @param {number} r its upper row
 * @param {number} v0 the values at its corners, less the level: top left,
 * @param {number} v1 top right,
 * @param {number} v2 bottom right,
 * @param {number} v3 bottom left
 * @param {Segment} segment
 */
function square(c, r, v0, v1, v2, v3, segment) {
  const above = (v0 > 0 ? 1 : 0) | (v1 > 0 ? 2 : 0) | (v2 > 0 ? 4 : 0) | (v3 > 0 ? 8 : 0);
  const pairs = PAIRS[above];
  if (!pairs.length) return;
  // Where the level crosses the top, right, bottom and left edge.
  const x = [c + v0 / (v0 - v1), c + 1, c + v3 / (v3 - v2), c];
  const y = [r, r + v1 / (v1 - v2), r + 1, r + v0 / (v0 - v3)];
  for (let k = 0; k < pairs.length; k += 2) {
    const [from, to] = [pairs[k], pairs[k + 1]];
    segment(x[from], y[from], x[to], y[to]);
  }
}

/**
 * The lines where a surface crosses a level.
 * @param {Float64Array} values (R·R,)
 * @param {number} R
 * @param {number} level
 * @param {Segment} segment
 */
export function levelLine(values, R, level, segment) {
  for (let r = 0; r < R - 1; r++) {
    for (let p = r * R, end = p + R - 1; p < end; p++) {
      const above = values[p] > level;
      if (
        above === values[p + 1] > level &&
        above === values[p + R] > level &&
        above === values[p + R + 1] > level
      )
        continue;
      square(
        p - r * R,
        r,
        values[p] - level,
        values[p + 1] - level,
        values[p + R + 1] - level,
        values[p + R] - level,
        segment,
      );
    }
  }
}

/**
 * The lines where the likeliest class changes.
 * @param {Float64Array} a (K, R·R)
 * @param {number} R
 * @param {Uint8Array} best (R·R,) scratch, filled with the likeliest class of each point
 * @param {Segment} segment
 */
export function regionLines(a, R, best, segment) {
  const n = R * R;
  const K = a.length / n;
  for (let p = 0; p < n; p++) best[p] = likeliest(a, n, p);
  /** @type {(k: number, p: number) => number} how far class k leads; negative where another does */
  const lead = (k, p) => {
    let other = -Infinity;
    for (let q = 0; q < K; q++) if (q !== k && a[q * n + p] > other) other = a[q * n + p];
    return a[k * n + p] - other;
  };
  for (let r = 0; r < R - 1; r++) {
    for (let p = r * R, end = p + R - 1; p < end; p++) {
      const corners = [p, p + 1, p + R + 1, p + R];
      const first = best[p];
      if (corners.every((q) => best[q] === first)) continue;
      const classes = new Set(corners.map((q) => best[q]));
      if (classes.size === 2) classes.delete(first); // a border of two is drawn once
      for (const k of classes) {
        const [v0, v1, v2, v3] = corners.map((q) => lead(k, q));
        square(p - r * R, r, v0, v1, v2, v3, segment);
      }
    }
  }
}
