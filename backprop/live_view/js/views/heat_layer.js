// The heatmap of one layer: its title, its cells, and access to a cell by pointer and keys.
import { pointIn } from "../core/canvas.js";
import { make } from "../core/elements.js";
import { short, sup } from "../core/notation.js";
import { norm, QUANTITIES } from "../run/quantities.js";
import { Cells } from "./cells.js";
/** @import { Quantity, Run, Selected, Settings } from "../types.d.ts" */
/** @import { Frame } from "../run/frame.js" */
/** @import { Values } from "../run/quantities.js" */
/** @import { Cell, Tables } from "./cells.js" */
/** @import { Slot } from "./geometry.js" */

/** @type {Record<string, Cell>} */
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const LONG = 120; // pixels from which a title has its letter
const SHAPED = { common: 190, layer: 230 }; // pixels from which it has the layer's shape

/**
 * The events of a cell.
 * @typedef {Object} Does
 * @property {(layer: HeatLayer, cell: Cell) => void} point the pointer or the arrow keys are on it
 * @property {() => void} leave they are on none any more
 * @property {(layer: HeatLayer, cell: Cell) => void} select
 */
/**
 * The values of a layer to show.
 * @typedef {Object} Heat
 * @property {Quantity} quantity
 * @property {boolean} known whether it has been computed
 * @property {Values} values
 * @property {Settings["scale"]} scale
 * @property {number} own largest value
 * @property {number} range of the colours
 */

export class HeatLayer {
  l;
  cells;
  field;
  /** @type {Cell} where the arrow keys are */
  #cursor = [0, 0];
  #does;
  #width;
  #box;
  #about;
  #hole;
  #spoken;

