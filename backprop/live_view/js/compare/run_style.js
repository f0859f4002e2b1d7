// How runs side by side are distinguished: by a letter and a line style. Colours stay with the
// data; ink and grey, whole, dashed and dotted can be distinguished by colour-blind people, in
// light and in the dark.
import { css } from "../core/colors.js";
import { make } from "../core/elements.js";
/** @import { Palette } from "../types.d.ts" */

export const LETTERS = "ABCDEF";

/** @type {{tone: "ink"|"mute", dash: number[]}[]} */
const STYLES = [
  { tone: "ink", dash: [] },
  { tone: "mute", dash: [7, 3] },
  { tone: "ink", dash: [2, 3] },
  { tone: "mute", dash: [] },
  { tone: "ink", dash: [9, 3, 2, 3] },
  { tone: "mute", dash: [2, 3] },
];

/**
 * @param {number} k which run, from 0
 * @param {Palette} palette
 * @returns {{color: string, dash: number[]}}
 */
export function runStyle(k, palette) {
  const { tone, dash } = STYLES[k % STYLES.length];
  return { color: css(palette[tone]), dash };
}

/**
 * The same for Plotly.
 * @param {number} k
 * @param {Palette} palette
 */
export function plotlyLine(k, palette) {
  const { color, dash } = runStyle(k, palette);
  return {
    color,
    width: 1.8,
    dash: dash.length ? dash.map((d) => `${d}px`).join(" ") : "solid",
    shape: "linear",
    simplify: false,
  };
}

/**
 * The letter with a piece of its line, for headings.
 * @param {Element} parent
 * @param {number} k
 */
export function runMark(parent, k) {
  const mark = make("span", "bpl-run-mark", parent);
  make("b", "", mark).textContent = LETTERS[k];
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 34 8");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", "M1 4H33");
  const { tone, dash } = STYLES[k];
  const dashes = dash.join(" ") || "none";
  line.setAttribute(
    "style",
    `stroke:var(--bpl-${tone});stroke-width:2;stroke-dasharray:${dashes};fill:none`,
  );
  svg.append(line);
  mark.append(svg);
  return mark;
}
