// f over x with the tangent whose slope is df/dx, and the step dx along both.
import { css } from "../core/colors.js";
import { set, svg } from "../core/svg.js";
import { drawAxes } from "./axes.js";
import { drawing, label, ticks, tickText, written } from "./svg.js";
/** @import { Palette } from "../types.d.ts" */
/** @import { Area, Scale } from "./axes.js" */
/** @import { Point, Sweep } from "./data.js" */

const HEIGHT = 258;
const EDGE = { left: 46, right: 10, top: 10, bottom: 24 };
const FAR = 1e4; // pixels: anything farther outside is cut off anyway

/** @typedef {{draw: (point: Point) => void, left: number, right: number}} Plot and what is left and
 *   right of the slider's track */

/**
 * @param {HTMLElement} card
 * @param {Sweep} sweep
 * @param {Palette} palette
 * @param {(i: number) => void} choose an x was pointed at
 * @returns {Plot}
 */
export function drawCurve(card, sweep, palette, choose) {
  const { curve_x: xs, curve, x: range } = sweep.blocks;
  const width = Math.max(280, card.clientWidth - 24);
  const root = drawing(card, width, HEIGHT, "curve");
  const area = {
    left: EDGE.left,
    right: width - EDGE.right,
    top: EDGE.top,
    bottom: HEIGHT - EDGE.bottom,
  };
  const [low, high] = heights(curve.subarray(0, range.length));
  const [first, last] = [xs[0], xs[xs.length - 1]];
  const across = axis(first, last, width / 60);
  const scale = drawAxes(root, palette, area, across, axis(low, high, 5));
  const inside = clipped(root, area);
  const d = pathOf(xs, curve, scale);
  svg("path", { d, stroke: css(palette.ink), "stroke-width": 2 }, inside);
  const show = drawStep(inside, palette, scale, [first, last]);
  const end = scale.x(range[range.length - 1]);
  listen(root, (clientX) => {
    const box = root.getBoundingClientRect();
    const at = ((clientX - box.left) / box.width) * width;
    const share = Math.max(0, Math.min(1, (at - area.left) / (end - area.left)));
    choose(Math.round(share * (range.length - 1)));
  });
  return {
    draw(point) {
      show(point);
      root.setAttribute("aria-label", inWords(point));
    },
    left: area.left,
    right: width - end,
  };
}

/**
 * @param {number} low
 * @param {number} high
 * @param {number} count ticks, about
 */
const axis = (low, high, count) => ({
  low,
  high,
  ticks: ticks(low, high, count),
  text: tickText,
  name: "",
});

/**
 * A group clipped to the plot.
 * @param {SVGElement} root
 * @param {Area} area
 */
function clipped(root, { left, right, top, bottom }) {
  const clip = svg("clipPath", { id: "bcr-clip" }, root);
  svg("rect", { x: left, y: top, width: right - left, height: bottom - top }, clip);
  return svg("g", { "clip-path": "url(#bcr-clip)", fill: "none" }, root);
}

/** @param {Point} point */
function inWords({ x, value, total, dx, df, change }) {
  if (!Number.isFinite(value + total))
    return `f over x. At x = ${written(x)} f has no value or no slope.`;
  return `f over x. At x = ${written(x)}, f is ${written(value)} and the tangent's slope ${written(total)}. A step dx of ${written(dx)} changes f by ${written(change)}; the tangent says ${written(df)}.`;
}

/**
 * The tangent, the step to the right, and df and Δf as bars at its end.
 * @param {SVGElement} inside
 * @param {Palette} palette
 * @param {Scale} scale
 * @param {[number, number]} ends of the tangent
 * @returns {(point: Point) => void}
 */
