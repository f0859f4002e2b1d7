// The total differential: df against the true change of f, and the error over dx, both axes
// logarithmic.
import { css } from "../core/colors.js";
import { sup } from "../core/notation.js";
import { set, svg } from "../core/svg.js";
import { drawAxes } from "./axes.js";
import { listen } from "./curve.js";
import { drawing, label, signColor, write, written } from "./svg.js";
/** @import { Palette } from "../types.d.ts" */
/** @import { Range, Scale } from "./axes.js" */
/** @import { Point, StepName, Sweep } from "./data.js" */

const ROW = 42;
const HEIGHT = 196;
/** @type {[StepName, string][]} */
const ROWS = [
  ["df", "df, along the tangent"],
  ["change", "Δf, the true change"],
  ["error", "Δf − df, the error"],
];

/**
 * Bars of df, the true change, and what is between them.
 * @param {HTMLElement} holder
 * @param {Palette} palette
 * @returns {(point: Point) => void}
 */
export function drawChange(holder, palette) {
  const width = Math.max(200, holder.clientWidth);
  const root = drawing(holder, width, 3 * ROW + 4, "change");
  const stroke = css(palette.mute);
  const rows = ROWS.map(([key, name], k) => {
    const y = k * ROW;
    label(root, 0, y + 15, name);
    return {
      key,
      number: label(root, width, y + 15, "", {
        "text-anchor": "end",
        class: "b",
        "data-testid": `step-${key}`,
      }),
      zero: svg("line", { y1: y + 18, y2: y + 38, stroke }, root),
      bar: svg("rect", { y: y + 21, height: 14, rx: 2 }, root),
    };
  });
  return (point) => {
    const sizes = rows.map(({ key }) => point[key]).filter(Number.isFinite);
    const [low, high] = [Math.min(0, ...sizes), Math.max(0, ...sizes)];
    const place = (/** @type {number} */ value) =>
      4 + ((value - low) / (high - low || 1)) * (width - 8);
    for (const { key, number, bar, zero } of rows) {
      const value = point[key];
      set(zero, { x1: place(0), x2: place(0) });
      write(number, value);
      bar.style.display = Number.isFinite(value) ? "" : "none";
      if (!Number.isFinite(value)) continue;
      const x = Math.min(place(0), place(value));
      const length = Math.max(1, Math.abs(place(value) - place(0)));
      set(bar, { x, width: length, fill: signColor(value, palette) });
    }
    root.setAttribute(
      "aria-label",
      `For dx ${written(point.dx)}: df ${written(point.df)}, true change ${written(point.change)}, error ${written(point.error)}.`,
    );
  };
}

/**
 * The error over dx as points, the shown dx in amber, and a line of slope 2 through it.
 * @param {HTMLElement} holder
 * @param {Sweep} sweep
 * @param {Palette} palette
 * @param {(j: number) => void} choose a dx was pointed at
 * @returns {(point: Point, j: number) => void}
 */
export function drawErrors(holder, sweep, palette, choose) {
  const width = Math.max(200, holder.clientWidth);
  const root = drawing(holder, width, HEIGHT, "errors");
  const area = { left: 44, right: width - 12, top: 22, bottom: HEIGHT - 36 };
  const logs = Array.from(sweep.blocks.dx, Math.log10);
  const across = decades(logs[logs.length - 1], logs[0], 6);
  const up = heights(sweep.blocks.error);
  const scale = drawAxes(
    root,
    palette,
    area,
    { ...across, name: "dx" },
    { ...up, name: "|error|" },
  );
  listen(root, (clientX) => {
    const box = root.getBoundingClientRect();
    const x = ((clientX - box.left) / box.width) * width;
    const share = (x - area.left) / (area.right - area.left);
    choose(nearest(logs, across.low + share * (across.high - across.low)));
  });
  const show = drawMarks(root, palette, scale, { logs, across, up });
  return (point, j) => {
    show(point, j);
    root.setAttribute(
      "aria-label",
      `The error of df over dx, both axes logarithmic, with a line of slope 2. ${orderText(point)}`,
    );
  };
}

