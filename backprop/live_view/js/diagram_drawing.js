// The network's drawing as an SVG: what the canvas shows, to scale, with the numbers of every edge as its title.
import { css } from "./colors.js";

/**
 * @typedef {{dash: number[], alpha: number, width: number, color: string}} EdgeStyle
 * @typedef {{path: string, style: EdgeStyle, words: string[]}} DrawnEdge words: what a pointer reads there
 * @typedef {{place: import("./geometry.js").Place, name: string, what: string}} DrawnUnit
 */

const SPACE = "http://www.w3.org/2000/svg";
const RADIUS = 6;

function add(parent, tag, attributes, text = "") {
  const element = document.createElementNS(SPACE, tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.textContent = text;
  parent.append(element);
  return element;
}

/** A unit's map, cut out of the canvas. @param {HTMLCanvasElement} canvas @param {number} scale its pixels a pixel of the drawing @returns {string} address of a PNG */
function mapOf(canvas, { x, y, size }, scale) {
  const cut = document.createElement("canvas");
  cut.width = cut.height = Math.max(1, Math.round(size * scale));
  cut.getContext("2d").drawImage(canvas, (x - size / 2) * scale, (y - size / 2) * scale, cut.width, cut.height, 0, 0, cut.width, cut.height);
  return cut.toDataURL();
}

/**
 * @param {{canvas: HTMLCanvasElement, palette: import("./colors.js").Palette, width: number, height: number, folds: import("./geometry.js").Fold[], edges: DrawnEdge[], units: DrawnUnit[]}} drawn
 * canvas: with the maps on it
 * @returns {SVGSVGElement}
 */
export function diagramDrawing({ canvas, palette, width, height, folds, edges, units }) {
  const root = document.createElementNS(SPACE, "svg");
  for (const [key, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}`, "font-family": "sans-serif", "font-size": 14 })) root.setAttribute(key, String(value));
  const lines = add(root, "g", { fill: "none" });
  for (const { path, style, words } of edges) {
    const { dash, alpha, width: thick, color } = style;
    const line = add(lines, "path", { d: path, stroke: color, "stroke-opacity": alpha.toFixed(3), "stroke-width": thick.toFixed(2), ...(dash.length && { "stroke-dasharray": dash.join(" ") }) });
    add(line, "title", {}, words.join("\n"));
  }
  const scale = canvas.width / width;
  for (const { place, name, what } of units) {
    const [left, top] = [place.x - place.size / 2, place.y - place.size / 2];
    const unit = add(root, "g", {});
    add(unit, "title", {}, `${name}, ${what}`);
    add(unit, "image", { href: mapOf(canvas, place, scale), x: left, y: top, width: place.size, height: place.size, preserveAspectRatio: "none" });
    add(unit, "rect", { x: left, y: top, width: place.size, height: place.size, rx: RADIUS, fill: "none", stroke: css(palette.line) });
    add(unit, "text", { x: left - 5, y: top + 11, "text-anchor": "end", fill: css(palette.ink), stroke: css(palette.card), "stroke-width": 3, "paint-order": "stroke" }, name);
  }
  for (const { x, y, count } of folds) add(root, "text", { x, y: y + 4, "text-anchor": "middle", "font-size": 12, fill: css(palette.mute) }, `+ ${count} more`);
  return root;
}