  /**
   * @param {HTMLElement} stage
   * @param {Run} run
   * @param {number} l
   * @param {Slot} slot
   * @param {number} height of the cells
   * @param {Does} does
   */
  constructor(stage, run, l, slot, height, does) {
    this.l = l;
    this.#does = does;
    this.#width = slot.width;
    this.#box = make("div", "bpl-layer", stage, {
      "data-testid": `gradient-layer-${l}`,
      role: "group",
      style: `left:${slot.x}px;width:${slot.width}px`,
    });
    const title = make("h3", "", this.#box);
    title.append(`Layer ${l}`);
    this.#about = make("span", "", title, {
      title:
        "The norm, the square root of the sum of all squares: one number for how large the layer's numbers are.",
    });
    this.field = make("div", "bpl-cells", this.#box, { style: `height:${height}px` });
    this.cells = new Cells(this.field, run, l, slot.width, height);
    this.#hole = make("div", "bpl-hole", this.field);
    this.#hole.textContent = "not computed";
    this.#hole.hidden = true;
    this.#spoken = this.cells.buttons.length ? null : this.#nameField();
    this.#listen();
  }

  /** Screen readers read cells without buttons one by one, as the arrow keys reach them. */
  #nameField() {
    const { rows, columns } = this.cells;
    this.field.tabIndex = 0;
    this.field.setAttribute("role", "img");
    this.field.setAttribute(
      "aria-label",
      `${rows} by ${columns} cells. Arrow keys read them one by one, Enter selects.`,
    );
    return make("span", "bpl-spoken", this.#box, {
      role: "status",
      "data-testid": `spoken-${this.l}`,
    });
  }

  #listen() {
    const { field } = this;
    const leave = () => this.#does.leave();
    field.addEventListener("pointermove", (event) => {
      const cell = this.#under(event);
      if (cell) this.#does.point(this, cell);
      else leave();
    });
    field.addEventListener("pointerleave", leave);
    field.addEventListener("focusout", leave);
    field.addEventListener("click", (event) => {
      const cell = this.cells.cellOf(event.target) ?? this.#under(event);
      if (cell) this.#does.select(this, cell);
    });
    field.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {MouseEvent} event */
  #under(event) {
    return this.cells.at(...pointIn(this.field, event));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const step = ARROWS[event.key];
    const enter = !this.cells.buttons.length && (event.key === "Enter" || event.key === " ");
    if (!step && !enter) return;
    event.preventDefault();
    event.stopPropagation(); // the page's own arrow keys step the iteration
    if (enter) this.#does.select(this, this.#cursor);
    else this.#move(step);
  }

  /** @param {Cell} step rows and columns */
  #move([down, right]) {
    const { rows, columns } = this.cells;
    const [i, j] = this.#cursor;
    this.cells.button(this.#cursor)?.setAttribute("tabindex", "-1");
    this.#cursor = [
      Math.max(0, Math.min(rows, i + down)),
      Math.max(0, Math.min(columns - 1, j + right)),
    ];
    const button = this.cells.button(this.#cursor);
    button?.setAttribute("tabindex", "0");
    button?.focus({ preventScroll: true });
    this.#does.point(this, this.#cursor);
  }

  /**
   * Announce a cell to screen readers, unless it is a button with its own name. Cells under the
   * pointer are not announced.
   * @param {Cell} cell
   * @param {string} words
   */
  say(cell, words) {
    const byKey = this.field === document.activeElement && String(cell) === String(this.#cursor);
    if (this.#spoken && byKey) this.#spoken.textContent = words;
  }

  /**
   * The parameter of a cell.
   * @param {Cell} cell
   * @returns {Selected}
   */
  selectionOf([i, j]) {
    if (i === this.cells.rows) return { kind: "bias", layer: this.l, j };
    return { kind: "weight", layer: this.l, i, j };
  }

  /**
   * @param {Frame} frame
   * @param {Heat} heat
   * @param {Tables} tables
   * @param {boolean} numbers whether cells carry them now
   * @param {string} ink
   */
  paint(frame, heat, tables, numbers, ink) {
    const { known, values, range, quantity } = heat;
    if (this.#hole.hidden !== known) {
      this.#hole.hidden = known;
      this.cells.canvas.style.visibility = known ? "" : "hidden"; // clear the corners of the last picture
    }
    this.#about.textContent = this.#aboutText(frame, heat);
    if (known) this.cells.paint(values, range, tables, quantity, numbers, ink);
  }

  /**
   * The norm and the range, if there is room.
   * @param {Frame} frame
   * @param {Heat} heat
   */
  #aboutText(frame, { quantity, known, values, scale, own }) {
    const { W, signed } = QUANTITIES[quantity];
    const up = sup(this.l);
    const isRatio = quantity === "ratio";
    const size = isRatio ? norm(frame.uW[this.l]) / norm(frame.W[this.l]) : norm(values.W);
    const length = known ? short(size) : "–";
    const upTo = `${signed ? "±" : "to "}${short(own, 2)}`;
    if (this.#width < LONG) return scale === "layer" ? upTo : length;
    const letter = isRatio ? `‖ΔW${up}‖/‖W${up}‖` : `‖${W}${up}‖`;
    const shape = `${this.cells.rows} × ${this.cells.columns}, `;
    const frozen = frame.stretch.frozen.includes(this.l);
    const first = frozen ? "frozen, " : this.#width >= SHAPED[scale] && shape;
    return `${first || ""}${letter} ${length}${scale === "layer" ? ` ${upTo}` : ""}`;
  }

  /**
   * Outline a cell, or all cells of a unit.
   * @param {Selected|null} s
   * @param {string} color
   * @param {number} line
   */
  mark(s, color, line) {
    if (s?.kind === "unit") {
      if (s.layer === this.l) this.cells.outlineColumn(s.j, color);
      if (s.layer === this.l - 1) this.cells.outlineRow(s.j, color);
    }
    if (s?.kind === "weight" && s.layer === this.l) this.cells.outline([s.i, s.j], color, line);
    if (s?.kind === "bias" && s.layer === this.l)
      this.cells.outline([this.cells.rows, s.j], color, line);
  }

  /**
   * Write the exact numbers onto the cells.
   * @param {Heat} heat
   */
  describe({ values, quantity, known }) {
    this.cells.describe(values, quantity, known);
    const label = `Layer ${this.l}, ${QUANTITIES[quantity].title}, ${this.#about.textContent}`;
    this.#box.setAttribute("aria-label", label);
  }
}
