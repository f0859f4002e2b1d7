// The heatmaps as one figure of Plotly's: a heatmap a layer, the biases a row below the weights,
// every exact value to hover.
import { css, sequential, signed } from "../core/colors.js";
import { exact, short, sup, twoFigures, unitName } from "../core/notation.js";
import { baseLayout } from "../core/plotly_theme.js";
import { isComputed, largestSize, QUANTITIES } from "../run/quantities.js";
import { cellName } from "./cells.js";
/** @import { Context, Figure, Palette, Quantity } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */
/** @import { Values } from "../run/quantities.js" */

// Pixels.
const TOP = 30;
const BOTTOM = 44;
const LEFT = 48;
const GAP = 64;
const BAR = 76; // for the colours
const WIDTH = { least: 90, most: 300, cell: 56 }; // of a layer
const HEIGHT = { least: 160, most: 420, cell: 28 };
const NUMBER = { width: 36, height: 15 }; // a cell this large carries its number
const BIAS_AT = 0.35; // rows between the weights and the biases
const MOST_NAMES = 24; // of the rows or columns of a layer
const STEPS = 32;

/** @typedef {(frame: Frame, quantity: Quantity, layer: number) => Values} Reader */

/**
 * @param {HTMLElement} element whose font it takes
 * @param {Context} ctx
 * @param {Frame} frame
 * @param {Reader} read
 * @returns {Figure}
 */
export function heatmapFigure(element, ctx, frame, read) {
  const { sizes } = ctx.run;
  const { quantity, scale } = ctx.settings;
  const own = sizes.map((_, l) =>
    l && isComputed(frame, quantity, l) ? largestSize(read(frame, quantity, l)) : 0,
  );
  const common = Math.max(...own);
  const widths = sizes.map((k) => within(WIDTH.least, WIDTH.most, WIDTH.cell * k));
  const high = within(HEIGHT.least, HEIGHT.most, HEIGHT.cell * Math.max(...sizes.slice(0, -1)));
  const plot = widths.slice(1).reduce((sum, width) => sum + width + GAP, -GAP);
  const box = {
    width: LEFT + plot + BAR,
    height: TOP + high + BOTTOM,
    margin: { l: LEFT, r: BAR, t: TOP, b: BOTTOM },
  };
  /** @type {Figure} */
  const figure = {
    data: [],
    layout: {
      ...baseLayout(element, ctx.palette, box),
      hovermode: "closest",
      annotations: [],
      paper_bgcolor: css(ctx.palette.card),
    },
  };
  let left = 0;
  for (let l = 1; l < sizes.length; l++) {
    const range = (scale === "layer" ? own[l] : common) || 1;
    const domain = [left / plot, (left + widths[l]) / plot];
    new LayerMap(ctx, frame, l, read).add(figure, {
      domain,
      own: own[l],
      range,
      width: widths[l],
      high,
    });
    left += widths[l] + GAP;
  }
  return figure;
}

/**
 * @param {number} least
 * @param {number} most
 * @param {number} v
 */
const within = (least, most, v) => Math.max(least, Math.min(most, v));

/**
 * @typedef {Object} Slot where a layer's map stands, and how its colours run
 * @property {number[]} domain of the figure's width
 * @property {number} own largest value
 * @property {number} range of the colours
 * @property {number} width in pixels
 * @property {number} high in pixels
 */

/** The map of one layer: its weights, and its biases below them. */
class LayerMap {
  #ctx;
  #l;
  #rows;
  #columns;
  #known;
  #values;

  /**
   * @param {Context} ctx
   * @param {Frame} frame
   * @param {number} l
   * @param {Reader} read
   */
  constructor(ctx, frame, l, read) {
    const { quantity } = ctx.settings;
    this.#ctx = ctx;
    this.#l = l;
    this.#rows = ctx.run.sizes[l - 1];
    this.#columns = ctx.run.sizes[l];
    this.#known = isComputed(frame, quantity, l);
    this.#values = read(frame, quantity, l);
  }