/**
 * @param {number[]} values
 * @param {number} wanted
 * @returns {number} which value is nearest
 */
function nearest(values, wanted) {
  let best = 0;
  values.forEach((value, k) => {
    if (Math.abs(value - wanted) < Math.abs(values[best] - wanted)) best = k;
  });
  return best;
}

/**
 * The points, the shown one, and the line of slope 2 through it.
 * @param {SVGElement} root
 * @param {Palette} palette
 * @param {Scale} scale
 * @param {{logs: number[], across: Range, up: Range}} axes logs: log dx of each point
 * @returns {(point: Point, j: number) => void}
 */
function drawMarks(root, palette, scale, { logs, across, up }) {
  const guide = svg(
    "line",
    { stroke: css(palette.mute), "stroke-dasharray": "5 4", "data-testid": "slope-2" },
    root,
  );
  const dots = logs.map(() => svg("circle", { r: 3, fill: css(palette.ink) }, root));
  const mark = svg(
    "circle",
    { r: 6, fill: css(palette.sel), stroke: css(palette.card), "stroke-width": 2 },
    root,
  );
  /** @type {(circle: SVGElement, j: number, size: number) => boolean} whether it is on the plot */
  const place = (circle, j, size) => {
    const drawn = size > 0 && Math.log10(size) >= up.low;
    circle.style.display = drawn ? "" : "none";
    if (drawn) set(circle, { cx: scale.x(logs[j]), cy: scale.y(Math.log10(size)) });
    return drawn;
  };
  return (point, j) => {
    point.errors.forEach((size, column) => place(dots[column], column, Math.abs(size)));
    const drawn = place(mark, j, Math.abs(point.error));
    guide.style.display = drawn ? "" : "none";
    if (!drawn) return;
    const [x, y] = [logs[j], Math.log10(Math.abs(point.error))];
    const from = Math.max(across.low, x + (up.low - y) / 2);
    const to = Math.min(across.high, x + (up.high - y) / 2);
    set(guide, {
      x1: scale.x(from),
      y1: scale.y(y + 2 * (from - x)),
      x2: scale.x(to),
      y2: scale.y(y + 2 * (to - x)),
    });
  };
}

/**
 * A sentence about the points.
 * @param {Point} point
 */
export function orderText(point) {
  if (!Number.isFinite(point.total)) return "";
  return Number.isFinite(point.order)
    ? `Slope of the points for small dx: ${written(point.order)}. The dashed line has slope 2.`
    : "The error is only rounding: f is straight here, or nearly.";
}

/** @param {number} tick */
const powerOfTen = (tick) => `10${tick < 0 ? "⁻" : ""}${sup(Math.abs(tick))}`;

/**
 * @param {number} low
 * @param {number} high
 * @param {number} most ticks
 * @returns {Range}
 */
function decades(low, high, most) {
  const [from, to] = [Math.floor(low), Math.ceil(high)];
  const stride = Math.max(1, Math.ceil((to - from) / most));
  const found = [];
  for (let tick = from; tick <= to; tick += stride) found.push(tick);
  return { low: from, high: to, ticks: found, text: powerOfTen };
}

/**
 * Decades of the errors; what is below a ten-thousand-millionth of the largest is left out.
 * @param {Float64Array} error
 */
function heights(error) {
  const sizes = Array.from(error, Math.abs)
    .filter((size) => size > 0 && Number.isFinite(size))
    .sort((a, b) => a - b);
  if (!sizes.length) return decades(-16, 0, 5);
  const high = Math.log10(sizes[Math.floor(0.99 * (sizes.length - 1))]);
  const low = Math.log10(sizes[Math.floor(0.05 * (sizes.length - 1))]);
  return decades(Math.max(low, high - 13), high + 1e-9, 5);
}
