// The map of the unit under the pointer, or with the focus, as large as the boundary: what that one
// unit responds to.
import { brushOf } from "../core/canvas.js";
import { minus, unitName } from "../core/notation.js";
import { UnitColors } from "./unit_colors.js";
/** @import { Palette, Picturing, Run, UnitOf } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */

export class UnitPicture {
  #run;
  #ctx;
  #colors;
  #canvas = document.createElement("canvas");
  #brush = brushOf(this.#canvas);

  /**
   * @param {Run} run
   * @param {Palette} palette
   * @param {Picturing} ctx
   */
  constructor(run, palette, ctx) {
    this.#run = run;
    this.#ctx = ctx;
    this.#colors = new UnitColors(run, palette);
  }

  /**
   * The unit to be shown instead of the boundary; a single output is the boundary itself.
   * @param {Frame} frame
   * @returns {UnitOf|null}
   */
  wanted(frame) {
    const { hovered } = this.#ctx;
    if (hovered?.kind !== "unit") return null;
    const { sizes } = this.#run;
    const isBoundary = hovered.layer === sizes.length - 1 && sizes[hovered.layer] === 1;
    if (isBoundary) return null;
    return hovered.layer === 0 || frame.computed("a", hovered.layer) ? hovered : null;
  }

  /**
   * Such as "a²₁ from −1 to 1".
   * @param {Frame} frame
   * @param {UnitOf} unit
   */
  title(frame, unit) {
    const { range } = this.#read(frame, unit);
    const [lo, hi] = range.map((v) => minus(String(Number(v.toPrecision(2)))));
    return `${unitName(this.#run, unit.layer, unit.j)} from ${lo} to ${hi}`;
  }

  /**
   * @param {Frame} frame
   * @param {UnitOf} unit
   * @returns {HTMLCanvasElement} R × R pixels, row 0 on top; the same one each time
   */
  pixels(frame, unit) {
    const { R, values, range } = this.#read(frame, unit);
    if (this.#canvas.width !== R || this.#canvas.height !== R) {
      this.#canvas.width = R;
      this.#canvas.height = R;
    }
    const image = this.#brush.createImageData(R, R);
    const pixels = new Uint32Array(image.data.buffer);
    this.#colors.write(unit.layer, unit.j, values, range, R, { pixels, at: 0, width: R });
    this.#brush.putImageData(image, 0, 0);
    return this.#canvas;
  }

  /**
   * @param {Frame} frame
   * @param {UnitOf} unit
   */
  #read(frame, { layer, j }) {
    const maps = this.#ctx.maps(frame);
    const values = this.#colors.values(maps, layer, j);
    const range = this.#colors.range(layer, this.#colors.top(maps, layer), values);
    return { R: maps.resolution, values, range };
  }
}
