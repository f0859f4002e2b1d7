// The samples in the plot: small marks in the shape of their class, those of the test set hollow;
// the batch larger by its pull and outlined in ink, the selected one in amber.
import { markPath, shapeName } from "../core/class_shapes.js";
import { css } from "../core/colors.js";
import { classOf, surfaceKind, targetColor } from "./surface_image.js";
/** @import { Context, Palette, Run } from "../types.d.ts" */
/** @import { Mapping } from "../core/plotly_theme.js" */
/** @import { Frame } from "../run/frame.js" */

const SMALL = 2.4; // radius of a dot in pixels
const LARGE = 9; // of the sample that pulls most, in a small batch
const CROWD = 24; // batch size from which on the large ones shrink
const EQUAL = 4;
const REACH = 9; // pixels around a click within which a sample is meant
const MOST = 3000; // samples of a set that are drawn; more cannot be told apart, and each costs time with every step

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
 * Radius of each sample of the batch, as hard as it pulls; null while the walk has not come that
 * far.
 * @param {Context} ctx
 * @param {Frame} frame
 * @returns {Float64Array|null} (batch,)
 */
function pullRadii(ctx, frame) {
  const { size } = ctx.settings;
  const s = ctx.selection;
  if (size === "equal") return null;
  const ofNumber = size === "selected" && (s?.kind === "weight" || s?.kind === "bias");
  if (!frame.computed("dW", ofNumber ? s.layer : 1)) return null;
  const parts = ctx.contributions(frame);
  const pulls = !ofNumber
    ? parts.norms
    : s.kind === "weight"
      ? parts.weight(s.layer, s.i, s.j)
      : parts.bias(s.layer, s.j);
  let most = 0;
  for (const pull of pulls) if (Math.abs(pull) > most) most = Math.abs(pull);
  if (!(most > 0 && most < Infinity)) return null;
  const large = Math.max(3.6, LARGE * Math.min(1, (CROWD / pulls.length) ** 0.25));
  return Float64Array.from(pulls, (pull) => SMALL + ((large - SMALL) * Math.abs(pull)) / most);
}

/**
 * @param {Run} run
 * @param {Palette} palette
 * @param {{train: [Float64Array, Float64Array], test: [Float64Array, Float64Array]}} places x and y
 *   of each sample
 */
