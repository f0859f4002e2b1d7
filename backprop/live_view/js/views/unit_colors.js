// The colours of a unit's map: the sign of its activation, or at the output what it says of a
// class.
import { classRegion, colorTable, probability, signed } from "../core/colors.js";
import { ACTIVATIONS } from "../run/activations.js";
import { inputMap } from "../run/unit_maps.js";
/** @import { Palette, Run } from "../types.d.ts" */
/** @import { UnitMaps } from "../run/unit_maps.js" */

const STEPS = 512; // entries of a colour table

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

/**
 * @param {Run} run
 * @param {Palette} palette
 */
export function unitColors(run, palette) {
  const L = run.sizes.length - 1;
  const outputs = run.sizes[L];
  const signs = colorTable((v) => signed(v, palette), -1, 1);
  const classes = Array.from({ length: outputs }, (_, j) =>
    colorTable(
      outputs === 1 ? (p) => probability(p, palette) : (p) => classRegion(j, p, outputs, palette),
      0,
      1,
    ),
  );
  const classified =
    run.task === "classification" && ACTIVATIONS[run.activations[L - 1]].range?.[0] === 0;
  let scratch = new Float64Array(0);

  return {
    /**
     * A unit's activation at each point of the grid.
     * @param {UnitMaps} maps
     * @returns {Float64Array} (R·R,)
     */
    values(maps, l, j) {
      const n = maps.resolution ** 2;
      if (l) return maps.a[l].subarray(j * n, (j + 1) * n);
      if (scratch.length !== n) scratch = new Float64Array(n);
      inputMap(run, maps, j, scratch);
      return scratch;
    },
    /**
     * What a layer's colours end at, either way: one for all its units; null: each input has its
     * own.
     */
    top: (maps, l) =>
      l === 0 ? null : ACTIVATIONS[run.activations[l - 1]].range ? 1 : largest(maps.a[l]),
    /**
     * From where to where a unit's colours run.
     * @param {number|null} top of its layer
     * @param {Float64Array} values
     * @returns {[number, number]}
     */
    range(l, top, values) {
      if (l === L && classified) return [0, 1];
      const end = top ?? largest(values);
      return [-end, end];
    },
    /** Write the colours of a map into pixels, from `at` on, its rows `width` apart. */
    write(l, j, values, [lo, hi], R, pixels, at, width) {
      const table = l === L && classified ? classes[j] : signs;
      const scale = STEPS / (hi - lo);
      for (let r = 0, p = 0; r < R; r++) {
        for (let q = at + r * width, end = q + R; q < end; q++, p++) {
          const k = (values[p] - lo) * scale;
          pixels[q] = table[k < 0 ? 0 : k >= STEPS ? STEPS - 1 : k | 0];
        }
      }
    },
  };
}
