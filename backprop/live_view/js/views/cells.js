// The cells of one layer: a canvas paints them, weights above, biases a row below. Up to 400
// weights each cell is a button that carries its exact value; beyond that the pointer and the arrow
// keys find the cell by its place.
import { brushOf, fitCanvas } from "../core/canvas.js";
import { css, readable, sequential, signed } from "../core/colors.js";
import { make } from "../core/elements.js";
import {
  biasName,
  exact,
  oneFigure,
  sup,
  twoFigures,
  unitLabel,
  weightName,
} from "../core/notation.js";
import { QUANTITIES } from "../run/quantities.js";
/** @import { Palette, Quantity } from "../types.d.ts" */
/** @import { Named } from "../core/notation.js" */
/** @import { Values } from "../run/quantities.js" */

const MOST_BUTTONS = 400;
const NUMBER_WIDTH = 36; // a cell this wide and
const NUMBER_HEIGHT = 15; // this high carries its number
const TWO_FIGURES = 60; // a cell this wide has room for any number with two digits
const LABEL = 20; // the line between weights and biases
const BIAS = 26;
const TABLE = 512;

/** @typedef {[number, number]} Cell row and column; the row after the last is the bias */

/**
 * Colours along a scale from −1 (or 0) to 1.
 * @typedef {Object} Tables
 * @property {string[]} fill
 * @property {string[]} text that can be read on them
 * @property {Uint32Array} pixels the same colours as pixels
 * @property {boolean} isSigned
 */

/**
 * @param {Palette} palette
 * @param {boolean} isSigned
 * @returns {Tables}
 */
export function scaleTables(palette, isSigned) {
  /** @type {string[]} */
  const fill = [];
  /** @type {string[]} */
  const text = [];
  const pixels = new Uint32Array(TABLE);
  for (let k = 0; k < TABLE; k++) {
    const share = k / (TABLE - 1);
    const rgb = isSigned ? signed(2 * share - 1, palette) : sequential(share, palette);
    fill.push(css(rgb));
    text.push(css(readable(rgb)));
    const [r, g, b] = rgb.map(Math.round);
    pixels[k] = ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  }
  return { fill, text, pixels, isSigned };
}

/**
 * Place of a value in the tables, −1 for what is not a number.
 * @param {number} value
 * @param {number} range
 * @param {boolean} isSigned
 */
function entry(value, range, isSigned) {
  if (Number.isNaN(value)) return -1;
  const share = range > 0 ? value / range : Math.sign(value);
  const k = (isSigned ? share * 0.5 + 0.5 : share) * (TABLE - 1);
  return Math.round(Math.max(0, Math.min(TABLE - 1, k)));
}

/**
 * The name of a cell, and what it connects.
 * @param {Named} run
 * @param {number} layer
 * @param {number} i n_in for the bias row
 * @param {number} j
 * @param {Quantity} quantity
 * @returns {{name: string, ends: string}}
 */
export function cellName(run, layer, i, j, quantity) {
  const { W, b } = QUANTITIES[quantity];
  const isBias = i === run.sizes[layer - 1];
  const to = unitLabel(run, layer, j);
  const ends = isBias ? `of ${to}` : `from ${unitLabel(run, layer - 1, i)} to ${to}`;
  if (quantity !== "ratio")
    return { name: isBias ? biasName(layer, j, b) : weightName(layer, i, j, W), ends };
  const whose = isBias ? biasName(layer, j) : weightName(layer, i, j);
  return { name: `|update|/|${isBias ? "b" : "W"}| of ${whose}`, ends };
}

/**
 * The gap between cells.
 * @param {number} size of one, in pixels
 */
function gapOf(size) {
  if (size >= 9) return 2;
  return size >= 4 ? 1 : 0;
}

/** The cells of a layer. */
export class Cells {
  rows; // of weights
  columns;
  canvas;
  /** @type {HTMLButtonElement[]} row by row, the biases last; none where there are too many */
  buttons = [];
  #run;
  #layer;
  #width;
  #height;
  #w; // of a cell with its gap
  #h;
  #gapX;
  #gapY;
  #brush;
  #font;
  /** @type {{canvas: HTMLCanvasElement, image: ImageData, pixels: Uint32Array}|null} a pixel a
   *   weight, where there are too many for buttons */
  #sheet = null;
  /** @type {string[]} what each button is called, without its value */
  #labels = [];
  /** @type {Quantity|null} which the labels are of */
  #labelled = null;

