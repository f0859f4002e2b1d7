// The cells of one layer: a canvas paints them, weights above, biases a row below. Up to 400
// weights each cell is a button that carries its exact value; beyond that the pointer and the arrow
// keys find the cell by its place.
import { fitCanvas } from "../core/canvas.js";
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
/** @import { Named } from "../core/notation.js" */

const MOST_BUTTONS = 400;
const NUMBER_WIDTH = 36; // a cell this wide and
const NUMBER_HEIGHT = 15; // this high carries its number
const LABEL = 20; // the line between weights and biases
const BIAS = 26;
const TABLE = 512;

/** Colours and text colours along a scale from −1 (or 0) to 1, as CSS and as pixels. */
export function scaleTables(palette, isSigned) {
  const fill = [];
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

/** Place of a value in the tables, −1 for what is not a number. */
function entry(value, range, isSigned) {
  if (Number.isNaN(value)) return -1;
  const share = range > 0 ? value / range : Math.sign(value);
  const k = isSigned ? (share * 0.5 + 0.5) * (TABLE - 1) : share * (TABLE - 1);
  return Math.round(k < 0 ? 0 : k > TABLE - 1 ? TABLE - 1 : k);
}

/**
 * What a cell is called.
 * @param {Named} run
 * @param {number} layer
 * @param {number} i n_in for the bias row
 * @param {number} j
 */
export function cellName(run, layer, i, j, quantity) {
  const { W, b } = QUANTITIES[quantity];
  const bias = i === run.sizes[layer - 1];
  const to = unitLabel(run, layer, j);
  if (quantity === "ratio")
    return {
      name: `|update|/|${bias ? "b" : "W"}| of ${bias ? biasName(layer, j) : weightName(layer, i, j)}`,
      ends: bias ? `of ${to}` : `from ${unitLabel(run, layer - 1, i)} to ${to}`,
    };
  return bias
    ? { name: biasName(layer, j, b), ends: `of ${to}` }
    : { name: weightName(layer, i, j, W), ends: `from ${unitLabel(run, layer - 1, i)} to ${to}` };
}

/**
 * @param {HTMLElement} parent
 * @param {Named} run
 * @param {number} layer
 * @param {number} width
 * @param {number} height
 * @returns the painter of this layer and the places of its cells
 */
export function createCells(parent, run, layer, width, height) {
  const [rows, columns] = [run.sizes[layer - 1], run.sizes[layer]];
  const weightsHigh = height - LABEL - BIAS;
  const gapOf = (size) => (size >= 9 ? 2 : size >= 4 ? 1 : 0);
  const [gapX, gapY] = [gapOf(width / columns), gapOf(weightsHigh / rows)];
  const [w, h] = [(width + gapX) / columns, weightsHigh / rows];
  const canvas = make("canvas", "", parent, { "aria-hidden": "true" });
  const brush = fitCanvas(canvas, width, height);
  const small = rows * columns <= MOST_BUTTONS;
  const sheet = small ? null : make("canvas", "");
  const image = small ? null : new ImageData(columns, rows);
  if (sheet) [sheet.width, sheet.height] = [columns, rows];
  const numbersW = w >= NUMBER_WIDTH && h >= NUMBER_HEIGHT;
  const numbersB = w >= NUMBER_WIDTH;
  const font = `12px ${getComputedStyle(parent).fontFamily}`;

  /**
   * @returns {[number, number, number, number]} left, top, width, height of a cell; row `rows` is
   *   the bias
   */
  const place = (i, j) =>
    i === rows ? [j * w, height - BIAS, w - gapX, BIAS] : [j * w, i * h, w - gapX, h - gapY];

  const fits = (text) => brush.measureText(text).width <= w - gapX - 1;
  const narrow = (value) => (fits(twoFigures(value)) ? twoFigures(value) : oneFigure(value));

  /**
   * How numbers are written in these cells: one figure where two do not fit; all cells or none.
   * @returns {((value: number) => string) | null}
   */
  function writing(values) {
    if (w >= 60) return twoFigures;
    return values.every((value) => fits(narrow(value))) ? narrow : null;
  }

  function paintRow(values, from, i, range, tables, numbers) {
    for (let j = 0; j < columns; j++) {
      const value = values[from + j];
      const k = entry(value, range, tables.isSigned);
      const [x, y, cw, ch] = place(i, j);
      brush.fillStyle = k < 0 ? "transparent" : tables.fill[k];
      if (gapX === 2 && ch > 8) {
        brush.beginPath();
        brush.roundRect(x, y, cw, ch, 3);
        brush.fill();
      } else brush.fillRect(x, y, cw, ch);
      if (numbers) {
        brush.fillStyle = k < 0 ? "#888" : tables.text[k];
        brush.fillText(numbers(value), x + cw / 2, y + ch / 2 + 0.5);
      }
    }
  }

  const buttons = [];
  let [labels, labelled] = [[], ""]; // what each button is called, without its value
  if (small) {
    for (let i = 0; i <= rows; i++)
      for (let j = 0; j < columns; j++) {
        const [x, y, cw, ch] = place(i, j);
        buttons.push(
          make("button", "bpl-cell", null, {
            type: "button",
            tabindex: buttons.length ? "-1" : "0",
            "data-testid":
              i === rows ? `bias-${layer}-${j + 1}` : `cell-${layer}-${i + 1}-${j + 1}`,
            style: `left:${x}px;top:${y}px;width:${Math.max(cw, 1)}px;height:${Math.max(ch, 1)}px`,
          }),
        );
      }
    parent.append(...buttons);
  }

  return {
    rows,
    columns,
    canvas,
    buttons,
    place,
    /**
     * The cell at a point, [i, j], or null.
     * @param {number} x
     * @param {number} y
     */
    at(x, y) {
      const j = Math.floor(x / w);
      const i = y >= height - BIAS ? rows : Math.floor(y / h);
      return j < 0 || j >= columns || i < 0 || y > height || (i >= rows && y < height - BIAS)
        ? null
        : [i, j];
    },
    /**
     * Paint all cells.
     * @param {{W: Float64Array, b: Float64Array}} values
     * @param {number} range
     * @param {object} tables
     * @param {string} quantity
     * @param {boolean} numbers whether cells carry them now
     * @param {string} ink of the label
     */
    paint(values, range, tables, quantity, numbers, ink) {
      brush.clearRect(0, 0, width, height);
      brush.font = font;
      brush.textBaseline = "middle";
      brush.textAlign = "left";
      brush.fillStyle = ink;
      brush.fillText(
        quantity === "ratio" ? `b${sup(layer)}` : `${QUANTITIES[quantity].b}${sup(layer)}`,
        0,
        height - BIAS - LABEL / 2 + 1,
      );
      brush.textAlign = "center";
      if (small) {
        const write = numbers && numbersW ? writing(values.W) : null;
        for (let i = 0; i < rows; i++) paintRow(values.W, i * columns, i, range, tables, write);
      } else {
        const pixels = new Uint32Array(image.data.buffer);
        for (let p = 0; p < pixels.length; p++) {
          const k = entry(values.W[p], range, tables.isSigned);
          pixels[p] = k < 0 ? 0 : tables.pixels[k];
        }
        sheet.getContext("2d").putImageData(image, 0, 0);
        brush.imageSmoothingEnabled = false;
        brush.drawImage(sheet, 0, 0, w * columns, weightsHigh);
      }
      paintRow(values.b, 0, rows, range, tables, numbers && numbersB ? writing(values.b) : null);
    },
    /**
     * Outline a cell.
     * @param {number} i
     * @param {number} j
     * @param {string} color
     * @param {number} line
     */
    outline(i, j, color, line) {
      const [x, y, cw, ch] = place(i, j);
      brush.strokeStyle = color;
      brush.lineWidth = line;
      const out = cw < 8 || ch < 8 ? line / 2 : -line / 2; // around a small cell, within a large one
      brush.strokeRect(x - out, y - out, cw + 2 * out, ch + 2 * out);
    },
    /** Outline what comes into a unit (a column and its bias) or what leaves it (a row). */
    outlineUnit(incoming, index, color) {
      const [x, y] = incoming ? [index * w, 0] : [0, index * h];
      brush.strokeStyle = color;
      brush.lineWidth = 1.5;
      if (incoming) {
        brush.strokeRect(x + 0.75, y + 0.75, Math.max(w - gapX - 1.5, 2), weightsHigh - gapY - 1.5);
        this.outline(rows, index, color, 1.5);
      } else brush.strokeRect(x + 0.75, y + 0.75, width - 1.5, Math.max(h - gapY - 1.5, 2));
    },
    /** Write the exact values onto the buttons, for hover, assistive technology and tests. */
    describe(values, quantity, computed) {
      if (labelled !== quantity) {
        labelled = quantity;
        labels = buttons.map((_, p) => {
          const { name, ends } = cellName(
            run,
            layer,
            Math.floor(p / columns),
            p % columns,
            quantity,
          );
          return `${name}, ${ends}: `;
        });
      }
      for (let p = 0; p < buttons.length; p++) {
        const value = p < rows * columns ? values.W[p] : values.b[p - rows * columns];
        if (computed) buttons[p].setAttribute("data-value", String(value));
        else buttons[p].removeAttribute("data-value");
        buttons[p].setAttribute(
          "aria-label",
          labels[p] + (computed ? exact(value) : "not computed"),
        );
      }
    },
  };
}
