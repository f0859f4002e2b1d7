// The scene for one input: the network's output as a curve.
import { classColor, css } from "../core/colors.js";
import { literal } from "../core/plotly_theme.js";
import { forward } from "../run/net.js";
import { likeliest, surfaceKind } from "./surface_image.js";
import { ownName } from "./surface_scene.js";
/** @import { Palette, Run, Scene } from "../types.d.ts" */
/** @import { Mapping } from "../core/plotly_theme.js" */
/** @import { Frame } from "../run/frame.js" */

const POINTS = 161; // of the curve
const MARGIN = 0.12; // above and below the targets, of their range

/**
 * @param {Run} run
 * @param {Palette} palette
 * @returns {Scene}
 */
export const curveScene = (run, palette) => new CurveScene(run, palette);

/** @implements {Scene} */
class CurveScene {
  equal = false;
  #run;
  #palette;
  #outputs;
  #x;

  /**
   * @param {Run} run
   * @param {Palette} palette
   */
  constructor(run, palette) {
    this.#run = run;
    this.#palette = palette;
    this.#outputs = run.sizes[run.sizes.length - 1];
    const [x0, x1] = run.extent;
    this.#x = Float64Array.from({ length: POINTS }, (_, p) => x0 + ((x1 - x0) * p) / (POINTS - 1));
    this.kind = surfaceKind(run);
    const [lo, hi] = this.kind === "value" ? run.target_range : [0, 1];
    const margin = MARGIN * (hi - lo || 1);
    /** @type {Scene["range"]} */
    this.range = [x0, x1, lo - margin, hi + margin];
    this.places = {
      train: this.#placesOf(run.X_train, run.y_train, run.n_train),
      test: this.#placesOf(run.X_test, run.y_test, run.n_test),
    };
    const name = ownName(run, 0);
    /** @type {Scene["axes"]} */
    this.axes = [name, ""];
    /** @type {Scene["called"]} */
    this.called = [name || "x₁", "y, ŷ"];
  }

  /**
   * Samples stand at their target; of several classes, each at 1: on the curve of its own class
   * were it perfect.
   * @param {ArrayLike<number>} X
   * @param {ArrayLike<number>} y
   * @param {number} n
   * @returns {[Float64Array, Float64Array]}
   */
  #placesOf(X, y, n) {
    const single = this.#outputs === 1;
    return [
      Float64Array.from({ length: n }, (_, s) => X[s]),
      Float64Array.from({ length: n }, (_, s) => (single ? y[s] : 1)),
    ];
  }

  /**
   * @param {Frame} frame
   * @returns {Float64Array} (outputs, POINTS)
   */
  #curve(frame) {
    return forward(this.#run, frame, this.#x).a[this.#run.sizes.length - 1];
  }

  /** @param {number} k the output */
  #color(k) {
    if (this.#outputs === 1) return css(this.#palette.ink);
    return css(classColor(k, Math.max(3, this.#outputs), this.#palette));
  }

  /**
   * @param {CanvasRenderingContext2D} brush
   * @param {Mapping} map
   * @param {Frame} frame
   */
  paint(brush, map, frame) {
    const y = this.#curve(frame);
    if (this.kind === "probability") {
      brush.strokeStyle = css(this.#palette.faint);
      brush.lineWidth = 1;
      brush.beginPath();
      brush.moveTo(map.left, map.y(0.5));
      brush.lineTo(map.left + map.width, map.y(0.5));
      brush.stroke();
    }
    brush.lineWidth = 2;
    for (let k = 0; k < this.#outputs; k++) {
      brush.strokeStyle = this.#color(k);
      brush.beginPath();
      for (let p = 0; p < POINTS; p++) brush.lineTo(map.x(this.#x[p]), map.y(y[k * POINTS + p]));
      brush.stroke();
    }
  }

  trace() {
    const which = this.#outputs > 1 ? "class %{text}, " : "";
    const across = literal(ownName(this.#run, 0) || "x");
    return {
      type: "scatter",
      mode: "lines",
      ...this.values(null),
      opacity: 0,
      yhoverformat: ".6~g",
      hovertemplate: `${which}ŷ = %{y}<br>${across} = %{x}<extra></extra>`,
    };
  }

  /**
   * Of the likeliest class where there are several.
   * @param {Frame|null} frame null: not computed
   */
  values(frame) {
    if (!frame) return { x: [this.range[0]], y: [null], text: [""] };
    const y = this.#curve(frame);
    const best = Array.from(this.#x, (_, p) => likeliest(y, POINTS, p));
    return {
      x: Array.from(this.#x),
      y: best.map((k, p) => y[k * POINTS + p]),
      text: best.map((k) => literal(this.#run.class_names?.[k] ?? String(k))),
    };
  }

  /** @param {Frame} frame */
  exported(frame) {
    const y = this.#curve(frame);
    const data = Array.from({ length: this.#outputs }, (_, k) => ({
      type: "scatter",
      mode: "lines",
      x: this.#x,
      y: y.slice(k * POINTS, (k + 1) * POINTS),
      line: { color: this.#color(k), width: 2 },
    }));
    return { images: [], data };
  }
}
