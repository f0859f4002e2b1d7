// Each class has a shape as well as a colour. All shapes look as large as a circle of the same
// radius.
import { classColor, css } from "./colors.js";
import shared from "./shared.json" with { type: "json" };
/** @import { Palette } from "../types.d.ts" */

/** @typedef {[number, number][]} Corners around the centre, in radii; none: a circle */

/**
 * Plotly's names, class by class.
 * @type {{name: string, corners: Corners}[]}
 */
const SHAPES = /** @type {any} */ (shared.shapes); // JSON's pairs are no tuples to TypeScript

/** @param {number} k the class */
const of = (k) => SHAPES[k % SHAPES.length];

/**
 * Plotly's name of a class's shape.
 * @param {number} k the class
 */
export const shapeName = (k) => of(k).name;

/**
 * Begin the path of a class's mark.
 * @param {CanvasRenderingContext2D} brush
 * @param {number} k the class
 * @param {number} x
 * @param {number} y its centre
 * @param {number} radius in pixels
 */
export function markPath(brush, k, x, y, radius) {
  const corners = of(k).corners;
  brush.beginPath();
  if (!corners.length) {
    brush.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  for (let c = 0; c < corners.length; c++)
    brush.lineTo(x + corners[c][0] * radius, y + corners[c][1] * radius);
  brush.closePath();
}

/**
 * A class's mark beside its name, 12 pixels wide.
 * @param {number} k the class
 * @param {number} count classes
 * @param {Palette} palette
 * @returns {SVGElement}
 */
export function classMark(k, count, palette) {
  const NS = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(NS, "svg");
  const corners = of(k).corners;
  const mark = svg.appendChild(document.createElementNS(NS, corners.length ? "polygon" : "circle"));
  for (const [name, value] of Object.entries({
    class: "bpl-class",
    viewBox: "-6 -6 12 12",
    "aria-hidden": "true",
    "data-shape": shapeName(k),
  }))
    svg.setAttribute(name, value);
  if (corners.length)
    mark.setAttribute("points", corners.map(([x, y]) => `${4 * x},${4 * y}`).join(" "));
  else mark.setAttribute("r", "4.5");
  mark.setAttribute("fill", css(classColor(k, count, palette)));
  return svg;
}
