// Adds to a saved figure what the page shows around it: names of the axes, and which mark is which
// class.
import { shapeName } from "../core/class_shapes.js";
import { classColor, css } from "../core/colors.js";
import { FONT_SIZE, literal } from "../core/plotly_theme.js";
/** @import { Figure, Palette } from "../types.d.ts" */

// Pixels of an axis' name, of a line of the key, of a letter and of a mark in it.
const AXIS = 18;
const LINE = 20;
const LETTER = 7;
const MARK = 48;

/** @typedef {Figure["layout"]} Layout */

/**
 * More room at the edges; the drawing keeps its size.
 * @param {Layout} layout
 * @param {{l?: number, t?: number, b?: number}} more pixels
 * @returns {Layout}
 */
function roomier(layout, { l = 0, t = 0, b = 0 }) {
  const { margin } = layout;
  return {
    ...layout,
    width: layout.width + l,
    height: layout.height + t + b,
    margin: { ...margin, l: margin.l + l, t: margin.t + t, b: margin.b + b },
  };
}

/**
 * Names for the axes that have none yet.
 * @param {Layout} layout
 * @param {string} x
 * @param {string} y
 * @returns {Layout}
 */
export function withAxes(layout, x, y) {
  const { xaxis, yaxis } = layout;
  return {
    ...roomier(layout, { l: isOpen(yaxis, y) ? AXIS : 0, b: isOpen(xaxis, x) ? AXIS : 0 }),
    xaxis: named(xaxis, x),
    yaxis: named(yaxis, y),
  };
}

/**
 * Whether an axis gets a name that it does not have yet.
 * @param {Layout} axis
 * @param {string} text
 */
const isOpen = (axis, text) => Boolean(text && !axis.title?.text);

/**
 * @param {Layout} axis
 * @param {string} text
 */
function named(axis, text) {
  if (!isOpen(axis, text)) return axis;
  return { ...axis, title: { text: literal(text), standoff: 4, font: { size: FONT_SIZE } } };
}

/**
 * A key of the classes above the figure, and no other.
 * @param {Figure} figure
 * @param {string[]} names none: no key
 * @param {Palette} palette
 * @returns {Figure}
 */
export function withClasses({ data, layout }, names, palette) {
  if (!names.length) return { data, layout };
  const letters = Math.max(...names.map((name) => name.length)) * LETTER + MARK;
  const columns = Math.max(1, Math.floor((layout.width - layout.margin.l) / letters));
  const key = names.map((name, k) => ({
    type: "scatter",
    mode: "markers",
    x: [null],
    y: [null],
    name: literal(name),
    hoverinfo: "skip",
    marker: { symbol: shapeName(k), size: 9, color: css(classColor(k, names.length, palette)) },
  }));
  const legend = {
    orientation: "h",
    x: 0,
    xanchor: "left",
    y: 1,
    yanchor: "bottom",
    bgcolor: "rgba(0,0,0,0)",
    entrywidth: letters - MARK + 4,
    font: { size: FONT_SIZE, color: css(palette.ink) },
    itemclick: false,
    itemdoubleclick: false,
  };
  return {
    data: [...data.map((trace) => ({ ...trace, showlegend: false })), ...key],
    layout: {
      ...roomier(layout, { t: 8 + LINE * Math.ceil(names.length / columns) }),
      showlegend: true,
      legend,
    },
  };
}
