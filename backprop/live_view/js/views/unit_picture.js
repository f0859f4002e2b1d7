// The map of the unit under the pointer, or with the focus, as large as the boundary: what that one
// unit responds to.
import { minus, unitName } from "../core/notation.js";
import { unitColors } from "./unit_colors.js";
/** @import { Context, Palette, Run } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */

/**
 * @param {Run} run
 * @param {Palette} palette
 * @param {Context} ctx
 */
export function createUnitPicture(run, palette, ctx) {
  const L = run.sizes.length - 1;
  const colors = unitColors(run, palette);
  const canvas = document.createElement("canvas");
  const brush = canvas.getContext("2d");

  function read(frame, { layer, j }) {
    const maps = ctx.maps(frame);
    const values = colors.values(maps, layer, j);
    return {
      R: maps.resolution,
      values,
      range: colors.range(layer, colors.top(maps, layer), values),
    };
  }

  return {
    /**
     * The unit to be shown instead of the boundary; a single output is the boundary itself.
     * @param {Frame} frame
     * @returns {object|null}
     */
    wanted(frame) {
      const unit = ctx.hovered?.kind === "unit" ? ctx.hovered : null;
      if (!unit || (unit.layer === L && run.sizes[L] === 1)) return null;
      return unit.layer === 0 || frame.computed("a", unit.layer) ? unit : null;
    },
    /** Such as "a²₁ from −1 to 1". */
    title(frame, unit) {
      const [lo, hi] = read(frame, unit).range.map((v) => minus(String(Number(v.toPrecision(2)))));
      return `${unitName(run, unit.layer, unit.j)} from ${lo} to ${hi}`;
    },
    /** @returns {HTMLCanvasElement} R × R pixels, row 0 on top; the same one each time */
    pixels(frame, unit) {
      const { R, values, range } = read(frame, unit);
      if (canvas.width !== R || canvas.height !== R) canvas.width = canvas.height = R;
      const image = brush.createImageData(R, R);
      colors.write(unit.layer, unit.j, values, range, R, new Uint32Array(image.data.buffer), 0, R);
      brush.putImageData(image, 0, 0);
      return canvas;
    },
  };
}
