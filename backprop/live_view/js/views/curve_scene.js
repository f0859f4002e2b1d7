// One input: what the network answers as a curve over it.
import { classColor, css } from "../core/colors.js";
import { literal } from "../core/plotly_theme.js";
import { forward } from "../run/net.js";
import { likeliest, surfaceKind } from "./surface_image.js";
import { ownName } from "./surface_scene.js";
/** @import { Palette, Run } from "../types.d.ts" */
/** @import { Mapping } from "../core/plotly_theme.js" */
/** @import { Frame } from "../run/frame.js" */

const POINTS = 161; // of the curve
const MARGIN = 0.12; // above and below the targets, of their range

/**
 * @param {Run} run
 * @param {Palette} palette
 */
export function curveScene(run, palette) {
  const L = run.sizes.length - 1;
  const K = run.sizes[L];
  const kind = surfaceKind(run);
  const [x0, x1] = run.extent;
  const x = Float64Array.from({ length: POINTS }, (_, p) => x0 + ((x1 - x0) * p) / (POINTS - 1));
  const [lo, hi] = kind === "value" ? run.target_range : [0, 1];
  const margin = MARGIN * (hi - lo || 1);
  const color = (k) => css(K === 1 ? palette.ink : classColor(k, Math.max(3, K), palette));
  // Samples stand at their target; of several classes, each at 1: on the curve of its own class
  // were it perfect.
  const place = (X, y, n) => [
    Float64Array.from({ length: n }, (_, s) => X[s]),
    Float64Array.from({ length: n }, (_, s) => (K === 1 ? y[s] : 1)),
  ];

  /** @returns {Float64Array} (K, POINTS) */
  const curve = (frame) => forward(run, frame, x).a[L];

  return {
    kind,
    range: [x0, x1, lo - margin, hi + margin],
    places: {
      train: place(run.X_train, run.y_train, run.n_train),
      test: place(run.X_test, run.y_test, run.n_test),
    },
    axes: [ownName(run, 0), ""],
    called: [ownName(run, 0) || "x₁", "y, ŷ"],
    equal: false,
    /**
     * @param {CanvasRenderingContext2D} brush
     * @param {Mapping} map
     * @param {Frame} frame
     */
    paint(brush, map, frame) {
      const y = curve(frame);
      if (kind === "probability") {
        brush.strokeStyle = css(palette.faint);
        brush.lineWidth = 1;
        brush.beginPath();
        brush.moveTo(map.left, map.y(0.5));
        brush.lineTo(map.left + map.width, map.y(0.5));
        brush.stroke();
      }
      brush.lineWidth = 2;
      for (let k = 0; k < K; k++) {
        brush.strokeStyle = color(k);
        brush.beginPath();
        for (let p = 0; p < POINTS; p++) brush.lineTo(map.x(x[p]), map.y(y[k * POINTS + p]));
        brush.stroke();
      }
    },
    /** The trace that answers the pointer; it is never seen. */
    trace() {
      const hovertemplate = `${K > 1 ? "class %{text}, " : ""}ŷ = %{y}<br>${literal(ownName(run, 0) || "x")} = %{x}<extra></extra>`;
      return {
        type: "scatter",
        mode: "lines",
        ...this.values(null),
        opacity: 0,
        yhoverformat: ".6~g",
        hovertemplate,
      };
    },
    /**
     * Its exact values, of the likeliest class where there are several.
     * @param {Frame|null} frame null: not computed
     */
    values(frame) {
      if (!frame) return { x: [x0], y: [null], text: [""] };
      const y = curve(frame);
      const best = Array.from(x, (_, p) => likeliest(y, POINTS, p));
      return {
        x: Array.from(x),
        y: best.map((k, p) => y[k * POINTS + p]),
        text: best.map((k) => literal(run.class_names?.[k] ?? String(k))),
      };
    },
    exported(frame) {
      const y = curve(frame);
      const data = Array.from({ length: K }, (_, k) => ({
        type: "scatter",
        mode: "lines",
        x,
        y: y.slice(k * POINTS, (k + 1) * POINTS),
        line: { color: color(k), width: 2 },
      }));
      return { images: [], data };
    },
  };
}
