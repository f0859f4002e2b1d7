// Axes of a small plot: scales, grid lines, numbers.
import { css } from "../core/colors.js";
import { svg } from "../core/svg.js";
import { label } from "./svg.js";
/** @import { Palette } from "../types.d.ts" */

/**
 * @typedef {{left: number, right: number, top: number, bottom: number}} Area of a plot, in pixels
 * @typedef {{low: number, high: number, ticks: number[], text: (tick: number) => string}} Range
 * @typedef {Range & {name: string}} Axis
 * @typedef {{x: (value: number) => number, y: (value: number) => number}} Scale places of values
 */

/**
 * @param {SVGElement} root
 * @param {Palette} palette
 * @param {Area} area
 * @param {Axis} across
 * @param {Axis} up
 * @returns {Scale}
 */
export function drawAxes(root, palette, area, across, up) {
  const { left, right, top, bottom } = area;
  const stroke = css(palette.line);
  const x = (/** @type {number} */ value) =>
    left + ((value - across.low) / (across.high - across.low)) * (right - left);
  const y = (/** @type {number} */ value) =>
    bottom - ((value - up.low) / (up.high - up.low)) * (bottom - top);
  for (const tick of across.ticks) {
    svg("line", { x1: x(tick), x2: x(tick), y1: top, y2: bottom, stroke }, root);
    label(root, x(tick), bottom + 16, across.text(tick), { class: "m", "text-anchor": "middle" });
  }
  for (const tick of up.ticks) {
    svg("line", { x1: left, x2: right, y1: y(tick), y2: y(tick), stroke }, root);
    label(root, left - 6, y(tick) + 4, up.text(tick), { class: "m", "text-anchor": "end" });
  }
  if (across.name)
    label(root, right, bottom + 32, across.name, { class: "m", "text-anchor": "end" });
  if (up.name) label(root, left, top - 6, up.name, { class: "m" });
  return { x, y };
}
