// f over x with the tangent whose slope is df/dx, and the step dx along both.
import { css } from "../core/colors.js";
import { drawAxes } from "./axes.js";
import { label, set, svg, ticks, tickText, written } from "./svg.js";
/** @import { Palette } from "../types.d.ts" */
/** @import { Point } from "./data.js" */

const HEIGHT = 258;
const EDGE = { left: 46, right: 10, top: 10, bottom: 24 };

/**
 * @param {HTMLElement} card
 * @param {any} sweep
 * @param {Palette} palette
 * @param {(i: number) => void} choose an x was pointed at
 * @returns {{draw: (point: Point) => void, left: number, right: number}} and what is left and right
 *   of the slider's track
 */
export function drawCurve(card, sweep, palette, choose) {
  const { curve_x: xs, curve, x: range } = sweep.blocks;
  const width = Math.max(280, card.clientWidth - 24);
  const root = svg("svg", {
    viewBox: `0 0 ${width} ${HEIGHT}`,
    height: HEIGHT,
    role: "img",
    "data-testid": "curve",
  });
  card.append(root);
  const area = {
    left: EDGE.left,
    right: width - EDGE.right,
    top: EDGE.top,
    bottom: HEIGHT - EDGE.bottom,
  };
  const [low, high] = heights(curve.subarray(0, range.length));
  const [first, last] = [xs[0], xs[xs.length - 1]];
  const axis = (from, to, count) => ({
    low: from,
    high: to,
    ticks: ticks(from, to, count),
    text: tickText,
    name: "",
  });
  const scale = drawAxes(root, palette, area, axis(first, last, width / 60), axis(low, high, 5));
  const clip = svg("clipPath", { id: "bcr-clip" }, root);
  svg(
    "rect",
    { x: area.left, y: area.top, width: area.right - area.left, height: area.bottom - area.top },
    clip,
  );
  const inside = svg("g", { "clip-path": "url(#bcr-clip)", fill: "none" }, root);
  svg("path", { d: pathOf(xs, curve, scale), stroke: css(palette.ink), "stroke-width": 2 }, inside);
  const tangent = svg(
    "line",
    { stroke: css(palette.sel), "stroke-width": 2, "data-testid": "tangent" },
    inside,
  );
  const run = svg("line", { stroke: css(palette.mute), "stroke-dasharray": "4 3" }, inside);
  const bars = ["df", "change"].map((name) => ({
    name,
    line: svg(
      "line",
      { "stroke-width": name === "df" ? 7 : 3, "stroke-opacity": name === "df" ? 0.45 : 1 },
      inside,
    ),
  }));
  const dots = [
    svg(
      "circle",
      { r: 6, fill: css(palette.sel), stroke: css(palette.card), "stroke-width": 2 },
      inside,
    ),
    svg("circle", { r: 4, fill: css(palette.ink) }, inside),
  ];
  const words = ["df", "Δf"].map((name) => label(inside, 0, 0, name, { class: "m h" }));
  listen(root, (clientX) => {
    const at =
      ((clientX - root.getBoundingClientRect().left) / root.getBoundingClientRect().width) * width;
    const share = (at - area.left) / (scale.x(range[range.length - 1]) - area.left);
    choose(Math.round(Math.max(0, Math.min(1, share)) * (range.length - 1)));
  });
  const draw = (point) => {
    const { x, value, total, dx, df, change } = point;
    const there = Number.isFinite(value + total);
    for (const element of [tangent, run, ...bars.map((bar) => bar.line), ...dots, ...words])
      element.style.display = there ? "" : "none";
    root.setAttribute(
      "aria-label",
      there
        ? `f over x. At x = ${written(x)}, f is ${written(value)} and the tangent's slope ${written(total)}. A step dx of ${written(dx)} changes f by ${written(change)}; the tangent says ${written(df)}.`
        : `f over x. At x = ${written(x)} f has no value or no slope.`,
    );
    if (!there) return;
    const [x0, y0, x1] = [scale.x(x), scale.y(value), scale.x(x + dx)];
    const line = (from, to) => ({
      x1: scale.x(from),
      y1: scale.y(value + total * (from - x)),
      x2: scale.x(to),
      y2: scale.y(value + total * (to - x)),
    });
    set(tangent, line(first, last));
    tangent.dataset.slope = String(total);
    set(run, { x1: x0, x2: x1, y1: y0, y2: y0 });
    for (const { name, line: bar } of bars) {
      const size = point[name];
      const colour = css(size < 0 ? palette.neg : palette.pos);
      set(bar, {
        x1,
        x2: x1,
        y1: y0,
        y2: Number.isFinite(size) ? scale.y(value + size) : y0,
        stroke: colour,
      });
    }
    nameSteps(words, x1, y0, scale.y(value + df), scale.y(value + change));
    set(dots[0], { cx: x0, cy: y0 });
    set(dots[1], { cx: x1, cy: Number.isFinite(change) ? scale.y(value + change) : -99 });
  };
  return { draw, left: area.left, right: width - scale.x(range[range.length - 1]) };
}

/** "df" and "Δf" beside the ends of their bars, where there is room for each. */
function nameSteps([df, change], x, y0, yDf, yChange) {
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
 */
function heights(curve) {
  const sorted = Array.from(curve)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const part = (share) => sorted[Math.round(share * (sorted.length - 1))];
  const [low, high, from, to] = [part(0), part(1), part(0.04), part(0.96)];
  const wild = high - low > 6 * (to - from) && to > from;
  const [bottom, top] = wild
    ? [Math.max(low, from - (to - from)), Math.min(high, to + (to - from))]
    : [low, high];
  const room = 0.08 * (top - bottom) || Math.max(1, 0.1 * Math.abs(top));
  return [bottom - room, top + room];
}

function pathOf(xs, values, scale) {
  let [d, pen] = ["", false];
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) {
      pen = false;
      return;
    }
    d += `${pen ? "L" : "M"}${scale.x(xs[i]).toFixed(1)} ${Math.max(-1e4, Math.min(1e4, scale.y(value))).toFixed(1)}`;
    pen = true;
  });
  return d;
}

/**
 * Calls back while a pointer is pressed on an element.
 * @param {Element} element
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
