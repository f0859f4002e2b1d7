// The output of the network over the plane as a picture, and the line where the decision changes.
import { classRegion, colorTable, mix, probability } from "./colors.js";

/** What the plane shows: one probability, one of several classes, or a value. @param {object} run */
export function kindOf(run) {
  if (run.task === "regression") return "value";
  return run.sizes.at(-1) === 1 ? "probability" : "classes";
}

/** A value of a regression in the pair of class colours, through the card. @param {number} v @param {object} run @param {import("./colors.js").Palette} palette @param {number} [strength] */
export function valueColor(v, run, palette, strength = 0.62) {
  const [low, high] = run.target_range;
  const share = high > low ? Math.max(0, Math.min(1, (v - low) / (high - low))) : 0.5;
  const side = share < 0.5 ? palette.c0 : palette.c1;
  return mix(palette.card, side, strength * Math.abs(2 * share - 1));
}

export class Surface {
  constructor() {
    this.canvas = document.createElement("canvas");
    this.tables = { key: "", list: [] };
  }

  /** Paint the outputs. @param {object} run @param {import("./unit_maps.js").UnitMaps} maps @param {import("./colors.js").Palette} palette */
  paint(run, maps, palette) {
    const R = maps.resolution;
    if (this.canvas.width !== R) this.canvas.width = this.canvas.height = R;
    const brush = this.canvas.getContext("2d");
    const image = brush.createImageData(R, R);
    const pixels = new Uint32Array(image.data.buffer);
    const out = maps.a.at(-1);
    const tables = this.#tables(run, palette);
    if (kindOf(run) === "classes") paintClasses(pixels, out, run.sizes.at(-1), tables.list);
    else {
      const [low, high] = tables.range;
      const scale = high > low ? 511 / (high - low) : 0;
      for (let p = 0; p < pixels.length; p++) pixels[p] = tables.list[0][Math.max(0, Math.min(511, Math.round((out[p] - low) * scale)))];
    }
    brush.putImageData(image, 0, 0);
    return this.canvas;
  }

  #tables(run, palette) {
    const kind = kindOf(run);
    const key = `${run.id} ${palette.name} ${palette.card}`;
    if (this.tables.key === key) return this.tables;
    const k = run.sizes.at(-1);
    if (kind === "classes") {
      this.tables = { key, list: Array.from({ length: k }, (_, c) => colorTable((p) => classRegion(c, p, k, palette), 0, 1)) };
    } else if (kind === "value") {
      this.tables = { key, range: run.target_range, list: [colorTable((v) => valueColor(v, run, palette), ...run.target_range)] };
    } else {
      this.tables = { key, range: [0, 1], list: [colorTable((p) => probability(p, palette), 0, 1)] };
    }
    return this.tables;
  }
}

function paintClasses(pixels, out, k, tables) {
  const n = pixels.length;
  for (let p = 0; p < n; p++) {
    let best = 0;
    for (let c = 1; c < k; c++) if (out[c * n + p] > out[best * n + p]) best = c;
    pixels[p] = tables[best][Math.max(0, Math.min(511, Math.round(out[best * n + p] * 511)))];
  }
}

/**
 * Line segments where a field on the grid is zero, by marching squares.
 * @param {(p: number) => number} field @param {number} R @param {(x0: number, y0: number, x1: number, y1: number) => void} segment in grid units, 0..R
 */
export function zeroLine(field, R, segment) {
  for (let r = 0; r + 1 < R; r++) {
    for (let c = 0; c + 1 < R; c++) {
      const a = field(r * R + c), b = field(r * R + c + 1), d = field((r + 1) * R + c), e = field((r + 1) * R + c + 1);
      const shape = (a > 0 ? 8 : 0) | (b > 0 ? 4 : 0) | (e > 0 ? 2 : 0) | (d > 0 ? 1 : 0);
      if (shape === 0 || shape === 15) continue;
      const [x, y] = [c + 0.5, r + 0.5];
      const top = [x + a / (a - b), y], right = [x + 1, y + b / (b - e)], bottom = [x + d / (d - e), y + 1], left = [x, y + a / (a - d)];
      const line = (from, to) => segment(from[0], from[1], to[0], to[1]);
      if (shape === 5 || shape === 10) {
        const joined = a + b + d + e > 0 === (shape === 10);
        line(top, joined ? right : left);
        line(bottom, joined ? left : right);
      } else if (shape === 1 || shape === 14) line(left, bottom);
      else if (shape === 2 || shape === 13) line(bottom, right);
      else if (shape === 3 || shape === 12) line(left, right);
      else if (shape === 4 || shape === 11) line(top, right);
      else if (shape === 6 || shape === 9) line(top, bottom);
      else line(left, top);
    }
  }
}

/** The fields whose zero lines are decisions: ŷ − ½, or each class less the best of the others.
 * @param {object} run @param {Float64Array} out (outputs, n) @param {number} n @returns {((p: number) => number)[]} */
export function decisions(run, out, n) {
  const kind = kindOf(run);
  if (kind === "value") return [];
  if (kind === "probability") return [(p) => out[p] - 0.5];
  const k = run.sizes.at(-1);
  return Array.from({ length: k }, (_, c) => (p) => {
    let other = -Infinity;
    for (let d = 0; d < k; d++) if (d !== c && out[d * n + p] > other) other = out[d * n + p];
    return out[c * n + p] - other;
  });
}