function drawStep(inside, palette, scale, [first, last]) {
  const tangent = svg(
    "line",
    { stroke: css(palette.sel), "stroke-width": 2, "data-testid": "tangent" },
    inside,
  );
  const run = svg("line", { stroke: css(palette.mute), "stroke-dasharray": "4 3" }, inside);
  const along = svg("line", { "stroke-width": 7, "stroke-opacity": 0.45 }, inside);
  const really = svg("line", { "stroke-width": 3, "stroke-opacity": 1 }, inside);
  const here = svg(
    "circle",
    { r: 6, fill: css(palette.sel), stroke: css(palette.card), "stroke-width": 2 },
    inside,
  );
  const there = svg("circle", { r: 4, fill: css(palette.ink) }, inside);
  const words = {
    df: label(inside, 0, 0, "df", { class: "m h" }),
    change: label(inside, 0, 0, "Δf", { class: "m h" }),
  };
  const all = [tangent, run, along, really, here, there, words.df, words.change];
  return ({ x, value, total, dx, df, change }) => {
    const defined = Number.isFinite(value + total);
    for (const element of all) element.style.display = defined ? "" : "none";
    if (!defined) return;
    const [x0, y0, x1] = [scale.x(x), scale.y(value), scale.x(x + dx)];
    const tangentAt = (/** @type {number} */ at) => scale.y(value + total * (at - x));
    const heightOf = (/** @type {number} */ rise) =>
      Number.isFinite(rise) ? scale.y(value + rise) : y0;
    set(tangent, {
      x1: scale.x(first),
      y1: tangentAt(first),
      x2: scale.x(last),
      y2: tangentAt(last),
    });
    tangent.dataset.slope = String(total);
    set(run, { x1: x0, x2: x1, y1: y0, y2: y0 });
    set(along, { x1, x2: x1, y1: y0, y2: heightOf(df), stroke: barColor(df, palette) });
    set(really, { x1, x2: x1, y1: y0, y2: heightOf(change), stroke: barColor(change, palette) });
    nameSteps(words, x1, y0, scale.y(value + df), scale.y(value + change));
    set(here, { cx: x0, cy: y0 });
    set(there, { cx: x1, cy: Number.isFinite(change) ? scale.y(value + change) : -99 });
  };
}

/**
 * @param {number} size
 * @param {Palette} palette
 */
const barColor = (size, palette) => css(size < 0 ? palette.neg : palette.pos);

/**
 * "df" and "Δf" beside the ends of their bars, where there is room for each.
 * @param {{df: SVGTextElement, change: SVGTextElement}} words
 * @param {number} x
 * @param {number} y0 where the bars begin
 * @param {number} yDf
 * @param {number} yChange
 */
function nameSteps({ df, change }, x, y0, yDf, yChange) {
  const apart = Math.abs(yDf - yChange) >= 14;
  const far = Math.max(Math.abs(yDf - y0), Math.abs(yChange - y0)) >= 8;
  df.textContent = apart ? "df" : "df, Δf";
  set(df, { x: x + 9, y: yDf + 4 });
  if (Number.isFinite(yChange)) set(change, { x: x + 9, y: yChange + 4 });
  df.style.display = far ? "" : "none";
  change.style.display = far && apart ? "" : "none";
}

/**
 * The range of the values, with room; apart from the wildest where these would flatten all others.
 * @param {Float64Array} curve
 * @returns {[number, number]}
 */
function heights(curve) {
  const sorted = Array.from(curve)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const part = (/** @type {number} */ share) => sorted[Math.round(share * (sorted.length - 1))];
  const [low, high, from, to] = [part(0), part(1), part(0.04), part(0.96)];
  const wild = high - low > 6 * (to - from) && to > from;
  const [bottom, top] = wild
    ? [Math.max(low, from - (to - from)), Math.min(high, to + (to - from))]
    : [low, high];
  const room = 0.08 * (top - bottom) || Math.max(1, 0.1 * Math.abs(top));
  return [bottom - room, top + room];
}

/**
 * @param {Float64Array} xs
 * @param {Float64Array} values
 * @param {Scale} scale
 */
function pathOf(xs, values, scale) {
  let d = "";
  let pen = false; // whether it is inside the picture
  values.forEach((value, i) => {
    const drawn = Number.isFinite(value);
    if (drawn) {
      const y = Math.max(-FAR, Math.min(FAR, scale.y(value)));
      d += `${pen ? "L" : "M"}${scale.x(xs[i]).toFixed(1)} ${y.toFixed(1)}`;
    }
    pen = drawn;
  });
  return d;
}

/**
 * Call back while a pointer is pressed on a picture.
 * @param {SVGElement} element
 * @param {(clientX: number, clientY: number) => void} pointed
 */
export function listen(element, pointed) {
  element.addEventListener("pointerdown", (event) => {
    element.setPointerCapture(event.pointerId);
    pointed(event.clientX, event.clientY);
  });
  element.addEventListener("pointermove", (event) => {
    if (event.buttons & 1) pointed(event.clientX, event.clientY);
  });
}
