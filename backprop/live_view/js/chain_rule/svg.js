// Small pieces of the page's pictures, and how a number is written.
import { css } from "../core/colors.js";
import { minus } from "../core/notation.js";
import { svg } from "../core/svg.js";
/** @import { Palette } from "../types.d.ts" */
/** @import { Attributes } from "../core/svg.js" */

/**
 * A picture as wide as its card.
 * @param {HTMLElement} card
 * @param {number} width
 * @param {number} height
 * @param {string} testid
 */
export function drawing(card, width, height, testid) {
  const root = svg("svg", {
    viewBox: `0 0 ${width} ${height}`,
    height,
    role: "img",
    "data-testid": testid,
  });
  card.append(root);
  return root;
}

/**
 * A line of text.
 * @param {Element} parent
 * @param {number} x
 * @param {number} y
 * @param {string} content
 * @param {Attributes} [attributes]
 */
export function label(parent, x, y, content, attributes = {}) {
  const element = svg("text", { x, y, ...attributes }, parent);
  element.textContent = content;
  return element;
}

/**
 * Write a number, with all its digits for tests and on hover.
 * @param {SVGElement|HTMLElement} element
 * @param {number} value
 * @param {string} [text]
 */
export function write(element, value, text = written(value)) {
  element.textContent = text;
  element.dataset.value = String(value);
}

/**
 * The colour of a number's sign.
 * @param {number} value
 * @param {Palette} palette
 */
export function signColor(value, palette) {
  if (value === 0) return css(palette.mute);
  return css(value < 0 ? palette.neg : palette.pos);
}

/**
 * A number for display: three decimals, or a power of ten if those would show nothing.
 * @param {number} value
 * @returns {string}
 */
export function written(value) {
  if (!Number.isFinite(value)) return "no value";
  const size = Math.abs(value);
  const power = size !== 0 && (size < 0.001 || size >= 1e5);
  const text = power ? value.toExponential(2) : value.toFixed(3);
  return minus(text.replace(/^-(0\.000)$/, "$1")).replace("e+", "e");
}

/**
 * The same in brackets if two signs would meet.
 * @param {number} value
 */
export const bracketed = (value) => (value < 0 ? `(${written(value)})` : written(value));

/**
 * Round numbers for an axis.
 * @param {number} low
 * @param {number} high
 * @param {number} count about so many
 * @returns {number[]}
 */
export function ticks(low, high, count) {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((m) => m * power >= rough) ?? 10);
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++)
    found.push(Number((k * step).toPrecision(12)));
  return found;
}

/**
 * A tick's number.
 * @param {number} value
 */
export const tickText = (value) =>
  minus(Math.abs(value) >= 1e5 ? value.toExponential(0) : String(value)).replace("e+", "e");
