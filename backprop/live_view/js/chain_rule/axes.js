// Axes of a small plot: scales, grid lines, numbers.
import { css } from "../core/colors.js";
import { label, svg } from "./svg.js";
/** @import { Palette } from "../types.d.ts" */

/**
 * @typedef
 *   {{low: number, high: number, ticks: number[], text: (tick: number) => string, name: string}}
 *   Axis
 * @param {SVGElement} root
 * @param {Palette} palette
 * @param {{left: number, right: number, top: number, bottom: number}} area
 * @param {Axis} across
 * @param {Axis} up
 * @returns {{x: (value: number) => number, y: (value: number) => number}} places of values
 */
export function drawAxes(root, palette, area, across, up) {
  const x = (value) =>
    area.left + ((value - across.low) / (across.high - across.low)) * (area.right - area.left);
  const y = (value) =>
    area.bottom - ((value - up.low) / (up.high - up.low)) * (area.bottom - area.top);
  for (const tick of across.ticks) {
    svg(
      "line",
      { x1: x(tick), x2: x(tick), y1: area.top, y2: area.bottom, stroke: css(palette.line) },
      root,
    );
    label(root, x(tick), area.bottom + 16, across.text(tick), {
      class: "m",
      "text-anchor": "middle",
    });
  }
  for (const tick of up.ticks) {
    svg(
      "line",
      { x1: area.left, x2: area.right, y1: y(tick), y2: y(tick), stroke: css(palette.line) },
      root,
    );
    label(root, area.left - 6, y(tick) + 4, up.text(tick), { class: "m", "text-anchor": "end" });
  }
  if (across.name)
    label(root, area.right, area.bottom + 32, across.name, { class: "m", "text-anchor": "end" });
  if (up.name) label(root, area.left, area.top - 6, up.name, { class: "m" });
  return { x, y };
}