export function createPoints(run, palette, places) {
  const colorOf = targetColor(run, palette);
  const isValue = surfaceKind(run) === "value";
  const outputs = run.sizes[run.sizes.length - 1];
  const setOf = (name, y, n) => ({
    x: places[name][0],
    y: places[name][1],
    drawn: drawnOf(n),
    colors: Array.from({ length: n }, (_, s) => colorOf(y, s)),
    classes: Uint8Array.from({ length: n }, (_, s) => (isValue ? 0 : classOf(y, s, outputs))),
  });
  const sets = {
    train: setOf("train", run.y_train, run.n_train),
    test: setOf("test", run.y_test, run.n_test),
  };
  const thin = sets.train.drawn.length < run.n_train;
  const isDrawn = new Uint8Array(run.n_train);
  for (const s of sets.train.drawn) isDrawn[s] = 1;
  const layer = document.createElement("canvas"); // the dots that stay as they are
  let drawn = "";

  const shown = (name, which) => which === "both" || which === name;

  /** A property of the drawn samples; as it is where all are drawn. */
  const picked = (name, key) => {
    const { drawn: those, [key]: values } = sets[name];
    return those.length === values.length ? values : Array.from(those, (s) => values[s]);
  };

  /** All samples small, once for a zoom. */
  function drawLayer(map, which, width, height, ratio) {
    const key = [
      which,
      width,
      height,
      ratio,
      map.left,
      map.top,
      map.x(0),
      map.x(1),
      map.y(0),
      map.y(1),
    ].join();
    if (key === drawn) return;
    drawn = key;
    layer.width = Math.round(width * ratio);
    layer.height = Math.round(height * ratio);
    const brush = layer.getContext("2d");
    brush.setTransform(ratio, 0, 0, ratio, 0, 0);
    brush.globalAlpha = 0.8;
    for (const name of ["train", "test"]) {
      if (!shown(name, which)) continue;
      const { x, y, colors, classes, drawn: those } = sets[name];
      for (const s of those) {
        markPath(brush, classes[s], map.x(x[s]), map.y(y[s]), SMALL);
        brush.fillStyle = name === "test" ? css(palette.card) : colors[s];
        brush.strokeStyle = name === "test" ? colors[s] : css(palette.card, 0.7);
        brush.lineWidth = name === "test" ? 1.3 : 0.6;
        brush.fill();
        brush.stroke();
      }
    }
  }

  return {
    sets,
    shown,
    /**
     * @param {CanvasRenderingContext2D} brush
     * @param {Mapping} map
     * @param {Context} ctx
     * @param {Frame} frame
     * @param {{width: number, height: number, ratio: number}} size
     */
    paint(brush, map, ctx, frame, { width, height, ratio }) {
      const which = ctx.settings.points;
      drawLayer(map, which, width, height, ratio);
      brush.drawImage(layer, 0, 0, width, height);
      const { x, y, colors, classes } = sets.train;
      if (shown("train", which)) {
        const radii = pullRadii(ctx, frame);
        const n = frame.indices.length;
        let order = Uint32Array.from({ length: n }, (_, k) => k);
        if (thin) order = order.filter((k) => isDrawn[frame.indices[k]]);
        if (radii) order.sort((a, b) => radii[b] - radii[a]); // the large ones below
        const whole = n === run.n_train;
        brush.lineWidth = whole ? 0.6 : 1.2;
        brush.strokeStyle = css(palette.ink);
        for (const k of order) {
          const s = frame.indices[k];
          markPath(
            brush,
            classes[s],
            map.x(x[s]),
            map.y(y[s]),
            radii ? radii[k] : whole ? SMALL + 0.6 : EQUAL,
          );
          brush.fillStyle = colors[s];
          brush.fill();
          brush.stroke();
        }
      }
      for (const mark of [ctx.hovered, ctx.selection]) {
        if (mark?.kind !== "point" || !shown(mark.set, which)) continue;
        const set = sets[mark.set];
        const k = mark.set === "train" ? frame.indices.indexOf(mark.index) : -1;
        const radius = k >= 0 ? (pullRadii(ctx, frame)?.[k] ?? EQUAL) : SMALL;
        const [px, py] = [map.x(set.x[mark.index]), map.y(set.y[mark.index])];
        markPath(brush, set.classes[mark.index], px, py, radius + 3);
        brush.strokeStyle = css(palette.ink);
        brush.lineWidth = 4;
        brush.stroke();
        brush.strokeStyle = css(palette.sel);
        brush.lineWidth = 2.5;
        brush.stroke();
      }
    },
    /**
     * The shown sample nearest to a place in the picture, if one is near.
     * @param {Mapping} map
     * @param {string} which
     * @param {number} px
     * @param {number} py
     * @returns {object|null} a selection
     */
    nearest(map, which, px, py) {
      let [best, found] = [REACH, null];
      for (const name of ["train", "test"]) {
        if (!shown(name, which)) continue;
        const { x, y, drawn: those } = sets[name];
        for (const s of those) {
          const distance = Math.hypot(map.x(x[s]) - px, map.y(y[s]) - py);
          if (distance < best) [best, found] = [distance, { kind: "point", set: name, index: s }];
        }
      }
      return found;
    },
    /**
     * The same as Plotly traces.
     * @param {string} name
     * @param {string} which
     * @param {object} more
     */
    trace: (name, which, more) => ({
      type: "scatter",
      mode: "markers",
      name,
      visible: shown(name, which),
      x: picked(name, "x"),
      y: picked(name, "y"),
      hovertemplate: "%{text}<extra></extra>",
      text: [],
      ...more,
    }),
    /**
     * What each looks like in a figure of Plotly's own.
     * @param {Context} ctx
     * @param {Frame} frame
     */
    markers(name, ctx, frame) {
      const { drawn: those } = sets[name];
      const colors = picked(name, "colors");
      const symbol = Array.from(picked(name, "classes"), shapeName);
      if (name === "test")
        return {
          symbol,
          size: 2.6 * SMALL,
          color: css(palette.card),
          line: { color: colors, width: 1.3 },
        };
      const radii = pullRadii(ctx, frame);
      const place = new Map(Array.from(those, (s, p) => [s, p]));
      const size = new Array(those.length).fill(2 * SMALL);
      const line = {
        width: new Array(those.length).fill(0.6),
        color: new Array(those.length).fill(css(palette.card)),
      };
      frame.indices.forEach((s, k) => {
        const p = place.get(s);
        if (p === undefined) return;
        size[p] = 2 * (radii ? radii[k] : EQUAL);
        [line.width[p], line.color[p]] = [1, css(palette.ink)];
      });
      return { symbol, size, color: colors, line, opacity: 1 };
    },
  };
}
