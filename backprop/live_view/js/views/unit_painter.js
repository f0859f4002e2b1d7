// Paints the units' small maps. All of them go into one image, which is handed over once a frame.
import { brushOf, hatching } from "../core/canvas.js";
import { css } from "../core/colors.js";
import { placesOf } from "../run/features.js";
import { UnitColors } from "./unit_colors.js";
/** @import { Palette, Run, SetName } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */
/** @import { UnitMaps } from "../run/unit_maps.js" */
/** @import { Place } from "./geometry.js" */

const RADIUS = 6;

/** @typedef {{set: SetName, index: number}} Point a sample */

export class UnitPainter {
  #run;
  #palette;
  #brush;
  #colors;
  #hatch;
  #sheet = document.createElement("canvas"); // a map beside the other
  #sheetBrush = brushOf(this.#sheet);
  #image = new ImageData(1, 1);
  #pixels = new Uint32Array(1);

  /**
   * @param {Run} run
   * @param {Palette} palette
   * @param {CanvasRenderingContext2D} brush of the diagram
   */
  constructor(run, palette, brush) {
    this.#run = run;
    this.#palette = palette;
    this.#brush = brush;
    this.#colors = new UnitColors(run, palette);
    this.#hatch = hatching(brush, palette);
  }

  /**
   * @param {Place[][]} places
   * @param {Frame} frame
   * @param {UnitMaps} maps
   * @param {Point|null} point the selected one gets a dot in every map
   */
  paint(places, frame, maps, point) {
    this.#fillSheet(places, frame, maps);
    const at = point && this.#spot(point);
    const R = maps.resolution;
    let column = 0;
    this.#brush.lineWidth = 1;
    this.#brush.strokeStyle = css(this.#palette.line);
    places.forEach((units, l) => {
      const known = l === 0 || frame.computed("a", l);
      for (const place of units) {
        this.#paintMap(place, known ? column * R : null, R);
        if (at && known) this.#paintDot(place, at);
        column++;
      }
    });
  }

  /**
   * Write the maps that are known into the sheet, in the order of the places.
   * @param {Place[][]} places
   * @param {Frame} frame
   * @param {UnitMaps} maps
   */
  #fillSheet(places, frame, maps) {
    const R = maps.resolution;
    const width = R * places.reduce((sum, units) => sum + units.length, 0);
    if (this.#image.width !== width || this.#image.height !== R) {
      this.#sheet.width = width;
      this.#sheet.height = R;
      this.#image = this.#sheetBrush.createImageData(width, R);
      this.#pixels = new Uint32Array(this.#image.data.buffer);
    }
    const target = { pixels: this.#pixels, at: 0, width };
    places.forEach((units, l) => {
      const known = l === 0 || frame.computed("a", l);
      const top = known ? this.#colors.top(maps, l) : null;
      for (const { j } of units) {
        if (known) {
          const values = this.#colors.values(maps, l, j);
          this.#colors.write(l, j, values, this.#colors.range(l, top, values), R, target);
        }
        target.at += R;
      }
    });
    this.#sheetBrush.putImageData(this.#image, 0, 0);
  }

  /**
   * @param {Place} place
   * @param {number|null} from where its map begins in the sheet; null: not computed
   * @param {number} R
   */
  #paintMap({ x, y, size }, from, R) {
    const brush = this.#brush;
    const left = x - size / 2;
    const top = y - size / 2;
    brush.save();
    brush.beginPath();
    brush.roundRect(left, top, size, size, RADIUS);
    brush.clip();
    if (from !== null) brush.drawImage(this.#sheet, from, 0, R, R, left, top, size, size);
    else {
      brush.fillStyle = this.#hatch;
      brush.fillRect(left, top, size, size);
    }
    brush.restore();
    brush.beginPath();
    brush.roundRect(left, top, size, size, RADIUS);
    brush.stroke();
  }

  /**
   * @param {Place} place
   * @param {[number, number]} at 0..1 each way
   */
  #paintDot({ x, y, size }, [across, down]) {
    const brush = this.#brush;
    const [cx, cy] = [x + (across - 0.5) * size, y + (down - 0.5) * size];
    brush.fillStyle = css(this.#palette.sel);
    brush.beginPath();
    brush.arc(cx, cy, size > 30 ? 3.5 : 2.5, 0, 2 * Math.PI);
    brush.fill();
    brush.stroke();
  }

  /**
   * Where a point of the data stands in a map, 0..1 each way.
   * @param {Point} point
   * @returns {[number, number]}
   */
  #spot({ set, index }) {
    const [x0, x1, y0, y1] = this.#run.extent;
    const { points, d } = placesOf(this.#run, set);
    const across = (points[index * d] - x0) / (x1 - x0);
    return [across, d > 1 ? 1 - (points[index * d + 1] - y0) / (y1 - y0) : 0.5];
  }
}
