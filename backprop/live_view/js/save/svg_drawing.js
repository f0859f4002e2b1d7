// Combines SVG pictures of the page into one drawing without a style sheet, for saving.
import { css } from "../core/colors.js";
import { set, svg } from "../core/svg.js";
/** @import { Palette } from "../types.d.ts" */
/** @import { Picture } from "./files.js" */

const GAP = 24; // pixels between two pictures
const DRAWN = "path, line, rect, circle, text, tspan, polygon, polyline, ellipse";
const STYLES = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "stroke-linejoin",
  "paint-order",
  "opacity",
  "font-size",
  "font-weight",
  "text-anchor",
  "dominant-baseline",
];
/** @type {Record<string, string>} defaults to leave out */
const USUAL = {
  "fill-opacity": "1",
  "stroke-opacity": "1",
  "stroke-dasharray": "none",
  "stroke-linejoin": "miter",
  "paint-order": "normal",
  opacity: "1",
  "font-weight": "400",
  "text-anchor": "start",
  "dominant-baseline": "auto",
  stroke: "none",
};
const OF_THE_PAGE = ["class", "tabindex", "role", "aria-label"]; // meaningless in a file

/**
 * A copy that needs no style sheet.
 * @param {SVGSVGElement} picture on the page
 */
function copyOf(picture) {
  const copy = /** @type {SVGSVGElement} */ (picture.cloneNode(true));
  const to = copy.querySelectorAll(DRAWN);
  picture.querySelectorAll(DRAWN).forEach((one, k) => {
    const style = getComputedStyle(one);
    if (style.display === "none" || style.visibility === "hidden")
      to[k].setAttribute("visibility", "hidden");
    else writeStyle(to[k], style);
  });
  for (const one of copy.querySelectorAll("*"))
    for (const name of OF_THE_PAGE) one.removeAttribute(name);
  return copy;
}

/**
 * @param {Element} element
 * @param {CSSStyleDeclaration} style
 */
function writeStyle(element, style) {
  const isText = element.tagName === "text" || element.tagName === "tspan";
  for (const name of STYLES) {
    if (name.startsWith("font") && !isText) continue;
    const value = style.getPropertyValue(name);
    if (value && value !== USUAL[name]) element.setAttribute(name, value);
  }
  element.removeAttribute("style");
}

/**
 * One drawing of several pictures, beside each other.
 * @param {SVGSVGElement[]} pictures on the page
 * @returns {SVGSVGElement}
 */
function drawingOf(pictures) {
  const boxes = pictures.map((picture) => picture.getBoundingClientRect());
  const width = Math.ceil(boxes.reduce((sum, box) => sum + box.width + GAP, GAP));
  const height = Math.ceil(Math.max(...boxes.map((box) => box.height)) + GAP);
  const root = svg("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    "font-family": "sans-serif",
  });
  let x = GAP;
  pictures.forEach((picture, k) => {
    const copy = copyOf(picture);
    set(copy, { x, y: 0, width: boxes[k].width, height: boxes[k].height, overflow: "visible" });
    root.append(copy);
    x += boxes[k].width + GAP;
  });
  return root;
}

/**
 * @param {string} page
 * @param {string} name
 * @param {number|null} iteration
 * @param {string} title
 * @param {SVGSVGElement[]} pictures
 * @param {Palette} palette
 * @returns {Picture|null}
 */
export function drawnPicture(page, name, iteration, title, pictures, palette) {
  if (!pictures.length) return null;
  return {
    page,
    name,
    iteration,
    title,
    colors: { ink: css(palette.ink), card: css(palette.card) },
    drawing: drawingOf(pictures),
  };
}
