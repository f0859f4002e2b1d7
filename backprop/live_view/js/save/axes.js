// What a saved figure says that the page says around it: names of the axes, and which mark is which
// class.
import { shapeName } from "../core/class_shapes.js";
import { classColor, css } from "../core/colors.js";
import { FONT_SIZE, literal } from "../core/plotly_theme.js";
/** @import { Palette } from "../types.d.ts" */

const [AXIS, LINE, LETTER, MARK] = [18, 20, 7, 48]; // pixels of an axis' name, of a line of the key, of a letter and of a mark

/**
 * More room at the edges; what is drawn stays as large.
 * @param {object} layout
 * @param {{l?: number, t?: number, b?: number}} more pixels
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
 * The axes with their names, where they have none yet.
 * @param {object} layout
 * @param {string} x
 * @param {string} y
 */
export function withAxes(layout, x, y) {
  const open = (axis, text) => Boolean(text && !axis.title?.text);
  const named = (axis, text) =>
    open(axis, text)
      ? { ...axis, title: { text: literal(text), standoff: 4, font: { size: FONT_SIZE } } }
      : axis;
  const { xaxis, yaxis } = layout;
  return {
    ...roomier(layout, { l: open(yaxis, y) ? AXIS : 0, b: open(xaxis, x) ? AXIS : 0 }),
    xaxis: named(xaxis, x),
    yaxis: named(yaxis, y),
  };
}

/**
 * A key of the classes above the figure, and no other.
 * @param {{data: object[], layout: object}} figure
 * @param {string[]} names none: no key
 * @param {Palette} palette
 * @returns {{data: object[], layout: object}}
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
