// Lines where the answer changes: marching squares on the grid of the surface.
// Coordinates are those of the grid: 0 is the centre of the first column or row.

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
 * Draw the pieces of line of one square. v: top left, top right, bottom right, bottom left, less
 * the level.
 */
function square(c, r, v0, v1, v2, v3, segment) {
  const pairs = PAIRS[(v0 > 0 ? 1 : 0) | (v1 > 0 ? 2 : 0) | (v2 > 0 ? 4 : 0) | (v3 > 0 ? 8 : 0)];
  const x = (edge) =>
    edge === 0 ? c + v0 / (v0 - v1) : edge === 1 ? c + 1 : edge === 2 ? c + v3 / (v3 - v2) : c;
  const y = (edge) =>
    edge === 0 ? r : edge === 1 ? r + v1 / (v1 - v2) : edge === 2 ? r + 1 : r + v0 / (v0 - v3);
  for (let k = 0; k < pairs.length; k += 2)
    segment(x(pairs[k]), y(pairs[k]), x(pairs[k + 1]), y(pairs[k + 1]));
}

/**
 * Where one surface crosses a level.
 * @param {Float64Array} values (R·R,)
 * @param {number} R
 * @param {number} level
 * @param {(x0: number, y0: number, x1: number, y1: number) => void} segment
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
 * Where the likeliest class changes.
 * @param {Float64Array} a (K, R·R)
 * @param {number} R
 * @param {Uint8Array} best (R·R,) scratch, filled with the likeliest class of each point
 * @param {(x0: number, y0: number, x1: number, y1: number) => void} segment
 */
export function regionLines(a, R, best, segment) {
  const n = R * R;
  const K = a.length / n;
  for (let p = 0; p < n; p++) {
    let top = 0;
    for (let k = 1; k < K; k++) if (a[k * n + p] > a[top * n + p]) top = k;
    best[p] = top;
  }
  /** How far class k leads at a point; negative where another leads. */
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
      for (const k of classes) square(p - r * R, r, ...corners.map((q) => lead(k, q)), segment);
    }
  }
}
