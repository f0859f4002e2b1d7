// How every Plotly figure looks here, and what all of them share: configuration, axes, mapping.
import { css } from "./colors.js";
/** @import { Palette, PlotlyElement } from "../types.d.ts" */

export const FONT_SIZE = 12;

/** @param {Element} element whose font the figure takes over */
const fontFamily = (element) => getComputedStyle(element).fontFamily || "sans-serif";

/**
 * The parts of a layout that do not depend on the data.
 * @param {Element} element
 * @param {Palette} palette
 * @param {{width: number, height: number, margin: {l: number, r: number, t: number, b: number}}}
 *   box
 */
export function baseLayout(element, palette, box) {
  const font = { family: fontFamily(element), size: FONT_SIZE, color: css(palette.mute) };
  return {
    width: box.width,
    height: box.height,
    margin: { ...box.margin, pad: 0, autoexpand: false },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font,
    showlegend: false,
    dragmode: coarsePointer() ? false : "zoom",
    hoverlabel: {
      bgcolor: css(palette.card),
      bordercolor: css(palette.line),
      font: { ...font, color: css(palette.ink) },
      align: "left",
    },
    modebar: {
      bgcolor: css(palette.card, 0.85),
      color: css(palette.mute),
      activecolor: css(palette.ink),
      orientation: "h",
    },
  };
}

/**
 * An axis with small grey numbers.
 * @param {Palette} palette
 * @param {boolean} grid
 * @param {object} more
 */
export function axis(palette, grid, more) {
  return {
    showgrid: grid,
    gridcolor: css(palette.line),
    gridwidth: 1,
    zeroline: false,
    showline: false,
    ticks: "",
    ticklabelstandoff: 4,
    tickfont: { size: FONT_SIZE, color: css(palette.mute) },
    fixedrange: coarsePointer(),
    automargin: false,
    ...more,
  };
}

const LETTER = 6.2; // pixels, about, at FONT_SIZE

/**
 * Text from outside, escaped for Plotly, which would read <b> as bold.
 * @param {string} text
 */
export const literal = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/**
 * The title of an axis; a title longer than the axis ends with an ellipsis.
 * @param {string} name
 * @param {number} pixels
 */
export function axisTitle(name, pixels) {
  const most = Math.max(8, Math.floor(pixels / LETTER));
  return {
    text: literal(name.length > most ? `${name.slice(0, most - 1).trimEnd()}…` : name),
    font: { size: FONT_SIZE },
  };
}

/** On a phone a finger scrolls the page; it does not draw zoom boxes. */
export const coarsePointer = () => globalThis.matchMedia?.("(pointer: coarse)").matches ?? false;

/**
 * The legend of a saved figure, which has no heading.
 * @param {Palette} palette
 */
export const legendInside = (palette) => ({
  showlegend: true,
  legend: {
    orientation: "h",
    x: 1,
    xanchor: "right",
    y: 1,
    yanchor: "top",
    bgcolor: css(palette.card, 0.7),
    font: { size: FONT_SIZE, color: css(palette.ink) },
  },
});

/** The configuration of every figure; saving is the menu's (save/menu.js). */
export const CONFIG = {
  displaylogo: false,
  displayModeBar: "hover",
  modeBarButtons: [["resetScale2d"]],
  showSendToCloud: false,
  showAxisRangeEntryBoxes: false,
  showAxisDragHandles: false,
  showTips: false,
  displayNotifier: false,
  doubleClick: "reset",
  logging: 0,
};

/**
 * @typedef {Object} Mapping from data to pixels of the figure
 * @property {number} left
 * @property {number} top
 * @property {number} width
 * @property {number} height of the plot area
 * @property {(x: number) => number} x
 * @property {(y: number) => number} y
 */

/**
 * As Plotly draws it now, zoomed or not.
 * @param {PlotlyElement} gd
 * @returns {Mapping}
 */
export function drawnMapping(gd) {
  const { xaxis, yaxis } = gd._fullLayout;
  return {
    left: xaxis._offset,
    top: yaxis._offset,
    width: xaxis._length,
    height: yaxis._length,
    x: (x) => xaxis._offset + xaxis.d2p(x),
    y: (y) => yaxis._offset + yaxis.d2p(y),
  };
}

/**
 * As Plotly will draw it, before it is loaded.
 * @param {{width: number, height: number, margin: {l: number, r: number, t: number, b: number}}}
 *   box
 * @param {number[]} range [x0, x1, y0, y1]
 * @returns {Mapping}
 */
export function plannedMapping({ width, height, margin }, [x0, x1, y0, y1]) {
  const [w, h] = [width - margin.l - margin.r, height - margin.t - margin.b];
  return {
    left: margin.l,
    top: margin.t,
    width: w,
    height: h,
    x: (x) => margin.l + ((x - x0) / (x1 - x0)) * w,
    y: (y) => margin.t + ((y1 - y) / (y1 - y0)) * h,
  };
}
