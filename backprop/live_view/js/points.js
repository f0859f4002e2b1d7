// The samples in the plane: where they lie, what colour and size they have, which one is under the pointer.
import { classColor, css, mix } from "./colors.js";
import { kindOf } from "./surface.js";

const SMALL = 2.4; // radius of a sample that is not in the batch
const LEAST = 2.6;
const MOST = 8; // radius of the sample that pulls hardest

/** Coordinates of a set's samples in the plane, (n, 2) as two lists. @param {object} run @param {"train"|"test"} set */
export function planePoints(run, set) {
  const projected = run[`P_${set}`];
  const X = projected ?? run[`X_${set}`];
  const d = projected ? 2 : run.sizes[0];
  const n = set === "train" ? run.n_train : run.n_test;
  return { n, x: Float64Array.from({ length: n }, (_, s) => X[s * d]), y: Float64Array.from({ length: n }, (_, s) => (d > 1 ? X[s * d + 1] : 0)) };
}

/** The class of a sample, or −1 for a value. */
export function labelOf(run, set, s) {
  if (run.task === "regression") return -1;
  const y = run[`y_${set}`];
  const k = run.sizes.at(-1);
  if (k === 1) return y[s] > 0.5 ? 1 : 0;
  let best = 0;
  for (let c = 1; c < k; c++) if (y[s * k + c] > y[s * k + best]) best = c;
  return best;
}

/** A colour a sample, as CSS. @param {object} run @param {"train"|"test"} set @param {import("./colors.js").Palette} palette @returns {string[]} */
export function pointColors(run, set, palette) {
  const n = set === "train" ? run.n_train : run.n_test;
  const y = run[`y_${set}`];
  const [low, high] = run.target_range;
  return Array.from({ length: n }, (_, s) => {
    if (kindOf(run) !== "value") return css(classColor(labelOf(run, set, s), run.n_classes, palette));
    return css(mix(palette.c0, palette.c1, high > low ? (y[s] - low) / (high - low) : 0.5));
  });
}

/** The pull of each sample of the batch, as a share of the hardest, or null for equal sizes.
 * @param {object} ctx @param {import("./frame.js").Frame} frame @returns {Float64Array|null} */
export function pullShares(ctx, frame) {
  const { size } = ctx.settings;
  if (size === "equal" || !frame.computed("dz", 1)) return null;
  const parts = ctx.contributions(frame);
  const s = ctx.selection;
  let pull = parts.norms;
  if (size === "selected" && s?.kind === "weight") pull = parts.weight(s.layer, s.i, s.j);
  else if (size === "selected" && s?.kind === "bias") pull = parts.bias(s.layer, s.j);
  let most = 0;
  for (const v of pull) if (Math.abs(v) > most) most = Math.abs(v);
  return most > 0 ? Float64Array.from(pull, (v) => Math.abs(v) / most) : null;
}

/** Draw a set. @param {CanvasRenderingContext2D} brush @param {object} ctx @param {{x: ArrayLike<number>, y: ArrayLike<number>, n: number}} where in pixels
 * @param {string[]} colors @param {{indices: ArrayLike<number>, shares: Float64Array|null}|null} batch */
export function drawPoints(brush, ctx, where, colors, batch) {
  const { palette } = ctx;
  const inBatch = new Uint8Array(where.n);
  if (batch) for (const s of batch.indices) inBatch[s] = 1;
  brush.lineWidth = 0.8;
  brush.strokeStyle = css(palette.card);
  const whole = batch !== null && batch.indices.length === where.n;
  brush.globalAlpha = batch && !whole ? 0.55 : 0.9;
  if (!whole || !batch.shares) {
    for (let s = 0; s < where.n; s++) if (!inBatch[s] || !batch?.shares) dot(brush, where.x[s], where.y[s], SMALL, colors[s]);
  }
  brush.globalAlpha = 1;
  if (!batch || (whole && !batch.shares)) return;
  brush.strokeStyle = whole ? css(palette.card) : css(palette.ink);
  brush.lineWidth = whole ? 0.8 : 1;
  for (let k = 0; k < batch.indices.length; k++) {
    const s = batch.indices[k];
    const radius = batch.shares ? (whole ? 1.6 : LEAST) + (whole ? 3.6 : MOST - LEAST) * Math.sqrt(batch.shares[k]) : 4;
    dot(brush, where.x[s], where.y[s], radius, colors[s]);
  }
}

/** A test sample is a ring. */
export function drawRings(brush, where, colors) {
  brush.lineWidth = 1.4;
  for (let s = 0; s < where.n; s++) {
    brush.strokeStyle = colors[s];
    brush.beginPath();
    brush.arc(where.x[s], where.y[s], SMALL, 0, 2 * Math.PI);
    brush.stroke();
  }
}

/** The nearest sample within reach. @param {{x: ArrayLike<number>, y: ArrayLike<number>, n: number}} where @returns {number} −1: none */
export function nearest(where, x, y, reach) {
  let [best, least] = [-1, reach * reach];
  for (let s = 0; s < where.n; s++) {
    const d = (where.x[s] - x) ** 2 + (where.y[s] - y) ** 2;
    if (d < least) [best, least] = [s, d];
  }
  return best;
}

function dot(brush, x, y, radius, color) {
  brush.fillStyle = color;
  brush.beginPath();
  brush.arc(x, y, radius, 0, 2 * Math.PI);
  brush.fill();
  brush.stroke();
}
