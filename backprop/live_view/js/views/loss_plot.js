// Curves over the iterations. Plotly draws them once they have grown; a step only moves a line over
// them. The Loss of the Train page and the losses of the Compare page are drawn by it.
import { css } from "../core/colors.js";
import { make } from "../core/elements.js";
import { minus } from "../core/notation.js";
import { axis, baseLayout, CONFIG, drawnMapping, legendInside } from "../core/plotly_theme.js";
import { listenToTaps } from "../core/tap.js";
import { withAxes } from "../save/axes.js";
/** @import { Figure, Palette, Plotly, PlotlyElement } from "../types.d.ts" */
/** @import { Mapping } from "../core/plotly_theme.js" */

// Ends of the iterations' axis, and ten, a hundred … times them.
const AHEAD = [50, 100, 150, 200, 300, 400, 500, 750, 1000];

/**
 * The end of the iterations' axis: round, so that it seldom moves.
 * @param {number} last
 */
function axisEnd(last) {
  let power = 1;
  while (last > 1000 * power) power *= 10;
  const end = AHEAD.find((one) => last <= one * power) ?? 1000;
  return end * power;
}

/**
 * A loss over the iterations, as Plotly's axis.
 * @param {boolean} log
 */
export const lossAxis = (log) =>
  log
    ? { type: "log", autorange: true, nticks: 5, tickformat: ".3~g" }
    : { rangemode: "tozero", autorange: true, nticks: 6, exponentformat: "e", minexponent: 4 };

/**
 * A cross where a run has diverged.
 * @param {number} x
 * @param {number} y
 * @param {string} text that the pointer reads
 * @param {Palette} palette
 */
export const divergedMark = (x, y, text, palette) => ({
  type: "scatter",
  mode: "markers",
  x: [x],
  y: [y],
  cliponaxis: false,
  hovertemplate: `${text}<extra></extra>`,
  marker: { symbol: "x", size: 10, color: css(palette.bad) },
});

/**
 * What is drawn.
 * @typedef {Object} Curves
 * @property {string} key of all that it is drawn of: it is drawn anew once that has changed
 * @property {string} subject another one is shown from end to end again
 * @property {string} scale another one is shown from end to end again, too
 * @property {number} last iteration
 * @property {Palette} palette
 * @property {{l: number, r: number, t: number, b: number}} margin
 * @property {Record<string, any>[]} traces
 * @property {Record<string, any>} yaxis
 * @property {Record<string, any>} [more] of the layout
 */

/**
 * @typedef {Object} Options
 * @property {string} label what the plot is, until it is described
 * @property {number} least its height in pixels at least
 * @property {(t: number) => void} goTo an iteration was pointed at
 * @property {(map: Mapping) => void} placed what lies over the plot has to be put in place
 */

export class LossPlot {
  /** over the plot area, for what moves with every step */
  overlay;
  /** @type {Mapping|null} of the plot as it is drawn now */
  map = null;
  #card;
  #options;
  #stage;
  #plot;
  #cursor;
  /** @type {{width: number, height: number}|null} */
  #box = null;
  /** @type {Plotly|null} */
  #Plotly = null;
  /** @type {Curves|null} */
  #drawn = null;
  #end = 0; // of the iterations' axis; it stays while somebody has zoomed

  /**
   * @param {HTMLElement} card
   * @param {Options} options
   */
  constructor(card, options) {
    this.#card = card;
    this.#options = options;
    this.#stage = make("div", "bpl-plot", card);
    /** @type {any} what Plotly draws in becomes its element */
    const plot = make("div", "bpl-plotly", this.#stage);
    /** @type {PlotlyElement} */
    this.#plot = plot;
    this.overlay = make("div", "bpl-loss-clip", this.#stage, {
      role: "img",
      "aria-label": options.label,
    });
    this.#cursor = make("i", "bpl-cursor", this.overlay);
    listenToTaps(
      this.#stage,
      () => this.map,
      (x) => this.#tapped(x),
    );
  }

  /** Its size in pixels, measured where it is not known. */
  get box() {
    this.#box ??= this.#measure();
    return this.#box;
  }

