// The picture of three stacked functions: their values and Jacobians, a lane for each order of the
// chain rule, and how many multiplications each takes.
import { css, signed } from "../core/colors.js";
import { sup } from "../core/notation.js";
import { svg } from "../core/svg.js";
import { label, written } from "./svg.js";
/** @import { Palette } from "../types.d.ts" */

const CELL = 20; // CSS pixels at most
const TEXT = 40; // room for two lines under a picture
const SIDE = { wide: 150, phone: 0 }; // room for the lanes' names
const PHONE = 640; // CSS pixels: below, the names stand above the lanes
const FIRST_PRODUCT = 4; // the move that computes a lane's first matrix

/**
 * What Python sends (live_view/chain_stack.py).
 * @typedef {Object} StackData
 * @property {number[]} sizes of x, h¹, h², y
 * @property {string[]} names
 * @property {number[][]} values
 * @property {number[][][]} jacobians
 * @property {Lane[]} lanes
 * @property {{values: number, derivatives: number}} scales the largest of each
 * @property {string[]} sentences one a move
 */
/**
 * One order of the chain rule.
 * @typedef {Object} Lane
 * @property {string} key
 * @property {string} name
 * @property {string} direction
 * @property {string} formula
 * @property {number} total multiplications
 * @property {{column: number, name: string, matrix: number[][], cost: string}[]} steps
 */

export class StackPicture {
  root = svg("svg", { role: "img", "data-testid": "stack-picture" });
  #y = 0; // down to here it is drawn
  #data;
  #move;
  #width;
  #palette;
  #phone;
  #side;
  #cell;

