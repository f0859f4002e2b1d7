// The article's notation, and numbers as text: W²[3,1], a¹₃, dz²₁; indices count from 1 here and
// only here. Inside the program layers are 1..L (0 is the input) and units, rows and columns count
// from 0.
import registries from "./registries.json" with { type: "json" };
/** @import { Run, Selected } from "../types.d.ts" */

const UP = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const DOWN = "₀₁₂₃₄₅₆₇₈₉";

/**
 * @param {number} n
 * @returns {string} n as a superscript
 */
export const sup = (n) => String(n).replace(/\d/g, (d) => UP[Number(d)]);

/**
 * @param {number} n
 * @returns {string} n as a subscript
 */
export const sub = (n) => String(n).replace(/\d/g, (d) => DOWN[Number(d)]);

/**
 * Units of each layer of a run, and what its inputs are called where they have names.
 * @typedef {Pick<Run, "sizes"> & Partial<Pick<Run, "input_symbols"|"input_columns">>} Named
 */

/**
 * The activation of a unit in an equation: x₂ or x₁² for an input, ŷ for an output, a¹₃ between.
 * @param {Named} run
 * @param {number} layer
 * @param {number} j
 */
export function unitName({ sizes, input_symbols }, layer, j) {
  if (layer === 0) return input_symbols?.[j] ?? `x${sub(j + 1)}`;
  if (layer === sizes.length - 1) return sizes[layer] === 1 ? "ŷ" : `ŷ${sub(j + 1)}`;
  return `a${sup(layer)}${sub(j + 1)}`;
}

/**
 * The same in a product: (sin x₁).
 * @param {Named} run
 * @param {number} layer
 * @param {number} j
 */
export const factorName = (run, layer, j) => unitName(run, layer, j).replace(/^(.* .*)$/, "($1)");

/**
 * The same in a sentence, an input with the name of its column: x₃ petal length.
 * @param {Named} run
 * @param {number} layer
 * @param {number} j
 */
export const unitLabel = (run, layer, j) =>
  layer === 0 && run.input_columns
    ? `${unitName(run, 0, j)} ${run.input_columns[j]}`
    : unitName(run, layer, j);

/**
 * A shortened name; the full name goes into a hint.
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
 * A short name of the selection.
 * @param {Named} run
 * @param {Selected|null} selected
 * @returns {string}
 */
export function selectionName(run, selected) {
  switch (selected?.kind) {
    case "weight":
      return weightName(selected.layer, selected.i, selected.j);
    case "bias":
      return biasName(selected.layer, selected.j);
    case "unit":
      return brief(unitLabel(run, selected.layer, selected.j), 28);
    case "point":
      return sampleName(selected);
    default:
      return "";
  }
}

/** @param {{set: "train"|"test", index: number}} sample */
export const sampleName = ({ set, index }) =>
  `${set === "test" ? "test" : "training"} sample ${index + 1}`;

/** @type {Record<string, string>} */
const SPOKEN = registries.spoken;

/**
 * An activation or an optimizer as people write it.
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
 * A number that is not finite, in text that fits a cell.
 * @param {number} v
 */
function odd(v) {
  if (Number.isNaN(v)) return "NaN";
  return v > 0 ? "∞" : "−∞";
}

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
 * One digit, if two do not fit.
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
 * All digits of a double, for hover and tests.
 * @param {number} v
 */
export const exact = (v) => (Number.isFinite(v) ? minus(String(v)) : odd(v));