  /**
   * Draw the curves, where anything has changed.
   * @param {Plotly|null} Plotly null: it is still on its way
   * @param {Omit<Curves, "traces">} what
   * @param {() => Record<string, any>[]} traces
   */
  draw(Plotly, what, traces) {
    const { width, height } = this.box;
    const key = `${what.key} ${width} ${height}`;
    if (!Plotly || (this.#drawn?.key === key && this.#drawn.palette === what.palette)) return;
    this.#Plotly = Plotly;
    const same = this.#drawn?.subject === what.subject;
    if (!same || !this.#isZoomed) this.#end = axisEnd(Math.max(what.last, 1));
    this.#drawn = { ...what, key, traces: traces() };
    this.#redraw(this.#drawn);
  }

  /**
   * Put the line at an iteration.
   * @param {number} t
   */
  move(t) {
    if (!this.map) return;
    this.#cursor.style.transform = `translateX(${this.map.x(t) - this.map.left - 1}px)`;
  }

  /**
   * Say in words what it shows.
   * @param {string} text
   */
  describe(text) {
    const label = minus(text);
    if (this.overlay.getAttribute("aria-label") !== label)
      this.overlay.setAttribute("aria-label", label);
  }

  /**
   * As a figure that Plotly draws alone, as it is zoomed: to be saved.
   * @param {number} t where the line is
   * @param {string} name of what the curves are
   * @returns {Figure|null}
   */
  figure(t, name) {
    if (!this.#drawn || !this.map) return null;
    const { palette, traces } = this.#drawn;
    const { xaxis, yaxis, ...rest } = this.#layout(this.#drawn);
    const line = { color: css(palette.sel), width: 2 };
    const layout = {
      ...rest,
      ...legendInside(palette),
      xaxis: { ...xaxis, autorange: false, range: this.#rangeOf("xaxis") },
      yaxis: { ...yaxis, autorange: false, range: this.#rangeOf("yaxis") },
      shapes: [{ type: "line", x0: t, x1: t, yref: "paper", y0: 0, y1: 1, line }],
    };
    return { data: traces, layout: withAxes(layout, "iteration", name) };
  }

  /** The card has another size: it is measured when it is drawn next. */
  resize() {
    this.#box = null;
  }

  destroy() {
    this.#Plotly?.purge(this.#plot);
  }

  #measure() {
    const room = this.#card.clientHeight - this.#stage.offsetTop - 4;
    const height = Math.max(this.#options.least, room);
    this.#stage.style.height = `${height}px`;
    return { width: this.#card.clientWidth, height };
  }

  /** @param {"xaxis"|"yaxis"} name */
  #rangeOf(name) {
    return this.#plot._fullLayout?.[name].range.slice() ?? [0, this.#end];
  }

  get #isZoomed() {
    if (!this.#plot._fullLayout) return false;
    const [from, to] = this.#rangeOf("xaxis");
    const nearly = 1e-9 * this.#end;
    return Math.abs(from) > nearly || Math.abs(to - this.#end) > nearly;
  }

  /** @param {Curves} curves */
  #redraw(curves) {
    const first = !this.#plot._fullLayout;
    // The configuration once: another one, an equal one too, makes Plotly begin anew and lose the
    // zoom.
    const configuration = first ? CONFIG : undefined;
    this.#Plotly?.react(this.#plot, curves.traces, this.#layout(curves), configuration);
    this.#place();
    if (!first) return;
    this.#plot.on("plotly_relayout", () => this.#zoomed());
    this.#plot.on("plotly_relayouting", () => this.#place());
  }

  /** @param {Curves} curves */
  #layout({ palette, margin, subject, scale, yaxis, more }) {
    return {
      ...baseLayout(this.#card, palette, { ...this.box, margin }),
      hovermode: "x unified",
      hoverdistance: -1,
      uirevision: `${subject} ${scale}`,
      xaxis: axis(palette, false, {
        range: [0, this.#end],
        nticks: 6,
        unifiedhovertitle: { text: "iteration %{x}" },
      }),
      yaxis: axis(palette, true, yaxis),
      ...more,
    };
  }

  /** Back from a zoom, the axis may have grown since. */
  #zoomed() {
    const end = axisEnd(Math.max(this.#drawn?.last ?? 1, 1));
    if (this.#drawn && !this.#isZoomed && this.#end !== end) {
      this.#end = end;
      this.#redraw(this.#drawn);
    }
    this.#place();
  }

  /** Put the overlay over the plot area, as it is zoomed now. */
  #place() {
    this.map = drawnMapping(this.#plot);
    const { left, top, width, height } = this.map;
    Object.assign(this.overlay.style, {
      left: `${left}px`,
      top: `${top}px`,
      width: `${width}px`,
      height: `${height}px`,
    });
    this.#options.placed(this.map);
  }

  /** @param {number} x pixels of the plot */
  #tapped(x) {
    if (!this.map || !this.#drawn) return;
    const t = Math.round(this.#plot._fullLayout?.xaxis.p2d(x - this.map.left) ?? 0);
    this.#options.goTo(Math.max(0, Math.min(t, this.#drawn.last)));
  }
}
