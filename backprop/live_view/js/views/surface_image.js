// What the network answers over the plane, as a small image, one pixel a point of the grid.
import { brushOf } from "../core/canvas.js";
import {
  classColor,
  classRegion,
  colorTable,
  css,
  probability,
  sequential,
  signed,
} from "../core/colors.js";
/** @import { Palette, Rgb, Run, SurfaceKind } from "../types.d.ts" */

const STEPS = 512; // entries of a colour table

/**
 * What the last layer's activations mean.
 * @param {Pick<Run, "task"|"sizes">} run
 * @returns {SurfaceKind}
 */
export function surfaceKind(run) {
  if (run.task !== "classification") return "value";
  return run.sizes[run.sizes.length - 1] === 1 ? "probability" : "classes";
}

/**
 * The range of a regression's colours: symmetric around zero when the targets have both signs.
 * @param {Run} run
 * @returns {[number, number]}
 */
export function valueRange(run) {
  const [lo, hi] = run.target_range;
  const size = Math.max(Math.abs(lo), Math.abs(hi)) || 1;
  if (lo < 0 && hi > 0) return [-size, size];
  return hi > lo ? [lo, hi] : [lo - 1, hi + 1];
}

/**
 * The colour of a regression's value.
 * @param {Run} run
 * @param {Palette} palette
 * @returns {(value: number) => Rgb}
 */
function valueColor(run, palette) {
  const [lo, hi] = valueRange(run);
  if (lo === -hi) return (value) => signed(value / hi, palette);
  return (value) => sequential((value - lo) / (hi - lo), palette);
}

/**
 * The likeliest class.
 * @param {ArrayLike<number>} a (K, n) units first
 * @param {number} n
 * @param {number} p which point
 */
export function likeliest(a, n, p) {
  let best = 0;
  for (let j = n + p, k = 1; j < a.length; j += n, k++) if (a[j] > a[best * n + p]) best = k;
  return best;
}

/**
 * @param {Run} run
 * @param {Palette} palette
 * @returns {(output: Float64Array, R: number) => HTMLCanvasElement} output (K, R·R) of the last
 *   layer, row 0 on top; the canvas of R × R pixels is the same one each time. What is not a number
 *   stays the colour of the card.
 */
export function surfacePainter(run, palette) {
  const kind = surfaceKind(run);
  const outputs = run.sizes[run.sizes.length - 1];
  const [lo, hi] = kind === "value" ? valueRange(run) : [0, 1];
  /** @type {(value: number) => Rgb} */
  const scale = kind === "value" ? valueColor(run, palette) : (p) => probability(p, palette);
  const table = colorTable(scale, lo, hi);
  const regions = Array.from({ length: kind === "classes" ? outputs : 0 }, (_, k) =>
    colorTable((p) => classRegion(k, p, outputs, palette), 0, 1),
  );
  const empty = colorTable(() => palette.card, 0, 1)[0];
  const canvas = document.createElement("canvas");
  const brush = brushOf(canvas);
  let image = new ImageData(1, 1);
  let pixels = new Uint32Array(1);

  const at = (/** @type {Uint32Array} */ colors, /** @type {number} */ value) => {
    if (Number.isNaN(value)) return empty;
    const step = ((value - lo) / (hi - lo)) * STEPS;
    return colors[Math.floor(Math.max(0, Math.min(STEPS - 1, step)))];
  };

  return (output, R) => {
    if (image.width !== R) {
      canvas.width = R;
      canvas.height = R;
      image = brush.createImageData(R, R);
      pixels = new Uint32Array(image.data.buffer);
    }
    const n = R * R;
    if (kind !== "classes") for (let p = 0; p < n; p++) pixels[p] = at(table, output[p]);
    else {
      for (let p = 0; p < n; p++) {
        const best = likeliest(output, n, p);
        pixels[p] = at(regions[best], output[best * n + p]);
      }
    }
    brush.putImageData(image, 0, 0);
    return canvas;
  };
}

/**
 * The colour of a sample by its target.
 * @param {Run} run
 * @param {Palette} palette
 * @returns {(y: ArrayLike<number>, index: number) => string} css
 */
export function targetColor(run, palette) {
  const k = run.sizes[run.sizes.length - 1];
  const kind = surfaceKind(run);
  const value = kind === "value" ? valueColor(run, palette) : null;
  return (y, index) => {
    if (value) return css(value(y[index * k]));
    return css(classColor(classOf(y, index, k), Math.max(2, k), palette));
  };
}

/**
 * The class of a sample.
 * @param {ArrayLike<number>} y (n, k) rows
 * @param {number} index
 * @param {number} k
 */
export function classOf(y, index, k) {
  if (k === 1) return y[index] > 0.5 ? 1 : 0;
  let best = 0;
  for (let j = 1; j < k; j++) if (y[index * k + j] > y[index * k + best]) best = j;
  return best;
}
