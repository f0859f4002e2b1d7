// Paints the units' small maps. All of them go into one image, which is handed over once a frame.
import { hatching } from "../core/canvas.js";
import { css } from "../core/colors.js";
import { placesOf } from "../run/features.js";
import { unitColors } from "./unit_colors.js";
/** @import { Palette, Run } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */
/** @import { UnitMaps } from "../run/unit_maps.js" */
/** @import { Place } from "./geometry.js" */

const RADIUS = 6;

/**
 * @param {Run} run
 * @param {Palette} palette
 * @param {CanvasRenderingContext2D} brush of the diagram
 * @returns
 *   {(places: Place[][], frame: Frame, maps: UnitMaps, point: {set: "train"|"test", index: number}|null) => void}
 *   point: the selected one gets a dot in every map
 */
export function unitPainter(run, palette, brush) {
  const L = run.sizes.length - 1;
  const colors = unitColors(run, palette);
  const hatch = hatching(brush, palette);
  const border = css(palette.line);
  const sheet = document.createElement("canvas");
  const sheetBrush = sheet.getContext("2d");
  let image = null;
  let pixels = null;

  /** Where a point of the data stands in a map, 0..1 each way. */
  function spot({ set, index }) {
    const [x0, x1, y0, y1] = run.extent;
    const { points, d } = placesOf(run, set);
    return [
      (points[index * d] - x0) / (x1 - x0),
      d > 1 ? 1 - (points[index * d + 1] - y0) / (y1 - y0) : 0.5,
    ];
  }

  return (places, frame, maps, point) => {
    const at = point && spot(point);
    const R = maps.resolution;
    const count = places.reduce((sum, column) => sum + column.length, 0);
    if (!image || image.height !== R || image.width !== count * R) {
      sheet.width = count * R;
      sheet.height = R;
      image = sheetBrush.createImageData(count * R, R);
      pixels = new Uint32Array(image.data.buffer);
    }
    let column = 0;
    for (let l = 0; l <= L; l++) {
      if (l && !frame.computed("a", l)) {
        column += places[l].length;
        continue;
      }
      const top = colors.top(maps, l);
      for (const { j } of places[l]) {
        const values = colors.values(maps, l, j);
        colors.write(
          l,
          j,
          values,
          colors.range(l, top, values),
          R,
          pixels,
          column * R,
          image.width,
        );
        column++;
      }
    }
    sheetBrush.putImageData(image, 0, 0);
    column = 0;
    brush.lineWidth = 1;
    brush.strokeStyle = border;
    for (let l = 0; l <= L; l++) {
      const known = l === 0 || frame.computed("a", l);
      for (const { x, y, size } of places[l]) {
        const [left, top] = [x - size / 2, y - size / 2];
        brush.save();
        brush.beginPath();
        brush.roundRect(left, top, size, size, RADIUS);
        brush.clip();
        if (known) brush.drawImage(sheet, column * R, 0, R, R, left, top, size, size);
        else {
          brush.fillStyle = hatch;
          brush.fillRect(left, top, size, size);
        }
        brush.restore();
        brush.beginPath();
        brush.roundRect(left, top, size, size, RADIUS);
        brush.stroke();
        column++;
        if (!at || !known) continue;
        brush.fillStyle = css(palette.sel);
        brush.beginPath();
        brush.arc(left + at[0] * size, top + at[1] * size, size > 30 ? 3.5 : 2.5, 0, 7);
        brush.fill();
        brush.stroke();
      }
    }
  };
}
