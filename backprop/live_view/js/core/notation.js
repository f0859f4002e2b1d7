// The article's notation, and numbers as text: W²[3,1], a¹₃, dz²₁; indices count from 1 here and
// only here. Inside the program layers are 1..L (0 is the input) and units, rows and columns count
// from 0.

const UP = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const DOWN = "₀₁₂₃₄₅₆₇₈₉";

/**
 * @param {number} n
 * @returns {string} n as a superscript
 */
export const sup = (n) => String(n).replace(/\d/g, (d) => UP[d]);

/**
 * @param {number} n
 * @returns {string} n as a subscript
 */
export const sub = (n) => String(n).replace(/\d/g, (d) => DOWN[d]);

/**
 * Units of each layer, and what the inputs are called where they have names.
 * @typedef {number[] & {symbols?: string[], columns?: string[]}} Sizes
 */

/**
 * The activation of a unit in an equation: x₂ or x₁² for an input, ŷ for an output, a¹₃ between.
 * @param {Sizes} sizes
 * @param {number} layer
 * @param {number} j
 */
export function unitName(sizes, layer, j) {
  if (layer === 0) return sizes.symbols?.[j] ?? `x${sub(j + 1)}`;
  if (layer === sizes.length - 1) return sizes[layer] === 1 ? "ŷ" : `ŷ${sub(j + 1)}`;
  return `a${sup(layer)}${sub(j + 1)}`;
}

/**
 * The same in a product: (sin x₁).
 * @param {Sizes} sizes
 * @param {number} layer
 * @param {number} j
 */
export const factorName = (sizes, layer, j) =>
  unitName(sizes, layer, j).replace(/^(.* .*)$/, "($1)");

/**
 * The same in a sentence, an input with the name of its column: x₃ petal length.
 * @param {Sizes} sizes
 * @param {number} layer
 * @param {number} j
 */
export const unitLabel = (sizes, layer, j) =>
  layer === 0 && sizes.columns
    ? `${unitName(sizes, 0, j)} ${sizes.columns[j]}`
    : unitName(sizes, layer, j);

/**
 * A name that is too long for its place; the whole of it is in a hint.
 * @param {string} text
 * @param {number} most characters
 */
export const brief = (text, most) =>
  text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;

/**
 * @param {string} letters "a", "z", "dz", "da"
 * @param {number} layer
 * @param {number} j
 */
export const indexed = (letters, layer, j) => `${letters}${sup(layer)}${sub(j + 1)}`;

/**
 * A weight, or with letters "dW" its gradient.
 * @param {number} layer
 * @param {number} i
 * @param {number} j
 * @param {string} [letters]
 */
export const weightName = (layer, i, j, letters = "W") =>
  `${letters}${sup(layer)}[${i + 1},${j + 1}]`;

/**
 * @param {number} layer
 * @param {number} j
 * @param {string} [letters]
 */
export const biasName = (layer, j, letters = "b") => `${letters}${sup(layer)}[${j + 1}]`;

/**
 * What is selected, in a word.
 * @param {number[]} sizes
 * @param {object|null} s
 * @returns {string}
 */
export function selectionName(sizes, s) {
  if (s?.kind === "weight") return weightName(s.layer, s.i, s.j);
  if (s?.kind === "bias") return biasName(s.layer, s.j);
  if (s?.kind === "unit") return brief(unitLabel(sizes, s.layer, s.j), 28);
  return s?.kind === "point"
    ? `${s.set === "test" ? "test" : "training"} sample ${s.index + 1}`
    : "";
}

const SPOKEN = {
  sgd: "SGD",
  nesterov: "Nesterov",
  rmsprop: "RMSprop",
  adam: "Adam",
};

/**
 * An optimizer as people write it.
 * @param {string} name
 */
export const spoken = (name) => SPOKEN[name] ?? name;

/**
 * A whole number with its thousands apart: 1,000.
 * @param {number} n
 */
export const grouped = (n) => n.toLocaleString("en");

/**
 * The true minus sign.
 * @param {string} text
 */
export const minus = (text) => text.replaceAll("-", "−");

/**
 * What is not a finite number, in words that fit a cell.
 * @param {number} v
 */
const odd = (v) => (Number.isNaN(v) ? "NaN" : v > 0 ? "∞" : "−∞");

/**
 * Two figures for a cell: .025, −.0086, 1.4, 12, 3.1e5.
 * @param {number} v
 */
export function twoFigures(v) {
  if (!Number.isFinite(v)) return odd(v);
  const size = Math.abs(v);
  if (size === 0) return "0";
  if (size < 0.00095 || size >= 9950) return minus(v.toExponential(1).replace("e+", "e"));
  if (size >= 10) return minus(v.toFixed(0));
  return minus(v.toPrecision(2).replace(/^(-?)0\./, "$1."));
}

/**
 * One figure, where two do not fit.
 * @param {number} v
 */
export function oneFigure(v) {
  if (!Number.isFinite(v) || v === 0) return twoFigures(v);
  const size = Math.abs(v);
  if (size < 0.0095 || size >= 995) return minus(v.toExponential(0).replace("e+", "e"));
  return minus(size >= 1 ? v.toFixed(0) : v.toPrecision(1).replace(/^(-?)0\./, "$1."));
}

/**
 * A number as people type it: 0.4, not 0.4000.
 * @param {number} v
 */
export const plain = (v) => minus(String(Number(v.toPrecision(6))));

/**
 * A number with a few figures, for headings.
 * @param {number} v
 * @param {number} [figures]
 */
export function short(v, figures = 3) {
  if (!Number.isFinite(v)) return odd(v);
  const size = Math.abs(v);
  if (size === 0) return "0";
  if (size < 1e-4 || size >= 1e6) return minus(v.toExponential(figures - 1).replace("e+", "e"));
  return minus(size >= 10 ** figures ? v.toFixed(0) : v.toPrecision(figures));
}

/**
 * Five decimals, of one width while it plays; very small and very large numbers by powers.
 * @param {number} v
 */
export function five(v) {
  if (!Number.isFinite(v)) return odd(v);
  const size = Math.abs(v);
  if (size !== 0 && (size < 1e-3 || size >= 1e5))
    return minus(v.toExponential(4).replace("e+", "e"));
  return minus(v.toFixed(5));
}

/**
 * All of the double, for hover and for tests on the screen.
 * @param {number} v
 */
export const exact = (v) => (Number.isFinite(v) ? minus(String(v)) : odd(v));
