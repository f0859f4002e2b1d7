// The network's drawing as an SVG: what the canvas shows, to scale, with the numbers of every edge
// as its title.
import { css } from "../core/colors.js";
/** @import { Palette } from "../types.d.ts" */
/** @import { Fold, Place } from "./geometry.js" */
/** @import { HeldMark } from "./held_marks.js" */

/**
 * @typedef {{dash: number[], alpha: number, width: number, color: string}} EdgeStyle
 * @typedef {{path: string, style: EdgeStyle, words: string[], selected: boolean}} DrawnEdge words:
 *   what a pointer reads there
 * @typedef {{place: Place, name: string, what: string, column: string, selected: boolean}}
 *   DrawnUnit column: an input's name, "" where it has none
 */

const SPACE = "http://www.w3.org/2000/svg";
const [RADIUS, SMALL] = [6, 12];
export const TWO_LINES = 34; // pixels of a unit from which its column's name stands below its symbol

function add(parent, tag, attributes, text = "") {
  const element = document.createElementNS(SPACE, tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.textContent = text;
  parent.append(element);
  return element;
}

/**
 * A unit's map, cut out of the canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {number} scale its pixels a pixel of the drawing
 * @returns {string} address of a PNG
 */
function mapOf(canvas, { x, y, size }, scale) {
  const cut = document.createElement("canvas");
  cut.width = cut.height = Math.max(1, Math.round(size * scale));
  cut
    .getContext("2d")
    .drawImage(
      canvas,
      (x - size / 2) * scale,
      (y - size / 2) * scale,
      cut.width,
      cut.height,
      0,
      0,
      cut.width,
      cut.height,
    );
  return cut.toDataURL();
}

/**
 * @param
 *   {{canvas: HTMLCanvasElement, palette: Palette, width: number, height: number, folds: Fold[], held: HeldMark[], edges: DrawnEdge[], units: DrawnUnit[]}}
 *   drawn canvas: with the maps on it
 * @returns {SVGSVGElement}
 */
export function diagramDrawing({ canvas, palette, width, height, folds, held, edges, units }) {
  const root = document.createElementNS(SPACE, "svg");
  for (const [key, value] of Object.entries({
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    "font-family": "sans-serif",
    "font-size": 14,
  }))
    root.setAttribute(key, String(value));
  const lines = add(root, "g", { fill: "none" });
  for (const { path, style, words } of edges) {
    const { dash, alpha, width: thick, color } = style;
    const line = add(lines, "path", {
      d: path,
      stroke: color,
      "stroke-opacity": alpha.toFixed(3),
      "stroke-width": thick.toFixed(2),
      ...(dash.length && { "stroke-dasharray": dash.join(" ") }),
    });
    add(line, "title", {}, words.join("\n"));
  }
  for (const { path, selected } of edges)
    if (selected) add(lines, "path", { d: path, stroke: css(palette.sel), "stroke-width": 3 });
  for (const { kind, text, says, x, y } of held) {
    const mark = add(root, "g", {
      "font-size": SMALL,
      "text-anchor": "middle",
      fill: css(palette.ink),
    });
    add(mark, "title", {}, says);
    if (kind === "cut")
      add(mark, "circle", {
        cx: x,
        cy: y,
        r: 8,
        fill: css(palette.card),
        stroke: css(palette.ink),
        "stroke-width": 1.5,
      });
    else
      add(mark, "rect", {
        x: x - 22,
        y: y - 8,
        width: 44,
        height: 16,
        rx: 4,
        fill: css(palette.card),
      });
    add(mark, "text", { x, y: y + 4 }, text);
  }
  const scale = canvas.width / width;
  for (const { place, name, what, column, selected } of units) {
    const [left, top] = [place.x - place.size / 2, place.y - place.size / 2];
    const unit = add(root, "g", {});
    add(unit, "title", {}, `${name}, ${what}`);
    add(unit, "image", {
      href: mapOf(canvas, place, scale),
      x: left,
      y: top,
      width: place.size,
      height: place.size,
      preserveAspectRatio: "none",
    });
    add(unit, "rect", {
      x: left,
      y: top,
      width: place.size,
      height: place.size,
      rx: RADIUS,
      fill: "none",
      stroke: css(selected ? palette.sel : palette.line),
      "stroke-width": selected ? 2 : 1,
    });
    const label = (text, y, look) =>
      add(
        unit,
        "text",
        {
          x: left - 5,
          y,
          "text-anchor": "end",
          stroke: css(palette.card),
          "stroke-width": 3,
          "paint-order": "stroke",
          ...look,
        },
        text,
      );
    const [ink, grey] = [
      { fill: css(palette.ink) },
      { fill: css(palette.mute), "font-size": SMALL },
    ];
    if (!column) label(name, top + 11, ink);
    else if (place.size < TWO_LINES)
      add(label(`${name} `, place.y + 5, ink), "tspan", grey, column);
    else {
      label(name, top + 11, ink);
      label(column, top + 27, grey);
    }
  }
  for (const { x, y, count } of folds)
    add(
      root,
      "text",
      { x, y: y + 4, "text-anchor": "middle", "font-size": SMALL, fill: css(palette.mute) },
      `+ ${count} more`,
    );
  return root;
}
