// The samples in the plot: small marks in the shape of their class, those of the test set hollow;
// the batch larger by its pull and outlined in ink, the selected one in amber.
import { brushOf } from "../core/canvas.js";
import { markPath, shapeName } from "../core/class_shapes.js";
import { css } from "../core/colors.js";
import { classOf, surfaceKind, targetColor } from "./surface_image.js";
/** @import { Palette, Picturing, Run, Scene, Selected, SetName } from "../types.d.ts" */
/** @import { Mapping } from "../core/plotly_theme.js" */
/** @import { Contributions } from "../run/contributions.js" */
/** @import { Frame } from "../run/frame.js" */

const SMALL = 2.4; // radius of a dot in pixels
const LARGE = 9; // of the sample that pulls most, in a small batch
const CROWD = 24; // batch size from which on the large ones shrink
const EQUAL = 4;
const REACH = 9; // pixels around a click within which a sample is meant
const MOST = 3000; // samples of a set that are drawn; more cannot be told apart, and each costs time with every step
/** @type {SetName[]} */
const SETS = ["train", "test"];

/** @typedef {Picturing["settings"]["points"]} Which sets are shown */
/** @typedef {{width: number, height: number, ratio: number}} Size of the plot; ratio: pixels of the screen a pixel */

/**
 * The samples of a set.
 * @typedef {Object} Samples
 * @property {Float64Array} x
 * @property {Float64Array} y
 * @property {Uint32Array} drawn which of them are
 * @property {string[]} colors
 * @property {Uint8Array} classes
 */

/**
 * Which of n samples are drawn: all, or so many at equal distances.
 * @param {number} n
 * @returns {Uint32Array} ascending
 */
export const drawnOf = (n) =>
  Uint32Array.from({ length: Math.min(n, MOST) }, (_, k) =>
    n > MOST ? Math.floor((k * n) / MOST) : k,
  );

/**
 * How hard each sample of the batch pulls: on all of the gradient, or on the selected number.
 * @param {Contributions} parts
 * @param {Selected|null} s
 */
function pullsOf(parts, s) {
  if (s?.kind === "weight") return parts.weight(s.layer, s.i, s.j);
  return s?.kind === "bias" ? parts.bias(s.layer, s.j) : parts.norms;
}

/**
 * Radius of each sample of the batch, as hard as it pulls; null while the walk has not come that
 * far.
 * @param {Picturing} ctx
 * @param {Frame} frame
 * @returns {Float64Array|null} (batch,)
 */
function pullRadii({ settings, selection, contributions }, frame) {
  if (settings.size === "equal" || !contributions) return null;
  const s = settings.size === "selected" ? selection : null;
  const layer = s?.kind === "weight" || s?.kind === "bias" ? s.layer : 1;
  if (!frame.computed("dW", layer)) return null;
  const pulls = pullsOf(contributions(frame), s);
  let most = 0;
  for (const pull of pulls) if (Math.abs(pull) > most) most = Math.abs(pull);
  if (!(most > 0 && most < Infinity)) return null;
  const large = Math.max(3.6, LARGE * Math.min(1, (CROWD / pulls.length) ** 0.25));
  return Float64Array.from(pulls, (pull) => SMALL + ((large - SMALL) * Math.abs(pull)) / most);
}

/**
 * @param {Run} run
 * @param {Palette} palette
 * @param {Scene["places"]} places
 */
export const createPoints = (run, palette, places) => new Points(run, palette, places);

export class Points {
  /** @type {Record<SetName, Samples>} */
  sets;
  #run;
  #palette;
  #layer = document.createElement("canvas"); // the dots that stay as they are
  #layerOf = ""; // for which they are drawn
  #isDrawn; // of each training sample

