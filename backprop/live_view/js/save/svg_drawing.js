// Pictures that the page draws as SVG, as one drawing that needs no style sheet: to be saved.
import { css } from "../core/colors.js";
/** @import { Palette } from "../types.d.ts" */
/** @import { Picture } from "./files.js" */

const SPACE = "http://www.w3.org/2000/svg";
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

function element(tag, attributes, parent) {
  const made = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  parent?.append(made);
  return made;
}

/**
 * A copy that looks the same anywhere.
 * @param {SVGSVGElement} picture on the page
 */
function copyOf(picture) {
  const copy = picture.cloneNode(true);
  const [from, to] = [picture, copy].map((root) => [...root.querySelectorAll(DRAWN)]);
  from.forEach((one, k) => {
    const style = getComputedStyle(one);
    if (style.display === "none" || style.visibility === "hidden") {
      to[k].setAttribute("visibility", "hidden");
      return;
    }
    const text = /^(text|tspan)$/.test(one.tagName);
    for (const name of STYLES) {
      if (name.startsWith("font") && !text) continue;
      const value = style.getPropertyValue(name);
      if (value && value !== USUAL[name]) to[k].setAttribute(name, value);
    }
    to[k].removeAttribute("style");
  });
  for (const one of copy.querySelectorAll("*"))
    for (const name of ["class", "tabindex", "role", "aria-label"]) one.removeAttribute(name);
  return copy;
}

/**
 * One drawing of several pictures, beside each other.
 * @param {SVGSVGElement[]} pictures on the page
 * @returns {SVGSVGElement}
 */
function drawingOf(pictures) {
  const boxes = pictures.map((picture) => picture.getBoundingClientRect());
  const width = boxes.reduce((sum, box) => sum + box.width + GAP, GAP);
  const height = Math.max(...boxes.map((box) => box.height)) + GAP;
  const root = element("svg", {
    width: Math.ceil(width),
    height: Math.ceil(height),
    viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`,
    "font-family": "sans-serif",
  });
  let left = GAP;
  pictures.forEach((picture, k) => {
    const copy = copyOf(picture);
    for (const [name, value] of Object.entries({
      x: left,
      y: 0,
      width: boxes[k].width,
      height: boxes[k].height,
      overflow: "visible",
    }))
      copy.setAttribute(name, String(value));
    root.append(copy);
    left += boxes[k].width + GAP;
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
