// Paints the units' small maps. All of them go into one image, which is handed over once a frame.
import { ACTIVATIONS } from "./activations.js";
import { classRegion, colorTable, css, probability, signed } from "./colors.js";
import { hatching } from "./canvas.js";
import { placesOf } from "./features.js";
import { inputMap } from "./unit_maps.js";

const RADIUS = 6;

/** The largest size of a value in a map, for activations without bounds. @param {Float64Array} values */
function largest(values) {
  let top = 1e-12;
  for (let p = 0; p < values.length; p++) {
    const size = values[p] < 0 ? -values[p] : values[p];
    if (size > top) top = size;
  }
  return top;
}

/**
 * @param {object} run @param {import("./colors.js").Palette} palette
 * @param {CanvasRenderingContext2D} brush of the diagram
 * @returns {(places: import("./geometry.js").Place[][], frame: object, maps: import("./unit_maps.js").UnitMaps,
 *   point: {set: "train"|"test", index: number}|null) => void} point: the selected one gets a dot in every map
 */
export function unitPainter(run, palette, brush) {
  const L = run.sizes.length - 1;
  const outputs = run.sizes[L];
  const signs = colorTable((v) => signed(v, palette), -1, 1);
  const classes = Array.from({ length: outputs }, (_, j) =>
    colorTable(outputs === 1 ? (p) => probability(p, palette) : (p) => classRegion(j, p, outputs, palette), 0, 1));
  const classified = run.task === "classification" && ACTIVATIONS[run.activations[L - 1]].range?.[0] === 0;
  const hatch = hatching(brush, palette);
  const border = css(palette.line);
  const sheet = document.createElement("canvas");
  const sheetBrush = sheet.getContext("2d");
  let image = null;
  let pixels = null;
  let scratch = new Float64Array(0);

  /** Write the colours of one map into the sheet. */
  function write(values, column, R, table, lo, hi) {
    const scale = 512 / (hi - lo);
    const width = image.width;
    for (let r = 0, p = 0; r < R; r++) {
      for (let q = r * width + column * R, end = q + R; q < end; q++, p++) {
        const k = (values[p] - lo) * scale;
        pixels[q] = table[k < 0 ? 0 : k > 511 ? 511 : k | 0];
      }
    }
  }

  /** Where a point of the data stands in a map, 0..1 each way. */
  function spot({ set, index }) {
    const [x0, x1, y0, y1] = run.extent;
    const { points, d } = placesOf(run, set);
    return [(points[index * d] - x0) / (x1 - x0), d > 1 ? 1 - (points[index * d + 1] - y0) / (y1 - y0) : 0.5];
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
      scratch = new Float64Array(R * R);
    }
    let column = 0;
    for (let l = 0; l <= L; l++) {
      if (l && !frame.computed("a", l)) {
        column += places[l].length;
        continue;
      }
      const bounded = l && ACTIVATIONS[run.activations[l - 1]].range;
      const top = l === 0 ? 0 : bounded ? 1 : largest(maps.a[l]);
      for (const place of places[l]) {
        let values = scratch;
        if (l) values = maps.a[l].subarray(place.j * R * R, (place.j + 1) * R * R);
        else inputMap(run, maps, place.j, scratch);
        if (l === L && classified) write(values, column, R, classes[place.j], 0, 1);
        else { const range = top || largest(values); write(values, column, R, signs, -range, range); }
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
        else { brush.fillStyle = hatch; brush.fillRect(left, top, size, size); }
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