  /**
   * @param {Run} run
   * @param {Palette} palette
   * @param {Scene["places"]} places
   */
  constructor(run, palette, places) {
    this.#run = run;
    this.#palette = palette;
    const colorOf = targetColor(run, palette);
    const isValue = surfaceKind(run) === "value";
    const outputs = run.sizes[run.sizes.length - 1];
    /** @type {(name: SetName, y: ArrayLike<number>, n: number) => Samples} */
    const samples = (name, y, n) => ({
      x: places[name][0],
      y: places[name][1],
      drawn: drawnOf(n),
      colors: Array.from({ length: n }, (_, s) => colorOf(y, s)),
      classes: Uint8Array.from({ length: n }, (_, s) => (isValue ? 0 : classOf(y, s, outputs))),
    });
    this.sets = {
      train: samples("train", run.y_train, run.n_train),
      test: samples("test", run.y_test, run.n_test),
    };
    this.#isDrawn = new Uint8Array(run.n_train);
    for (const s of this.sets.train.drawn) this.#isDrawn[s] = 1;
  }

  /**
   * @param {SetName} name
   * @param {Which} which
   */
  shown(name, which) {
    return which === "both" || which === name;
  }

  /**
   * @param {CanvasRenderingContext2D} brush
   * @param {Mapping} map
   * @param {Picturing} ctx
   * @param {Frame} frame
   * @param {Size} size
   */
  paint(brush, map, ctx, frame, size) {
    const which = ctx.settings.points;
    this.#drawLayer(map, which, size);
    brush.drawImage(this.#layer, 0, 0, size.width, size.height);
    const radii = this.shown("train", which) ? pullRadii(ctx, frame) : null;
    if (this.shown("train", which)) this.#paintBatch(brush, map, frame, radii);
    for (const mark of [ctx.hovered, ctx.selection]) {
      if (mark?.kind !== "point" || !this.shown(mark.set, which)) continue;
      const k = mark.set === "train" ? frame.indices.indexOf(mark.index) : -1;
      const inBatch = radii ? radii[k] : EQUAL;
      this.#paintMark(brush, map, mark, k >= 0 ? inBatch : SMALL);
    }
  }

  /**
   * All samples small, once for a zoom.
   * @param {Mapping} map
   * @param {Which} which
   * @param {Size} size
   */
  #drawLayer(map, which, { width, height, ratio }) {
    const zoom = [map.left, map.top, map.x(0), map.x(1), map.y(0), map.y(1)];
    const key = [which, width, height, ratio, ...zoom].join();
    if (key === this.#layerOf) return;
    this.#layerOf = key;
    this.#layer.width = Math.round(width * ratio);
    this.#layer.height = Math.round(height * ratio);
    const brush = brushOf(this.#layer);
    brush.setTransform(ratio, 0, 0, ratio, 0, 0);
    brush.globalAlpha = 0.8;
    for (const name of SETS) {
      if (!this.shown(name, which)) continue;
      const hollow = name === "test";
      const { x, y, colors, classes, drawn } = this.sets[name];
      for (const s of drawn) {
        markPath(brush, classes[s], map.x(x[s]), map.y(y[s]), SMALL);
        brush.fillStyle = hollow ? css(this.#palette.card) : colors[s];
        brush.strokeStyle = hollow ? colors[s] : css(this.#palette.card, 0.7);
        brush.lineWidth = hollow ? 1.3 : 0.6;
        brush.fill();
        brush.stroke();
      }
    }
  }

  /**
   * The samples of the batch, the large ones below.
   * @param {CanvasRenderingContext2D} brush
   * @param {Mapping} map
   * @param {Frame} frame
   * @param {Float64Array|null} radii
   */
  #paintBatch(brush, map, frame, radii) {
    const { x, y, colors, classes, drawn } = this.sets.train;
    const { indices } = frame;
    const whole = indices.length === this.#run.n_train;
    const usual = whole ? SMALL + 0.6 : EQUAL;
    let order = Uint32Array.from(indices, (_, k) => k);
    if (drawn.length < this.#run.n_train) order = order.filter((k) => this.#isDrawn[indices[k]]);
    if (radii) order.sort((a, b) => radii[b] - radii[a]);
    brush.lineWidth = whole ? 0.6 : 1.2;
    brush.strokeStyle = css(this.#palette.ink);
    for (const k of order) {
      const s = indices[k];
      markPath(brush, classes[s], map.x(x[s]), map.y(y[s]), radii ? radii[k] : usual);
      brush.fillStyle = colors[s];
      brush.fill();
      brush.stroke();
    }
  }

  /**
   * An amber line around a sample.
   * @param {CanvasRenderingContext2D} brush
   * @param {Mapping} map
   * @param {{set: SetName, index: number}} sample
   * @param {number} radius
   */
  #paintMark(brush, map, { set, index }, radius) {
    const { x, y, classes } = this.sets[set];
    markPath(brush, classes[index], map.x(x[index]), map.y(y[index]), radius + 3);
    brush.strokeStyle = css(this.#palette.ink);
    brush.lineWidth = 4;
    brush.stroke();
    brush.strokeStyle = css(this.#palette.sel);
    brush.lineWidth = 2.5;
    brush.stroke();
  }

  /**
   * The shown sample nearest to a place in the picture, if one is near.
   * @param {Mapping} map
   * @param {Which} which
   * @param {number} px
   * @param {number} py
   * @returns {Selected|null}
   */
  nearest(map, which, px, py) {
    let best = REACH;
    /** @type {Selected|null} */
    let found = null;
    for (const set of SETS) {
      if (!this.shown(set, which)) continue;
      const { x, y, drawn } = this.sets[set];
      for (const index of drawn) {
        const distance = Math.hypot(map.x(x[index]) - px, map.y(y[index]) - py);
        if (distance >= best) continue;
        best = distance;
        found = { kind: "point", set, index };
      }
    }
    return found;
  }

  /**
   * The samples of a set as a trace of Plotly's.
   * @param {SetName} name
   * @param {Which} which
   * @param {object} more
   */
  trace(name, which, more) {
    const { x, y, drawn } = this.sets[name];
    return {
      type: "scatter",
      mode: "markers",
      name,
      visible: this.shown(name, which),
      x: picked(x, drawn),
      y: picked(y, drawn),
      hovertemplate: "%{text}<extra></extra>",
      text: [],
      ...more,
    };
  }

  /**
   * What each looks like in a figure of Plotly's own.
   * @param {SetName} name
   * @param {Picturing} ctx
   * @param {Frame} frame
   */
  markers(name, ctx, frame) {
    const { drawn, classes } = this.sets[name];
    const colors = picked(this.sets[name].colors, drawn);
    const symbol = Array.from(picked(classes, drawn), shapeName);
    const card = css(this.#palette.card);
    if (name === "test")
      return { symbol, size: 2.6 * SMALL, color: card, line: { color: colors, width: 1.3 } };
    const radii = pullRadii(ctx, frame);
    const places = new Map(Array.from(drawn, (s, p) => [s, p]));
    const size = new Array(drawn.length).fill(2 * SMALL);
    const width = new Array(drawn.length).fill(0.6);
    const color = new Array(drawn.length).fill(card);
    frame.indices.forEach((s, k) => {
      const p = places.get(s);
      if (p === undefined) return;
      size[p] = 2 * (radii ? radii[k] : EQUAL);
      width[p] = 1;
      color[p] = css(this.#palette.ink);
    });
    return { symbol, size, color: colors, line: { width, color }, opacity: 1 };
  }
}

/**
 * The values of the drawn samples; as they are where all are drawn.
 * @template Value
 * @param {ArrayLike<Value>} values
 * @param {Uint32Array} drawn
 * @returns {ArrayLike<Value>}
 */
const picked = (values, drawn) =>
  drawn.length === values.length ? values : Array.from(drawn, (s) => values[s]);
