// The colours of a unit's map: the sign of its activation, or at the output what it says of a
// class.
import { classRegion, colorTable, probability, signed } from "../core/colors.js";
import { ACTIVATIONS } from "../run/activations.js";
import { inputMap } from "../run/unit_maps.js";
/** @import { Palette, Rgb, Run } from "../types.d.ts" */
/** @import { UnitMaps } from "../run/unit_maps.js" */

const STEPS = 512; // entries of a colour table

/** @typedef {[number, number]} Range from where to where a unit's colours run */
/** @typedef {{pixels: Uint32Array, at: number, width: number}} Target where a map's first pixel is
 *   written, and how far apart its rows are */

/**
 * The largest size of a value in a map, for activations without bounds.
 * @param {Float64Array} values
 */
function largest(values) {
  let top = 1e-12;
  for (let p = 0; p < values.length; p++) {
    const size = values[p] < 0 ? -values[p] : values[p];
    if (size > top) top = size;
  }
  return top;
}

export class UnitColors {
  #run;
  #last; // layer
  #signs;
  #classes;
  #classified; // whether outputs are the probabilities of classes
  #scratch = new Float64Array(0);

  /**
   * @param {Run} run
   * @param {Palette} palette
   */
  constructor(run, palette) {
    this.#run = run;
    this.#last = run.sizes.length - 1;
    const outputs = run.sizes[this.#last];
    this.#signs = colorTable((v) => signed(v, palette), -1, 1);
    this.#classes = Array.from({ length: outputs }, (_, j) => {
      /** @type {(p: number) => Rgb} */
      const scale = (p) =>
        outputs === 1 ? probability(p, palette) : classRegion(j, p, outputs, palette);
      return colorTable(scale, 0, 1);
    });
    const range = ACTIVATIONS[run.activations[this.#last - 1]].range;
    this.#classified = run.task === "classification" && range?.[0] === 0;
  }

  /**
   * A unit's activation at each point of the grid.
   * @param {UnitMaps} maps
   * @param {number} l
   * @param {number} j
   * @returns {Float64Array} (R·R,)
   */
  values(maps, l, j) {
    const n = maps.resolution ** 2;
    if (l) return maps.a[l].subarray(j * n, (j + 1) * n);
    if (this.#scratch.length !== n) this.#scratch = new Float64Array(n);
    inputMap(this.#run, maps, j, this.#scratch);
    return this.#scratch;
  }

  /**
   * What a layer's colours end at, either way: one for all its units; null: each input has its own.
   * @param {UnitMaps} maps
   * @param {number} l
   */
  top(maps, l) {
    if (l === 0) return null;
    return ACTIVATIONS[this.#run.activations[l - 1]].range ? 1 : largest(maps.a[l]);
  }

  /**
   * @param {number} l
   * @param {number|null} top of its layer
   * @param {Float64Array} values
   * @returns {Range}
   */
  range(l, top, values) {
    if (l === this.#last && this.#classified) return [0, 1];
    const end = top ?? largest(values);
    return [-end, end];
  }

  /**
   * Write the colours of a map into pixels.
   * @param {number} l
   * @param {number} j
   * @param {Float64Array} values (R·R,)
   * @param {Range} range
   * @param {number} R
   * @param {Target} target
   */
  write(l, j, values, [lo, hi], R, { pixels, at, width }) {
    const table = l === this.#last && this.#classified ? this.#classes[j] : this.#signs;
    const scale = STEPS / (hi - lo);
    for (let r = 0, p = 0; r < R; r++) {
      for (let q = at + r * width, end = q + R; q < end; q++, p++) {
        const k = Math.max(0, Math.min(STEPS - 1, (values[p] - lo) * scale));
        pixels[q] = table[k | 0]; // 0 for what is not a number
      }
    }
  }
}