  /**
   * @param {HTMLElement} parent
   * @param {Named} run
   * @param {number} layer
   * @param {number} width
   * @param {number} height
   */
  constructor(parent, run, layer, width, height) {
    this.#run = run;
    this.#layer = layer;
    this.#width = width;
    this.#height = height;
    this.rows = run.sizes[layer - 1];
    this.columns = run.sizes[layer];
    this.#gapX = gapOf(width / this.columns);
    this.#gapY = gapOf(this.#weightsHigh / this.rows);
    this.#w = (width + this.#gapX) / this.columns;
    this.#h = this.#weightsHigh / this.rows;
    this.canvas = make("canvas", "", parent, { "aria-hidden": "true" });
    this.#brush = fitCanvas(this.canvas, width, height);
    this.#font = `12px ${getComputedStyle(parent).fontFamily}`;
    if (this.rows * this.columns <= MOST_BUTTONS) this.#addButtons(parent);
    else this.#sheet = sheetOf(this.columns, this.rows);
  }

  get #weightsHigh() {
    return this.#height - LABEL - BIAS;
  }

  /** @param {HTMLElement} parent */
  #addButtons(parent) {
    const { rows, columns } = this;
    for (let i = 0; i <= rows; i++)
      for (let j = 0; j < columns; j++) {
        const [x, y, w, h] = this.place([i, j]);
        const place = `left:${x}px;top:${y}px;width:${Math.max(w, 1)}px;height:${Math.max(h, 1)}px`;
        const button = make("button", "bpl-cell", null, {
          type: "button",
          tabindex: this.buttons.length ? "-1" : "0",
          "data-testid":
            i === rows ? `bias-${this.#layer}-${j + 1}` : `cell-${this.#layer}-${i + 1}-${j + 1}`,
          style: place,
        });
        this.buttons.push(button);
      }
    parent.append(...this.buttons);
  }

  /**
   * The button of a cell, where it has one.
   * @param {Cell} cell
   * @returns {HTMLButtonElement|undefined}
   */
  button([i, j]) {
    return this.buttons[i * this.columns + j];
  }

  /**
   * The cell of a button.
   * @param {EventTarget|null} target
   * @returns {Cell|null}
   */
  cellOf(target) {
    const at = this.buttons.indexOf(/** @type {HTMLButtonElement} */ (target));
    return at < 0 ? null : [Math.floor(at / this.columns), at % this.columns];
  }

  /**
   * @param {Cell} cell
   * @returns {[number, number, number, number]} left, top, width, height
   */
  place([i, j]) {
    const left = j * this.#w;
    const width = this.#w - this.#gapX;
    if (i === this.rows) return [left, this.#height - BIAS, width, BIAS];
    return [left, i * this.#h, width, this.#h - this.#gapY];
  }

  /**
   * The cell at a point.
   * @param {number} x
   * @param {number} y
   * @returns {Cell|null}
   */
  at(x, y) {
    const j = Math.floor(x / this.#w);
    if (j < 0 || j >= this.columns || y < 0 || y > this.#height) return null;
    if (y >= this.#height - BIAS) return [this.rows, j];
    const i = Math.floor(y / this.#h);
    return i < this.rows ? [i, j] : null;
  }

  /**
   * The format of the numbers: one digit if two do not fit; for all cells or none.
   * @param {Float64Array} values
   * @returns {((value: number) => string) | null}
   */
  #writing(values) {
    if (this.#w < NUMBER_WIDTH) return null;
    if (this.#w >= TWO_FIGURES) return twoFigures;
    const room = this.#w - this.#gapX - 1;
    const fits = (/** @type {string} */ text) => this.#brush.measureText(text).width <= room;
    const narrow = (/** @type {number} */ value) =>
      fits(twoFigures(value)) ? twoFigures(value) : oneFigure(value);
    return values.every((value) => fits(narrow(value))) ? narrow : null;
  }

  /**
   * Paint all cells.
   * @param {Values} values
   * @param {number} range
   * @param {Tables} tables
   * @param {Quantity} quantity
   * @param {boolean} numbers whether cells carry them now
   * @param {string} ink of the label
   */
  paint(values, range, tables, quantity, numbers, ink) {
    const brush = this.#brush;
    brush.clearRect(0, 0, this.#width, this.#height);
    brush.font = this.#font;
    brush.textBaseline = "middle";
    brush.textAlign = "left";
    brush.fillStyle = ink;
    const letter = quantity === "ratio" ? "b" : QUANTITIES[quantity].b;
    brush.fillText(`${letter}${sup(this.#layer)}`, 0, this.#height - BIAS - LABEL / 2 + 1);
    brush.textAlign = "center";
    if (this.#sheet) this.#paintSheet(this.#sheet, values.W, range, tables);
    else {
      const high = this.#h >= NUMBER_HEIGHT;
      const write = numbers && high ? this.#writing(values.W) : null;
      for (let i = 0; i < this.rows; i++) {
        const row = values.W.subarray(i * this.columns, (i + 1) * this.columns);
        this.#paintRow(row, i, range, tables, write);
      }
    }
    const write = numbers ? this.#writing(values.b) : null;
    this.#paintRow(values.b, this.rows, range, tables, write);
  }

  /**
   * @param {Float64Array} values of the row
   * @param {number} i
   * @param {number} range
   * @param {Tables} tables
   * @param {((value: number) => string)|null} write
   */
  #paintRow(values, i, range, tables, write) {
    const brush = this.#brush;
    for (let j = 0; j < this.columns; j++) {
      const k = entry(values[j], range, tables.isSigned);
      const [x, y, w, h] = this.place([i, j]);
      brush.fillStyle = k < 0 ? "transparent" : tables.fill[k];
      if (this.#gapX === 2 && h > 8) {
        brush.beginPath();
        brush.roundRect(x, y, w, h, 3);
        brush.fill();
      } else brush.fillRect(x, y, w, h);
      if (!write) continue;
      brush.fillStyle = k < 0 ? "#888" : tables.text[k];
      brush.fillText(write(values[j]), x + w / 2, y + h / 2 + 0.5);
    }
  }

  /**
   * @param {{canvas: HTMLCanvasElement, image: ImageData, pixels: Uint32Array}} sheet
   * @param {Float64Array} W
   * @param {number} range
   * @param {Tables} tables
   */
  #paintSheet({ canvas, image, pixels }, W, range, tables) {
    for (let p = 0; p < pixels.length; p++) {
      const k = entry(W[p], range, tables.isSigned);
      pixels[p] = k < 0 ? 0 : tables.pixels[k];
    }
    brushOf(canvas).putImageData(image, 0, 0);
    this.#brush.imageSmoothingEnabled = false;
    this.#brush.drawImage(canvas, 0, 0, this.#w * this.columns, this.#weightsHigh);
  }

  /**
   * Outline a cell.
   * @param {Cell} cell
   * @param {string} color
   * @param {number} line
   */
  outline(cell, color, line) {
    const [x, y, w, h] = this.place(cell);
    this.#brush.strokeStyle = color;
    this.#brush.lineWidth = line;
    const out = w < 8 || h < 8 ? line / 2 : -line / 2; // around a small cell, within a large one
    this.#brush.strokeRect(x - out, y - out, w + 2 * out, h + 2 * out);
  }

  /**
   * Outline the parameters into a unit: a column and its bias.
   * @param {number} j
   * @param {string} color
   */
  outlineColumn(j, color) {
    const width = Math.max(this.#w - this.#gapX - 1.5, 2);
    this.#brush.strokeStyle = color;
    this.#brush.lineWidth = 1.5;
    const height = this.#weightsHigh - this.#gapY - 1.5;
    this.#brush.strokeRect(j * this.#w + 0.75, 0.75, width, height);
    this.outline([this.rows, j], color, 1.5);
  }

  /**
   * Outline the weights out of a unit: a row.
   * @param {number} i
   * @param {string} color
   */
  outlineRow(i, color) {
    const height = Math.max(this.#h - this.#gapY - 1.5, 2);
    this.#brush.strokeStyle = color;
    this.#brush.lineWidth = 1.5;
    this.#brush.strokeRect(0.75, i * this.#h + 0.75, this.#width - 1.5, height);
  }

  /**
   * Write the exact values onto the buttons, for hover, screen readers and tests.
   * @param {Values} values
   * @param {Quantity} quantity
   * @param {boolean} computed
   */
  describe({ W, b }, quantity, computed) {
    if (this.#labelled !== quantity) this.#label(quantity);
    this.buttons.forEach((button, p) => {
      const value = p < W.length ? W[p] : b[p - W.length];
      if (computed) button.setAttribute("data-value", String(value));
      else button.removeAttribute("data-value");
      const text = computed ? exact(value) : "not computed";
      button.setAttribute("aria-label", this.#labels[p] + text);
    });
  }

  /** @param {Quantity} quantity */
  #label(quantity) {
    this.#labelled = quantity;
    this.#labels = this.buttons.map((_, p) => {
      const [i, j] = [Math.floor(p / this.columns), p % this.columns];
      const { name, ends } = cellName(this.#run, this.#layer, i, j, quantity);
      return `${name}, ${ends}: `;
    });
  }
}

/**
 * @param {number} columns
 * @param {number} rows
 */
function sheetOf(columns, rows) {
  const canvas = make("canvas", "");
  canvas.width = columns;
  canvas.height = rows;
  const image = new ImageData(columns, rows);
  return { canvas, image, pixels: new Uint32Array(image.data.buffer) };
}