  /**
   * @param {StackData} data
   * @param {number} move up to which it is computed
   * @param {number} width
   * @param {Palette} palette
   */
  constructor(data, move, width, palette) {
    this.#data = data;
    this.#move = move;
    this.#width = width;
    this.#palette = palette;
    this.#phone = width < PHONE;
    this.#side = this.#phone ? SIDE.phone : SIDE.wide;
    const most = Math.max(...data.sizes);
    // One matrix at either end, and three between.
    const room = Math.floor((width - this.#side - 70) / (4 * most + 3));
    this.#cell = Math.max(4, Math.min(CELL, room));
    const [reverse, forward] = data.lanes;
    this.root.setAttribute(
      "aria-label",
      `${data.sentences[move]} Forward takes ${forward.total} multiplications, reverse ${reverse.total}.`,
    );
    this.#drawValues();
    for (const lane of data.lanes) this.#drawLane(lane);
    this.#drawCounts();
    this.root.setAttribute("viewBox", `0 0 ${width} ${this.#y}`);
    this.root.setAttribute("height", String(this.#y));
  }

  /**
   * The centre of a vector, or between two of them of a Jacobian.
   * @param {number} k
   */
  #column(k) {
    const margin = Math.max(36, (Math.max(...this.#data.sizes) * this.#cell) / 2 + 2);
    return this.#side + margin + (k * (this.#width - this.#side - 2 * margin)) / 3;
  }

  /**
   * The name of a row, and a note if there is room.
   * @param {string} text
   * @param {string[]} quiet
   */
  #title(text, quiet) {
    const y = this.#y;
    label(this.root, 0, this.#phone ? y - 8 : y + 14, text, { class: "b" });
    if (this.#phone) return;
    quiet.forEach((line, k) => label(this.root, 0, y + 32 + 17 * k, line, { class: "m" }));
  }

  #rule() {
    const y = this.#y - 4;
    const stroke = css(this.#palette.line);
    svg("line", { x1: 0, x2: this.#width, y1: y, y2: y, stroke }, this.root);
  }

  /** The vectors, and the Jacobians between them. */
  #drawValues() {
    const { values, names, jacobians, scales, sizes } = this.#data;
    this.#y = this.#phone ? 24 : 8;
    const range = [
      `values to ±${scales.values.toFixed(2)}`,
      `J to ±${scales.derivatives.toFixed(2)}`,
    ];
    if (this.#phone) this.#title(`Values, left to right (${range.join(", ")})`, []);
    else this.#title("Values", ["left to right", ...range]);
    const tallest = Math.max(this.#phone ? 0 : 48, this.#cell * Math.max(...sizes));
    const middle = this.#y + tallest / 2;
    const below = this.#y + tallest + 16;
    values.forEach((vector, k) => {
      const there = k <= this.#move;
      const rows = vector.map((value) => [value]);
      this.#matrix(this.#column(k), middle, rows, scales.values, there, `value-${k}`);
      this.#name(this.#column(k), below, names[k], there);
    });
    jacobians.forEach((J, k) => {
      const x = (this.#column(k) + this.#column(k + 1)) / 2;
      const there = k + 1 <= this.#move;
      this.#matrix(x, middle, J, scales.derivatives, there, `jacobian-${k + 1}`);
      this.#name(x, below, `J${sup(k + 1)}`, false);
    });
    this.#y += tallest + TEXT;
  }

  /** @param {Lane} lane */
  #drawLane({ key, name, direction, formula, total, steps }) {
    this.#rule();
    this.#y += this.#phone ? 24 : 8;
    const many = `${total} multiplications`;
    this.#title(this.#phone ? `${name}, ${direction}: ${many}` : name, [direction, formula]);
    const tall = Math.max(...steps.map((step) => step.matrix.length)) * this.#cell;
    const below = this.#y + tall + 16;
    steps.forEach((step, k) => {
      const x = this.#column(step.column);
      const there = k + FIRST_PRODUCT <= this.#move;
      const scale = this.#data.scales.derivatives;
      this.#matrix(x, this.#y + tall / 2, step.matrix, scale, there, `${key}-${k}`);
      this.#name(x, below, step.name, there);
      this.#name(x, below + 17, there ? step.cost : "", false);
    });
    if (!this.#phone)
      label(this.root, 0, this.#y + 66, many, { class: "b", "data-testid": `total-${key}` });
    this.#y += Math.max(tall + TEXT + 8, this.#phone ? 0 : 84);
  }

  /** Both counts as bars of one scale. */
  #drawCounts() {
    this.#rule();
    const most = Math.max(...this.#data.lanes.map((lane) => lane.total));
    const left = Math.max(this.#side, 80);
    this.#data.lanes.forEach(({ key, name, total }, k) => {
      const y = this.#y + 8 + k * 26;
      label(this.root, 0, y + 13, name);
      const length = (total / most) * (this.#width - left - 50);
      svg(
        "rect",
        {
          x: left,
          y,
          width: Math.max(1, length),
          height: 16,
          rx: 2,
          fill: css(k ? this.#palette.faint : this.#palette.ink),
          "data-testid": `count-${key}`,
          "data-value": total,
        },
        this.root,
      );
      label(this.root, left + length + 8, y + 13, String(total), { class: "b" });
    });
    this.#y += 64;
  }

  /**
   * A centred line of text.
   * @param {number} x
   * @param {number} y
   * @param {string} text
   * @param {boolean} bold
   */
  #name(x, y, text, bold) {
    label(this.root, x, y, text, { "text-anchor": "middle", class: bold ? "b" : "m" });
  }

  /**
   * A matrix as cells around a centre; what has not been computed yet is an outline.
   * @param {number} x
   * @param {number} y
   * @param {number[][]} rows
   * @param {number} scale of its colours
   * @param {boolean} there
   * @param {string} testid
   */
  #matrix(x, y, rows, scale, there, testid) {
    const cell = this.#cell;
    const [width, height] = [rows[0].length * cell, rows.length * cell];
    const [left, top] = [x - width / 2, y - height / 2];
    const group = svg("g", { "data-testid": testid, "data-there": String(there) }, this.root);
    if (!there) {
      const stroke = css(this.#palette.line);
      const outline = { x: left, y: top, width, height, rx: 3, fill: "none", stroke };
      svg("rect", { ...outline, "stroke-dasharray": "3 3" }, group);
      return;
    }
    const size = { width: cell - 1, height: cell - 1, rx: 2 };
    rows.forEach((row, i) =>
      row.forEach((value, j) => {
        const fill = css(signed(value / scale, this.#palette));
        const at = { x: left + j * cell, y: top + i * cell };
        const one = svg("rect", { ...at, ...size, fill, "data-value": value }, group);
        svg("title", {}, one).textContent = written(value);
      }),
    );
    const frame = { x: left - 1.5, y: top - 1.5, width: width + 2, height: height + 2, rx: 3 };
    svg("rect", { ...frame, fill: "none", stroke: css(this.#palette.faint) }, group);
  }
}