  /** Plotly's names of its axes: x, x2, x3 … */
  get #suffix() {
    return this.#l > 1 ? String(this.#l) : "";
  }

  /**
   * @param {Figure} figure
   * @param {Slot} slot
   */
  add({ data, layout }, slot) {
    layout[`xaxis${this.#suffix}`] = this.#xaxis(slot.domain);
    layout[`yaxis${this.#suffix}`] = this.#yaxis();
    layout.annotations.push({
      text: this.#title(slot.own),
      x: slot.domain[0],
      xref: "paper",
      xanchor: "left",
      y: 1,
      yref: "paper",
      yanchor: "bottom",
      showarrow: false,
      font: { size: 12, color: css(this.#ctx.palette.ink) },
    });
    const { W, b } = this.#values;
    const rows = Array.from({ length: this.#rows }, (_, i) => i);
    data.push(
      this.#trace(W, 0, rows, slot),
      this.#trace(b, this.#rows, [this.#rows + BIAS_AT], slot),
    );
  }

  /** @param {number} own largest value */
  #title(own) {
    const { quantity, scale } = this.#ctx.settings;
    const shape = `Layer ${this.#l}, ${this.#rows} × ${this.#columns}`;
    if (!this.#known) return `${shape}: not computed`;
    if (scale !== "layer") return shape;
    return `${shape} ${QUANTITIES[quantity].signed ? "±" : "to "}${short(own, 2)}`;
  }

  get #axis() {
    const tickfont = { size: 12, color: css(this.#ctx.palette.mute) };
    return { showgrid: false, zeroline: false, ticks: "", tickfont };
  }

  /** @param {number[]} domain */
  #xaxis(domain) {
    const names = Array.from({ length: this.#columns }, (_, j) =>
      unitName(this.#ctx.run, this.#l, j),
    );
    return {
      ...this.#axis,
      domain,
      anchor: `y${this.#suffix}`,
      range: [-0.5, this.#columns - 0.5],
      ...ticksOf(names),
    };
  }

  #yaxis() {
    const names = Array.from({ length: this.#rows }, (_, i) =>
      unitName(this.#ctx.run, this.#l - 1, i),
    );
    return {
      ...this.#axis,
      domain: [0, 1],
      anchor: `x${this.#suffix}`,
      range: [this.#rows + BIAS_AT + 0.5, -0.5],
      ...ticksOf(names, { at: this.#rows + BIAS_AT, text: "b" }),
    };
  }

  /**
   * @param {Float64Array} values
   * @param {number} first row
   * @param {number[]} y of the rows
   * @param {Slot} slot
   */
  #trace(values, first, y, slot) {
    const { palette, settings, run } = this.#ctx;
    const { signed: isSigned, title } = QUANTITIES[settings.quantity];
    const isLast = this.#l === run.sizes.length - 1;
    return {
      type: "heatmap",
      xaxis: `x${this.#suffix}`,
      yaxis: `y${this.#suffix}`,
      x: Array.from({ length: this.#columns }, (_, j) => j),
      y,
      z: this.#grid(y, (p) => (this.#known ? values[p] : null)),
      zmin: isSigned ? -slot.range : 0,
      zmax: slot.range,
      colorscale: colorscale(palette, isSigned),
      xgap: 1,
      ygap: 1,
      customdata: this.#known
        ? this.#grid(y, (p, i, j) => this.#words(values[p], first + i, j))
        : undefined,
      hovertemplate: "%{customdata}<extra></extra>",
      ...(this.#hasNumbers(slot) && {
        text: this.#grid(y, (p) => twoFigures(values[p])),
        texttemplate: "%{text}",
        textfont: { size: 12 },
      }),
      showscale: isLast && first === 0 && settings.scale !== "layer",
      colorbar: colorbar(title, palette),
      name: `layer ${this.#l}, ${first ? "b" : `W${sup(this.#l)}`}`,
    };
  }

  /** @param {Slot} slot */
  #hasNumbers({ width, high }) {
    const cell = { width: width / this.#columns, height: high / (this.#rows + 1 + BIAS_AT) };
    return this.#known && cell.width >= NUMBER.width && cell.height >= NUMBER.height;
  }

  /**
   * @template Value
   * @param {number[]} rows
   * @param {(p: number, i: number, j: number) => Value} value p: its place in the array
   * @returns {Value[][]}
   */
  #grid(rows, value) {
    const columns = this.#columns;
    return rows.map((_, i) =>
      Array.from({ length: columns }, (_, j) => value(i * columns + j, i, j)),
    );
  }

  /**
   * @param {number} value
   * @param {number} i
   * @param {number} j
   */
  #words(value, i, j) {
    const { name, ends } = cellName(this.#ctx.run, this.#l, i, j, this.#ctx.settings.quantity);
    return `${name} ${ends}<br>${exact(value)}`;
  }
}

/**
 * @param {string[]} names
 * @param {{at: number, text: string}} [more] a tick after them
 */
function ticksOf(names, more) {
  if (names.length > MOST_NAMES) return { nticks: 8 };
  const at = names.map((_, k) => k);
  return {
    tickvals: more ? [...at, more.at] : at,
    ticktext: more ? [...names, more.text] : names,
  };
}

/**
 * @param {Palette} palette
 * @param {boolean} isSigned
 * @returns {[number, string][]}
 */
const colorscale = (palette, isSigned) =>
  Array.from({ length: STEPS + 1 }, (_, k) => [
    k / STEPS,
    css(isSigned ? signed((2 * k) / STEPS - 1, palette) : sequential(k / STEPS, palette)),
  ]);

/**
 * @param {string} title
 * @param {Palette} palette
 */
const colorbar = (title, palette) => ({
  title: { text: title, font: { size: 12 } },
  thickness: 10,
  outlinewidth: 0,
  tickfont: { size: 12, color: css(palette.mute) },
  nticks: 5,
  exponentformat: "e",
  x: 1,
  xpad: 8,
});
