// The total differential: df against the true change of f, and the error over dx, both axes
// logarithmic.
import { css } from "../core/colors.js";
import { drawAxes } from "./axes.js";
import { listen } from "./curve.js";
import { label, set, svg, written } from "./svg.js";
/** @import { Palette } from "../types.d.ts" */
/** @import { Point } from "./data.js" */

const ROW = 42;
const HEIGHT = 196;

/**
 * Bars of df, the true change, and what is between them.
 * @param {HTMLElement} holder
 * @param {Palette} palette
 * @returns {(point: Point) => void}
 */
export function drawChange(holder, palette) {
  const width = Math.max(200, holder.clientWidth);
  const height = 3 * ROW + 4;
  const root = svg("svg", {
    viewBox: `0 0 ${width} ${height}`,
    height,
    role: "img",
    "data-testid": "change",
  });
  holder.append(root);
  const rows = [
    ["df", "df, along the tangent"],
    ["change", "Δf, the true change"],
    ["error", "Δf − df, the error"],
  ].map(([key, name], k) => {
    label(root, 0, k * ROW + 15, name, {});
    return {
      key,
      number: label(root, width, k * ROW + 15, "", {
        "text-anchor": "end",
        class: "b",
        "data-testid": `step-${key}`,
      }),
      zero: svg("line", { y1: k * ROW + 18, y2: k * ROW + 38, stroke: css(palette.mute) }, root),
      bar: svg("rect", { y: k * ROW + 21, height: 14, rx: 2 }, root),
    };
  });
  return (point) => {
    const sizes = rows.map(({ key }) => point[key]).filter(Number.isFinite);
    const [low, high] = [Math.min(0, ...sizes), Math.max(0, ...sizes)];
    const place = (value) => 4 + ((value - low) / (high - low || 1)) * (width - 8);
    for (const { key, number, bar, zero } of rows) {
      set(zero, { x1: place(0), x2: place(0) });
      const value = point[key];
      number.textContent = written(value);
      number.dataset.value = String(value);
      bar.style.display = Number.isFinite(value) ? "" : "none";
      if (Number.isFinite(value))
        set(bar, {
          x: Math.min(place(0), place(value)),
          width: Math.max(1, Math.abs(place(value) - place(0))),
          fill: css(value === 0 ? palette.mute : value < 0 ? palette.neg : palette.pos),
        });
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
 * @param {any} sweep
 * @param {Palette} palette
 * @param {(j: number) => void} choose a dx was pointed at
 */
export function drawErrors(holder, sweep, palette, choose) {
  const { dx, error } = sweep.blocks;
  const width = Math.max(200, holder.clientWidth);
  const root = svg("svg", {
    viewBox: `0 0 ${width} ${HEIGHT}`,
    height: HEIGHT,
    role: "img",
    "data-testid": "errors",
  });
  holder.append(root);
  const area = { left: 44, right: width - 12, top: 22, bottom: HEIGHT - 36 };
  const logs = Array.from(dx, Math.log10);
  const across = decades(logs[logs.length - 1], logs[0], 6);
  const up = heights(error);
  const scale = drawAxes(
    root,
    palette,
    area,
    { ...across, name: "dx" },
    { ...up, name: "|error|" },
  );
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
  listen(root, (clientX) => {
    const box = root.getBoundingClientRect();
    const at =
      across.low +
      ((((clientX - box.left) / box.width) * width - area.left) / (area.right - area.left)) *
        (across.high - across.low);
    choose(
      logs.reduce(
        (best, value, j) => (Math.abs(value - at) < Math.abs(logs[best] - at) ? j : best),
        0,
      ),
    );
  });
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
    if (drawn) {
      const [x, y] = [logs[j], Math.log10(Math.abs(point.error))];
      const [from, to] = [
        Math.max(across.low, x + (up.low - y) / 2),
        Math.min(across.high, x + (up.high - y) / 2),
      ];
      set(guide, {
        x1: scale.x(from),
        y1: scale.y(y + 2 * (from - x)),
        x2: scale.x(to),
        y2: scale.y(y + 2 * (to - x)),
      });
    }
    root.setAttribute(
      "aria-label",
      `The error of df over dx, both axes logarithmic, with a line of slope 2. ${orderText(point)}`,
    );
  };
}

/**
 * What the points say.
 * @param {Point} point
 */
export function orderText(point) {
  if (!Number.isFinite(point.total)) return "";
  return Number.isFinite(point.order)
    ? `Slope of the points for small dx: ${written(point.order)}. The dashed line has slope 2.`
    : "The error is nothing but rounding: here f is straight, or nearly.";
}

const powers = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const powerOfTen = (tick) =>
  `10${tick < 0 ? "⁻" : ""}${[...String(Math.abs(tick))].map((digit) => powers[Number(digit)]).join("")}`;

function decades(low, high, most) {
  const [from, to] = [Math.floor(low), Math.ceil(high)];
  const stride = Math.max(1, Math.ceil((to - from) / most));
  const found = [];
  for (let tick = from; tick <= to; tick++) if ((tick - from) % stride === 0) found.push(tick);
  return { low: from, high: to, ticks: found, text: powerOfTen };
}

/** Decades of the errors; what is below a ten-thousand-millionth of the largest is left out. */
function heights(error) {
  const sizes = Array.from(error, Math.abs)
    .filter((size) => size > 0 && Number.isFinite(size))
    .sort((a, b) => a - b);
  if (!sizes.length) return decades(-16, 0, 5);
  const high = Math.log10(sizes[Math.floor(0.99 * (sizes.length - 1))]);
  const low = Math.log10(sizes[Math.floor(0.05 * (sizes.length - 1))]);
  return decades(Math.max(low, high - 13), high + 1e-9, 5);
}
