// The heatmaps: for every layer dW (or W, the update, their ratio) above db, under the edges it
// belongs to.
import { pointIn } from "../core/canvas.js";
import { css } from "../core/colors.js";
import { make, pointerNote, segmented } from "../core/elements.js";
import { exact, short } from "../core/notation.js";
import { isComputed, largestSize, QUANTITIES, quantityReader } from "../run/quantities.js";
import { createSaveMenu } from "../save/menu.js";
import { trainPicture } from "../save/pictures.js";
import { cellName, scaleTables } from "./cells.js";
import { contentWidth, heatmapSlots, linkScroll } from "./geometry.js";
import { HeatLayer } from "./heat_layer.js";
import { heatmapFigure } from "./heatmap_figure.js";
/** @import { Context, Palette, Quantity, Run, View } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */
/** @import { Cell, Tables } from "./cells.js" */
/** @import { Heat } from "./heat_layer.js" */
/** @import { Reader } from "./heatmap_figure.js" */

const AT_ONCE = 200; // cells described at every step; if there are more, only when the picture rests
const NAMES = {
  gradient: "gradients",
  parameters: "parameters",
  update: "update",
  ratio: "update-ratio",
}; // in files' names
const TITLE = 22; // height of a layer's title
const SCALES = { common: "one scale for all layers", layer: "a scale for each layer" };

/**
 * What is drawn of one run in one palette, at one width.
 * @typedef {Object} Drawn
 * @property {Run} run
 * @property {Palette} palette
 * @property {Reader} read
 * @property {{signed: Tables, plain: Tables}} tables
 * @property {HeatLayer[]} layers
 */

/** @implements {View<Frame>} */
export class Heatmaps {
  /** @type {Drawn|null} null: to be made */
  #drawn = null;
  /** @type {Frame|null} */
  #last = null;
  /** @type {{layer: HeatLayer, cell: Cell}|null} the cell that the note is about */
  #pointed = null;
  #ctx;
  #showQuantity;
  #legend;
  #scale;
  #scroller;
  #stage;
  #note;

