// The total derivative: three products, each bar beginning where the one before it ended, and their
// sum.
import { css } from "../core/colors.js";
import { set, svg } from "../core/svg.js";
import { NAMES } from "./data.js";
import { bracketed, drawing, label, signColor, write, written } from "./svg.js";
/** @import { Palette } from "../types.d.ts" */
/** @import { Point, Sweep } from "./data.js" */

const ROW = 38;
const FORMULA = 18; // room for the derivatives written out
const LETTER = 6; // CSS pixels of one at 12 px
const LAST = NAMES.length; // the row of the sum

/**
 * @typedef {Object} Row
 * @property {SVGElement} bar
 * @property {SVGElement} link to the next row's bar
 * @property {SVGElement} zero
 * @property {SVGElement} formula
 * @property {SVGElement} number
 */

/**
 * @param {HTMLElement} card
 * @param {Sweep} sweep
 * @param {Palette} palette
 * @returns {(point: Point) => void} draws the numbers of a point
 */
export function drawSum(card, sweep, palette) {
  const width = Math.max(280, card.clientWidth - 24);
  const root = drawing(card, width, 4 * ROW + 3 * FORMULA + 6, "sum");
  const rows = drawRows(root, sweep, palette, width);
  return (point) => {
    const ends = [0];
    for (const product of point.products) ends.push(ends[ends.length - 1] + product);
    const [low, high] = [Math.min(...ends, 0), Math.max(...ends, 0)];
    const place = (/** @type {number} */ value) =>
      4 + ((value - low) / (high - low || 1)) * (width - 8);
    rows.forEach((row, k) => {
      const total = k === LAST;
      const value = total ? point.total : point.products[k];
      row.formula.textContent = total ? "df/dx, the sum" : productText(point, k);
      write(row.number, value);
      const there = Number.isFinite(point.total);
      for (const element of [row.bar, row.link, row.zero])
        element.style.display = there ? "" : "none";
      if (!there) return;
      const [from, to] = total ? [0, point.total] : [ends[k], ends[k + 1]];
      showBar(row, from, to, place, signColor(value, palette));
      if (total) row.link.style.display = "none";
    });
    const products = point.products.map(written).join(", ");
    const label = `The total derivative ${written(point.total)} as the sum of ${products}.`;
    root.setAttribute("aria-label", label);
  };
}

/**
 * @param {Point} point
 * @param {number} k
 */
const productText = (point, k) =>
  `∂f/∂${NAMES[k]} · d${NAMES[k]}/dx = ${written(point.partials[k])} · ${bracketed(point.slopes[k])}`;

/**
 * @param {Row} row
 * @param {number} from
 * @param {number} to
 * @param {(value: number) => number} place
 * @param {string} fill
 */
function showBar({ bar, link, zero }, from, to, place, fill) {
  set(zero, { x1: place(0), x2: place(0) });
  const width = Math.max(1, Math.abs(place(to) - place(from)));
  set(bar, { x: Math.min(place(from), place(to)), width, fill });
  bar.dataset.from = String(from);
  bar.dataset.to = String(to);
  set(link, { x1: place(to), x2: place(to) });
}

/**
 * @param {SVGElement} root
 * @param {Sweep} sweep
 * @param {Palette} palette
 * @param {number} width
 * @returns {Row[]} of the three products and of the sum
 */
function drawRows(root, sweep, palette, width) {
  const stroke = css(palette.mute);
  const tops = [...NAMES, "total"].map((_, k) => k * (ROW + FORMULA) + (k < LAST ? FORMULA : 0));
  const lines = [...NAMES, "total"].map((name, k) => {
    const y = tops[k];
    const reach = ROW + (k < LAST - 1 ? FORMULA : 0);
    return {
      zero: svg("line", { y1: y + 17, y2: y + 37, stroke }, root),
      bar: svg("rect", { y: y + 20, height: 14, rx: 2, "data-testid": `bar-${name}` }, root),
      link: svg(
        "line",
        { y1: y + 20, y2: y + 20 + reach, stroke, "stroke-dasharray": "2 2" },
        root,
      ),
    };
  });
  // Text last, on top of the lines.
  return lines.map((row, k) => {
    const y = tops[k] + 14;
    if (k < LAST) writeOut(root, tops[k] - 4, sweep, k, width);
    const formula = label(root, 0, y, "", { class: k < LAST ? "h" : "b h" });
    const number = label(root, width, y, "", {
      class: "b h",
      "text-anchor": "end",
      "data-testid": k < LAST ? `product-${NAMES[k]}` : "total",
    });
    return { ...row, formula, number };
  });
}

/**
 * The two derivatives of a product as formulas, shortened if too long; in full on hover.
 * @param {SVGElement} root
 * @param {number} y
 * @param {Sweep} sweep
 * @param {number} k
 * @param {number} width
 */
function writeOut(root, y, { header: { slopes, partials } }, k, width) {
  const name = NAMES[k];
  const text = `∂f/∂${name} = ${partials[k]},  d${name}/dx = ${slopes[k]}`;
  const most = Math.floor(width / LETTER);
  const shown = text.length > most ? `${text.slice(0, most - 1)}…` : text;
  const line = label(root, 0, y + 1, shown, { class: "m h", "data-testid": `formula-${name}` });
  svg("title", {}, line).textContent = text;
}
