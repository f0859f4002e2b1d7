// Two inputs, or the plane of two principal components: what the network answers as a surface of
// colour.
import { css } from "../core/colors.js";
import { literal } from "../core/plotly_theme.js";
import { placesOf } from "../run/features.js";
import { levelLine, regionLines } from "./contour.js";
import { likeliest, surfaceKind, surfacePainter } from "./surface_image.js";
import { UnitPicture } from "./unit_picture.js";
/** @import { Palette, Picturing, Run, Scene, Segment, SetName } from "../types.d.ts" */
/** @import { Mapping } from "../core/plotly_theme.js" */
/** @import { Frame } from "../run/frame.js" */
/** @import { UnitMaps } from "../run/unit_maps.js" */

const STRETCH = 2.5; // one side of the data this much longer than the other: their units have nothing in common

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
 * @param {Picturing} ctx
 * @returns {Scene & {lines: NonNullable<Scene["lines"]>}}
 */
export const surfaceScene = (run, palette, ctx) => new SurfaceScene(run, palette, ctx);

/** @implements {Scene} */
class SurfaceScene {
  #run;
  #palette;
  #ctx;
  #last; // layer
  #paintPixels;
  #best = new Uint8Array(0); // scratch: the likeliest class of each point of the grid

  /**
   * @param {Run} run
   * @param {Palette} palette
   * @param {Picturing} ctx
   */
  constructor(run, palette, ctx) {
    this.#run = run;
    this.#palette = palette;
    this.#ctx = ctx;
    this.#last = run.sizes.length - 1;
    this.#paintPixels = surfacePainter(run, palette);
    this.kind = surfaceKind(run);
    const [x0, x1, y0, y1] = run.extent;
    /** @type {Scene["range"]} */
    this.range = [this.#own(0, x0), this.#own(0, x1), this.#own(1, y0), this.#own(1, y1)];
    this.places = { train: this.#placesOf("train"), test: this.#placesOf("test") };
    /** @type {Scene["axes"]} */
    this.axes = run.plane ? ["", ""] : [ownName(run, 0), ownName(run, 1)];
    /** @type {Scene["called"]} */
    this.called = run.plane
      ? ["component 1", "component 2"]
      : [ownName(run, 0) || "x₁", ownName(run, 1) || "x₂"];
    this.equal = !run.units && stretchOf(this.range) < STRETCH;
    this.unit = new UnitPicture(run, palette, ctx);
  }

  /**
   * Standardised inputs are shown in the units in which they were measured.
   * @param {0|1} i
   * @param {number} v
   */
  #own(i, v) {
    const { units } = this.#run;
    return units ? units.means[i] + units.scales[i] * v : v;
  }

  /**
   * @param {SetName} set
   * @returns {[Float64Array, Float64Array]} x and y
   */
  #placesOf(set) {
    const { points, d } = placesOf(this.#run, set);
    const n = (points?.length ?? 0) / d;
    /** @type {(i: 0|1) => Float64Array} */
    const column = (i) =>
      Float64Array.from({ length: n }, (_, s) => this.#own(i, points[s * d + i]));
    return [column(0), column(1)];
  }

  /**
   * @param {UnitMaps} maps
   * @param {Segment} segment
   */
  lines({ resolution: R, a }, segment) {
    const [x0, x1, y0, y1] = this.range;
    const x = (/** @type {number} */ c) => x0 + ((c + 0.5) / R) * (x1 - x0);
    const y = (/** @type {number} */ r) => y1 - ((r + 0.5) / R) * (y1 - y0);
    /** @type {Segment} */
    const inUnits = (c, r, e, s) => segment(x(c), y(r), x(e), y(s));
    if (this.kind === "probability") levelLine(a[this.#last], R, 0.5, inUnits);
    if (this.kind !== "classes") return;
    if (this.#best.length !== R * R) this.#best = new Uint8Array(R * R);
    regionLines(a[this.#last], R, this.#best, inUnits);
  }

  /**
   * The boundary, or the unit that is pointed at.
   * @param {CanvasRenderingContext2D} brush
   * @param {Mapping} map
   * @param {Frame} frame
   */
  paint(brush, map, frame) {
    const maps = this.#ctx.maps(frame);
    const [x0, x1, y0, y1] = this.range;
    const pointed = this.unit.wanted(frame);
    const pixels = pointed
      ? this.unit.pixels(frame, pointed)
      : this.#paintPixels(maps.a[this.#last], maps.resolution);
    const [left, top] = [map.x(x0), map.y(y1)];
    brush.drawImage(pixels, left, top, map.x(x1) - left, map.y(y0) - top);
    if (pointed && !frame.computed("a", this.#last)) return;
    const [sx, ox] = [map.x(1) - map.x(0), map.x(0)];
    const [sy, oy] = [map.y(1) - map.y(0), map.y(0)];
    brush.beginPath();
    this.lines(maps, (a, b, c, d) => {
      brush.moveTo(ox + a * sx, oy + b * sy);
      brush.lineTo(ox + c * sx, oy + d * sy);
    });
    brush.lineWidth = 1.6;
    brush.lineCap = "round";
    brush.strokeStyle = css(this.#palette.ink);
    brush.stroke();
  }

  trace() {
    const which = this.kind === "classes" ? "class %{text}, " : "";
    const [across, up] = this.called.map(literal);
    return {
      type: "heatmap",
      ...this.values(null),
      opacity: 0,
      showscale: false,
      zhoverformat: ".6~g",
      hovertemplate: `${which}ŷ = %{z}<br>${across} = %{x}, ${up} = %{y}<extra></extra>`,
    };
  }

  /**
   * Of the likeliest class where there are several.
   * @param {Frame|null} frame null: not computed
   */
  values(frame) {
    const [x0, , y0] = this.range;
    if (!frame) return { z: [[null]], x: [x0], y: [y0], text: [[""]] };
    const { resolution: R, a, x, y } = this.#ctx.maps(frame);
    const n = R * R;
    const output = a[this.#last];
    const across = Array.from(x, (v) => this.#own(0, v));
    const up = Array.from(y, (v) => this.#own(1, v));
    if (this.kind !== "classes")
      return { x: across, y: up, z: grid(R, (p) => output[p]), text: [[""]] };
    const classes = Uint8Array.from({ length: n }, (_, p) => likeliest(output, n, p));
    const names = this.#run.class_names;
    return {
      x: across,
      y: up,
      z: grid(R, (p) => output[classes[p] * n + p]),
      text: grid(R, (p) => literal(names?.[classes[p]] ?? String(classes[p]))),
    };
  }

  /** @param {Frame} frame */
  exported(frame) {
    const maps = this.#ctx.maps(frame);
    const source = this.#paintPixels(maps.a[this.#last], maps.resolution).toDataURL();
    /** @type {(number|null)[]} */
    const x = [];
    /** @type {(number|null)[]} */
    const y = [];
    this.lines(maps, (a, b, c, d) => {
      x.push(a, c, null);
      y.push(b, d, null);
    });
    const [x0, x1, y0, y1] = this.range;
    const place = { xref: "x", yref: "y", x: x0, y: y1, sizex: x1 - x0, sizey: y1 - y0 };
    const line = { color: css(this.#palette.ink), width: 1.6 };
    return {
      images: [{ source, ...place, sizing: "stretch", layer: "below" }],
      data: [{ type: "scatter", mode: "lines", x, y, line }],
    };
  }
}

/**
 * How much longer one side is than the other.
 * @param {Scene["range"]} range
 */
const stretchOf = ([x0, x1, y0, y1]) => Math.max((x1 - x0) / (y1 - y0), (y1 - y0) / (x1 - x0));

/**
 * @template Value
 * @param {number} R
 * @param {(p: number) => Value} value of a point
 * @returns {Value[][]} row by row
 */
const grid = (R, value) =>
  Array.from({ length: R }, (_, r) => Array.from({ length: R }, (_, c) => value(r * R + c)));
