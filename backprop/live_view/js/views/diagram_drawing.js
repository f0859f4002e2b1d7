// The network as an SVG drawing, like the canvas, with the numbers of each edge as its title.
import { brushOf } from "../core/canvas.js";
import { css } from "../core/colors.js";
import { svg } from "../core/svg.js";
/** @import { Palette } from "../types.d.ts" */
/** @import { Attributes } from "../core/svg.js" */
/** @import { Fold, Place } from "./geometry.js" */
/** @import { FixedMark } from "./fixed_marks.js" */

/** @typedef {{dash: number[], alpha: number, width: number, color: string}} EdgeStyle */
/**
 * @typedef {Object} DrawnEdge
 * @property {string} path
 * @property {EdgeStyle} style
 * @property {string[]} words what a pointer reads there
 * @property {boolean} selected
 */
/**
 * @typedef {Object} DrawnUnit
 * @property {Place} place
 * @property {string} name
 * @property {string} what
 * @property {string} column an input's name, "" where it has none
 * @property {boolean} selected
 */
/**
 * @typedef {Object} Drawn
 * @property {HTMLCanvasElement} canvas with the maps on it
 * @property {Palette} palette
 * @property {number} width
 * @property {number} height
 * @property {Fold[]} folds
 * @property {FixedMark[]} fixed
 * @property {DrawnEdge[]} edges
 * @property {DrawnUnit[]} units
 */

const RADIUS = 6;
const SMALL = 12; // size of letters
export const TWO_LINES = 34; // pixels of a unit from which its column's name stands below its symbol

/**
 * @param {Drawn} drawn
 * @returns {SVGSVGElement}
 */
export function diagramDrawing({ canvas, palette, width, height, folds, fixed, edges, units }) {
  const root = svg("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    "font-family": "sans-serif",
    "font-size": 14,
  });
  drawEdges(svg("g", { fill: "none" }, root), edges, palette);
  for (const mark of fixed) drawMark(root, mark, palette);
  for (const unit of units)
    drawUnit(root, unit, mapOf(canvas, unit.place, canvas.width / width), palette);
  const look = { "text-anchor": "middle", "font-size": SMALL, fill: css(palette.mute) };
  for (const { x, y, count } of folds) write(root, { x, y: y + 4, ...look }, `+ ${count} more`);
  return root;
}

/**
 * The selected edge lies on the others.
 * @param {SVGElement} parent
 * @param {DrawnEdge[]} edges
 * @param {Palette} palette
 */
function drawEdges(parent, edges, palette) {
  for (const { path: d, style, words } of edges) {
    const line = {
      d,
      stroke: style.color,
      "stroke-opacity": style.alpha.toFixed(3),
      "stroke-width": style.width.toFixed(2),
    };
    /** @type {Attributes} */
    const dashed = style.dash.length ? { "stroke-dasharray": style.dash.join(" ") } : {};
    title(svg("path", { ...line, ...dashed }, parent), words.join("\n"));
  }
  const amber = { stroke: css(palette.sel), "stroke-width": 3 };
  for (const { path: d, selected } of edges) if (selected) svg("path", { d, ...amber }, parent);
}

/**
 * The mark of a cut connection or a frozen layer: a cross in a circle, or a word.
 * @param {SVGElement} root
 * @param {FixedMark} mark
 * @param {Palette} palette
 */
function drawMark(root, { kind, text, says, x, y }, palette) {
  const ink = css(palette.ink);
  const fill = css(palette.card);
  const mark = svg("g", { "font-size": SMALL, "text-anchor": "middle", fill: ink }, root);
  title(mark, says);
  if (kind === "cut")
    svg("circle", { cx: x, cy: y, r: 8, fill, stroke: ink, "stroke-width": 1.5 }, mark);
  else svg("rect", { x: x - 22, y: y - 8, width: 44, height: 16, rx: 4, fill }, mark);
  write(mark, { x, y: y + 4 }, text);
}

/**
 * @param {SVGElement} root
 * @param {DrawnUnit} unit
 * @param {string} href its map
 * @param {Palette} palette
 */
function drawUnit(root, { place, name, what, column, selected }, href, palette) {
  const { size } = place;
  const left = place.x - size / 2;
  const top = place.y - size / 2;
  const unit = svg("g", {}, root);
  title(unit, `${name}, ${what}`);
  const box = { x: left, y: top, width: size, height: size };
  svg("image", { href, ...box, preserveAspectRatio: "none" }, unit);
  const stroke = css(selected ? palette.sel : palette.line);
  const frame = { rx: RADIUS, fill: "none", stroke, "stroke-width": selected ? 2 : 1 };
  svg("rect", { ...box, ...frame }, unit);
  const halo = { stroke: css(palette.card), "stroke-width": 3, "paint-order": "stroke" };
  const label = { x: left - 5, "text-anchor": "end", ...halo };
  const ink = { fill: css(palette.ink) };
  const grey = { fill: css(palette.mute), "font-size": SMALL };
  if (column && size < TWO_LINES) {
    const line = write(unit, { ...label, y: place.y + 5, ...ink }, `${name} `);
    svg("tspan", grey, line).textContent = column;
    return;
  }
  write(unit, { ...label, y: top + 11, ...ink }, name);
  if (column) write(unit, { ...label, y: top + 27, ...grey }, column);
}

/**
 * A unit's map, cut out of the canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {Place} place
 * @param {number} scale its pixels a pixel of the drawing
 * @returns {string} address of a PNG
 */
function mapOf(canvas, { x, y, size }, scale) {
  const cut = document.createElement("canvas");
  const side = Math.max(1, Math.round(size * scale));
  cut.width = side;
  cut.height = side;
  const [left, top] = [(x - size / 2) * scale, (y - size / 2) * scale];
  brushOf(cut).drawImage(canvas, left, top, side, side, 0, 0, side, side);
  return cut.toDataURL();
}

/**
 * @param {SVGElement} parent
 * @param {Attributes} attributes
 * @param {string} text
 */
function write(parent, attributes, text) {
  const element = svg("text", attributes, parent);
  element.textContent = text;
  return element;
}

/**
 * @param {SVGElement} parent
 * @param {string} text
 */
function title(parent, text) {
  svg("title", {}, parent).textContent = text;
}