  /**
   * @param {HTMLElement} element the empty card
   * @param {Context} ctx
   */
  constructor(element, ctx) {
    this.element = element;
    this.#ctx = ctx;
    const head = make("div", "bpl-head", element);
    const quantities = /** @type {Quantity[]} */ (Object.keys(QUANTITIES));
    this.#showQuantity = segmented(
      head,
      "Heatmaps show",
      quantities.map((value) => [value, QUANTITIES[value].title]),
      (value) => ctx.setSetting("quantity", value),
    );
    const legend = make("span", "bpl-legend", head);
    this.#legend = {
      low: make("span", "", legend),
      bar: make("span", "bpl-bar", legend, { "aria-hidden": "true" }),
      high: make("span", "bpl-range", legend, { "data-testid": "colour-range" }),
    };
    this.#scale = make("select", "", legend, {
      "aria-label": "Colour scale",
      title:
        "One scale for all layers shows where the gradient vanishes. A scale for each layer shows the pattern within it.",
    });
    for (const [value, text] of Object.entries(SCALES))
      make("option", "", this.#scale, { value }).textContent = text;
    this.#scale.addEventListener("change", () => ctx.setSetting("scale", this.#scale.value));
    createSaveMenu(head, "gradients", () => this.#picture());
    this.#scroller = make("div", "bpl-scroll bpl-heat", element);
    this.#stage = make("div", "bpl-stage", this.#scroller);
    this.#note = pointerNote(element, "hover-readout");
    linkScroll(this.#scroller);
  }

  /**
   * @param {Frame} frame
   * @param {boolean} moving
   */
  update(frame, moving) {
    const drawn = this.#draw(frame, !moving);
    const cells = drawn.layers.reduce((sum, layer) => sum + layer.cells.buttons.length, 0);
    if (!moving && cells <= AT_ONCE) this.#describe(drawn, frame);
  }

  /** @param {Frame} frame */
  rest(frame) {
    this.#describe(this.#draw(frame, true), frame);
  }

  resize() {
    this.#drawn = null;
    if (this.#last) this.rest(this.#last);
  }

  destroy() {
    this.element.replaceChildren();
  }

  /** The layers, made anew for another run, other colours or another size. */
  #prepare() {
    const { run, palette, present } = this.#ctx;
    if (this.#drawn?.run === run && this.#drawn.palette === palette) return this.#drawn;
    this.#pointed = null;
    this.#note.hide();
    const presented = Boolean(present);
    const width = contentWidth(run.sizes, this.element.clientWidth, presented);
    this.#stage.style.width = `${width}px`;
    const height = Math.max(120, this.#scroller.clientHeight - TITLE - 8);
    this.#stage.replaceChildren();
    const does = {
      point: (/** @type {HeatLayer} */ layer, /** @type {Cell} */ cell) => this.#point(layer, cell),
      leave: () => this.#leave(),
      select: (/** @type {HeatLayer} */ layer, /** @type {Cell} */ cell) =>
        this.#ctx.select(layer.selectionOf(cell)),
    };
    const layers = heatmapSlots(run, width, presented).flatMap((slot, l) =>
      slot ? [new HeatLayer(this.#stage, run, l, slot, height, does)] : [],
    );
    const tables = { signed: scaleTables(palette, true), plain: scaleTables(palette, false) };
    this.#drawn = { run, palette, read: quantityReader(run), tables, layers };
    return this.#drawn;
  }

  /**
   * @param {Frame} frame
   * @param {boolean} numbers whether cells carry their numbers
   */
  #draw(frame, numbers) {
    this.#last = frame;
    const drawn = this.#prepare();
    const { palette, layers, tables } = drawn;
    const heats = this.#heats(drawn, frame);
    const common = Math.max(...heats.map((heat) => heat.own));
    const { signed } = QUANTITIES[this.#ctx.settings.quantity];
    layers.forEach((layer, k) => {
      layer.paint(
        frame,
        heats[k],
        signed ? tables.signed : tables.plain,
        numbers,
        css(palette.mute),
      );
      if (!heats[k].known) return;
      layer.mark(this.#ctx.hovered, css(palette.sel), 1);
      layer.mark(this.#ctx.selection, css(palette.sel), 2);
    });
    this.#drawLegend(common);
    if (this.#pointed) this.#tell(this.#pointed.layer, this.#pointed.cell);
    return drawn;
  }

  /**
   * What is shown of each layer.
   * @param {Drawn} drawn
   * @param {Frame} frame
   * @returns {Heat[]}
   */
  #heats({ layers, read }, frame) {
    const { quantity, scale } = this.#ctx.settings;
    const heats = layers.map(({ l }) => {
      const known = isComputed(frame, quantity, l);
      const values = read(frame, quantity, l);
      const own = known ? largestSize(values) : 0;
      return { quantity, scale, known, values, own, range: own };
    });
    if (scale === "layer") return heats;
    const common = Math.max(...heats.map((heat) => heat.own));
    return heats.map((heat) => ({ ...heat, range: common }));
  }

  /** @param {number} range of all layers */
  #drawLegend(range) {
    const { quantity, scale } = this.#ctx.settings;
    const { signed } = QUANTITIES[quantity];
    const { low, bar, high } = this.#legend;
    this.#showQuantity(quantity);
    if (this.#scale.value !== scale) this.#scale.value = scale;
    low.textContent = signed ? "−" : "0";
    const most = scale === "layer" ? "" : short(range, 2);
    high.textContent = signed ? `+${most && `\u2002±${most}`}` : most;
    const kind = signed ? "signed" : "plain";
    if (bar.dataset.scale !== kind) bar.dataset.scale = kind;
  }

  /**
   * Write the exact numbers onto the cells.
   * @param {Drawn} drawn
   * @param {Frame} frame
   */
  #describe(drawn, frame) {
    const heats = this.#heats(drawn, frame);
    drawn.layers.forEach((layer, k) => {
      layer.describe(heats[k]);
    });
  }

  /**
   * The pointer or the arrow keys are on a cell.
   * @param {HeatLayer} layer
   * @param {Cell} cell
   */
  #point(layer, cell) {
    const before = this.#pointed;
    this.#pointed = { layer, cell };
    const words = this.#tell(layer, cell);
    if (before?.layer === layer && String(before.cell) === String(cell)) return;
    layer.say(cell, words);
    this.#ctx.hover(layer.selectionOf(cell));
  }

  #leave() {
    this.#note.hide();
    if (this.#pointed) this.#ctx.hover(null);
    this.#pointed = null;
  }

  /**
   * Update the note on a cell; its number changes during play.
   * @param {HeatLayer} layer
   * @param {Cell} cell
   * @returns {string} what it says
   */
  #tell(layer, cell) {
    if (!this.#last || !this.#drawn) return "";
    const { quantity } = this.#ctx.settings;
    const [i, j] = cell;
    const [x, y, width] = layer.cells.place(cell);
    const { left: clientX, top: clientY } = layer.field.getBoundingClientRect();
    const [left, top] = pointIn(this.element, { clientX, clientY });
    const { name, ends } = cellName(this.#drawn.run, layer.l, i, j, quantity);
    const { W, b } = this.#drawn.read(this.#last, quantity, layer.l);
    const value = i === layer.cells.rows ? b[j] : W[i * layer.cells.columns + j];
    const known = isComputed(this.#last, quantity, layer.l);
    const equation = `${name} = ${known ? exact(value) : "not computed"}`;
    this.#note.show([equation, ends], left + x + width / 2, top + y);
    return `${equation}, ${ends}`;
  }

  #picture() {
    if (!this.#last || !this.#drawn) return null;
    const { quantity } = this.#ctx.settings;
    const title = `${QUANTITIES[quantity].title} of each layer`;
    return trainPicture(this.#ctx, this.#last, NAMES[quantity], title, {
      figure: heatmapFigure(this.element, this.#ctx, this.#last, this.#drawn.read),
    });
  }
}
