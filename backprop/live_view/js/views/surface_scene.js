// Two inputs, or the plane of two principal components: what the network answers as a surface of
// colour.
import { css } from "../core/colors.js";
import { literal } from "../core/plotly_theme.js";
import { placesOf } from "../run/features.js";
import { levelLine, regionLines } from "./contour.js";
import { likeliest, surfaceKind, surfacePainter } from "./surface_image.js";
import { createUnitPicture } from "./unit_picture.js";
/** @import { Context, Palette, Run } from "../types.d.ts" */
/** @import { Mapping } from "../core/plotly_theme.js" */
/** @import { Frame } from "../run/frame.js" */

const STRETCH = 2.5; // one side of the data this much longer than the other: their units have nothing in common

/**
 * Columns of rows of two or more.
 * @param {ArrayLike<number>} rows
 * @param {number} d
 * @returns {[Float64Array, Float64Array]}
 */
function columns(rows, d) {
  const n = (rows?.length ?? 0) / d;
  return [0, 1].map((i) => Float64Array.from({ length: n }, (_, s) => rows[s * d + i]));
}

/**
 * The name of a feature where it has one of its own, else "".
 * @param {Run} run
 * @param {number} i
 */
export function ownName(run, i) {
  const name = (run.coordinate_names ?? run.feature_names)?.[i] ?? "";
  return /^x\d+$/i.test(name) ? "" : name;
}

/**
 * @param {Run} run
 * @param {Palette} palette
 * @param {Context} ctx
 */
export function surfaceScene(run, palette, ctx) {
  const L = run.sizes.length - 1;
  const kind = surfaceKind(run);
  const paintPixels = surfacePainter(run, palette);
  const called = run.plane
    ? ["component 1", "component 2"]
    : ["x₁", "x₂"].map((name, i) => ownName(run, i) || name); // the axes
  // Standardised inputs are shown in the units in which they were measured.
  const own = (i, v) => (run.units ? run.units.means[i] + run.units.scales[i] * v : v);
  const range = run.extent.map((v, k) => own(k >> 1, v));
  const [x0, x1, y0, y1] = range;
  const inPlane = (set) => {
    const { points, d } = placesOf(run, set);
    return columns(points, d).map((column, i) =>
      run.units ? column.map((v) => own(i, v)) : column,
    );
  };
  const unit = createUnitPicture(run, palette, ctx);
  const best = { R: 0, classes: new Uint8Array(0) };

  /** Call segment for every piece of line, in data units. */
  function lines({ resolution: R, a }, segment) {
    const x = (c) => x0 + ((c + 0.5) / R) * (x1 - x0);
    const y = (r) => y1 - ((r + 0.5) / R) * (y1 - y0);
    const inUnits = (c, r, e, s) => segment(x(c), y(r), x(e), y(s));
    if (kind === "probability") levelLine(a[L], R, 0.5, inUnits);
    if (kind !== "classes") return;
    if (best.R !== R) Object.assign(best, { R, classes: new Uint8Array(R * R) });
    regionLines(a[L], R, best.classes, inUnits);
  }

  return {
    kind,
    lines,
    range,
    places: { train: inPlane("train"), test: inPlane("test") },
    axes: run.plane ? ["", ""] : [0, 1].map((i) => ownName(run, i)),
    called,
    /** Whether both axes have the same unit, whatever the shape of the card. */
    equal: !run.units && Math.max((x1 - x0) / (y1 - y0), (y1 - y0) / (x1 - x0)) < STRETCH,
    unit,
    /**
     * The boundary, or the unit that is pointed at.
     * @param {CanvasRenderingContext2D} brush
     * @param {Mapping} map
     * @param {Frame} frame
     */
    paint(brush, map, frame) {
      const maps = ctx.maps(frame);
      const [left, top] = [map.x(x0), map.y(y1)];
      const pointed = unit.wanted(frame);
      const pixels = pointed
        ? unit.pixels(frame, pointed)
        : paintPixels(maps.a[L], maps.resolution);
      brush.drawImage(pixels, left, top, map.x(x1) - left, map.y(y0) - top);
      if (pointed && !frame.computed("a", L)) return;
      const [sx, ox] = [map.x(1) - map.x(0), map.x(0)];
      const [sy, oy] = [map.y(1) - map.y(0), map.y(0)];
      brush.beginPath();
      lines(maps, (a, b, c, e) => {
        brush.moveTo(ox + a * sx, oy + b * sy);
        brush.lineTo(ox + c * sx, oy + e * sy);
      });
      brush.lineWidth = 1.6;
      brush.lineCap = "round";
      brush.strokeStyle = css(palette.ink);
      brush.stroke();
    },
    /** The trace that answers the pointer; it is never seen. */
    trace() {
      const answer = `${kind === "classes" ? "class %{text}, " : ""}ŷ = %{z}`;
      const [across, up] = called.map(literal);
      const hovertemplate = `${answer}<br>${across} = %{x}, ${up} = %{y}<extra></extra>`;
      return {
        type: "heatmap",
        ...this.values(null),
        opacity: 0,
        showscale: false,
        zhoverformat: ".6~g",
        hovertemplate,
      };
    },
    /**
     * Its exact values.
     * @param {Frame|null} frame null: not computed
     */
    values(frame) {
      if (!frame) return { z: [[null]], x: [x0], y: [y0], text: [[""]] };
      const { resolution: R, a, x, y } = ctx.maps(frame);
      const n = R * R;
      const places = { x: Array.from(x, (v) => own(0, v)), y: Array.from(y, (v) => own(1, v)) };
      const rows = (f) =>
        Array.from({ length: R }, (_, r) => Array.from({ length: R }, (_, c) => f(r * R + c)));
      if (kind !== "classes") return { ...places, z: rows((p) => a[L][p]), text: [[""]] };
      const classes = Uint8Array.from({ length: n }, (_, p) => likeliest(a[L], n, p));
      return {
        ...places,
        z: rows((p) => a[L][classes[p] * n + p]),
        text: rows((p) => literal(run.class_names?.[classes[p]] ?? String(classes[p]))),
      };
    },
    /**
     * For a figure of Plotly's own.
     * @param {Frame} frame
     * @returns {{images: object[], data: object[]}}
     */
    exported(frame) {
      const maps = ctx.maps(frame);
      const source = paintPixels(maps.a[L], maps.resolution).toDataURL();
      const [x, y] = [[], []];
      lines(maps, (a, b, c, e) => {
        x.push(a, c, null);
        y.push(b, e, null);
      });
      return {
        images: [
          {
            source,
            xref: "x",
            yref: "y",
            x: x0,
            y: y1,
            sizex: x1 - x0,
            sizey: y1 - y0,
            sizing: "stretch",
            layer: "below",
          },
        ],
        data: [
          { type: "scatter", mode: "lines", x, y, line: { color: css(palette.ink), width: 1.6 } },
        ],
      };
    },
  };
}
