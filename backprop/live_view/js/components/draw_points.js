// A plane to draw points on, class by class: with the mouse or a finger, or with the arrow keys and
// Enter.
import { fitCanvas } from "../core/canvas.js";
import { classMark, markPath } from "../core/class_shapes.js";
import { classColor, css, PALETTES, readTheme } from "../core/colors.js";
import { make } from "../core/elements.js";
import { hintOf } from "../core/hints.js";
import { keeping } from "../core/keeping.js";
import { short, sub } from "../core/notation.js";
/** @import { Component } from "../core/keeping.js" */
/** @import { Palette } from "../types.d.ts" */

const REPORT_AFTER = 250; // ms without a change before Python is told
const APART = 0.1; // units of the plane between two points of one stroke
const NEAR = 0.09; // distance within which a point is hit
const STEP = 0.05; // of the arrow keys
const FASTER = 5; // with Shift
const STEPS_BACK = 100;
const DIGITS = 1e4; // places are rounded to 1 / DIGITS
/** @type {[Tool, string][]} */
const TOOLS = [
  ["add", "Add"],
  ["move", "Move"],
  ["erase", "Erase"],
];
/** @type {Record<string, Place>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** @typedef {"add"|"move"|"erase"} Tool */
/** @typedef {[number, number]} Place x, y */
/** @typedef {[number, number, number]} Point x, y, class */
/**
 * What Python sends.
 * @typedef {Object} Data
 * @property {Point[]} points
 * @property {number} reach of the plane, from its middle
 * @property {number} most how many points there may be
 * @property {number} classes
 */

export const mountDrawPoints = keeping((parent) => {
  /** @type {Drawing|null} */
  let drawing = null;
  return {
    take(component) {
      drawing ??= new Drawing(parent, component.data);
      drawing.take(component);
    },
    leave: () => drawing?.leave(),
  };
});

class Drawing {
  /** @type {Component|null} */
  #component = null;
  /** @type {Tool} */
  #tool = "add";
  #chosen = 0; // class of new points
  /** @type {Point[]} */
  #points;
  /** @type {Point[][]} what Undo goes back to */
  #before = [];
  /** @type {Place|null} the cross that the arrow keys move */
  #cursor = null;
  #dragged = -1; // index of the point being dragged, or -1
  /** @type {Place|null} the last point of this stroke */
  #last = null;
  #pressed = false; // whether a stroke is being drawn
  /** @type {ReturnType<typeof setTimeout>|undefined} until Python is told */
  #timer;
  /** @type {Palette|null} */
  #palette = null;
  /** @type {CanvasRenderingContext2D|null} */
  #brush = null;
  #side = 0; // of the plane, in pixels
  #reach;
  #most;
  #root;
  #tools;
  #undo;
  #clear;
  #classes;
  #canvas;
  #status;
  #observer;
  #stop = new AbortController();

  /**
   * @param {HTMLElement} parent
   * @param {Data} data
   */
  constructor(parent, data) {
    this.#reach = data.reach;
    this.#most = data.most;
    this.#points = data.points.map(([x, y, k]) => [x, y, k]);
    this.#root = make("div", "bpl-draw", parent, { "data-testid": "draw-points" });
    const row = make("div", "bpl-draw-row", this.#root);
    this.#tools = this.#toolButtons(row);
    this.#undo = addButton(row, "Undo", () => this.#goBack());
    this.#clear = addButton(row, "Clear", () => this.#change([]), "Clear the plane");
    this.#classes = this.#classButtons(data.classes);
    this.#canvas = make("canvas", "", this.#root, {
      tabindex: "0",
      role: "application",
      "aria-label": `Plane from −${data.reach} to ${data.reach}. Arrow keys move the cross, Enter uses it, digits choose the class, Delete erases, Control Z undoes.`,
    });
    this.#status = make("p", "", this.#root, { role: "status", "data-testid": "drawn-status" });
    this.#listen();
    this.#observer = new ResizeObserver(() => this.#fit());
    this.#observer.observe(this.#canvas);
  }

  /** @param {Component} component */
  take(component) {
    this.#component = component;
    this.#palette = readTheme(this.#root);
    this.#fit();
  }

  leave() {
    clearTimeout(this.#timer);
    this.#stop.abort();
    this.#observer.disconnect();
    this.#root.remove();
  }

  /** @param {HTMLElement} row */
  #toolButtons(row) {
    const group = make("span", "bpl-draw-group", row, {
      role: "group",
      "aria-label": "What a click does",
    });
    return TOOLS.map(([tool, title]) => addButton(group, title, () => this.#use({ tool })));
  }

  /** @param {number} count */
  #classButtons(count) {
    const group = make("span", "bpl-draw-group", this.#root, {
      role: "group",
      "aria-label": "Class of new points",
    });
    group.style.alignSelf = "flex-start";
    return Array.from({ length: count }, (_, k) => {
      const button = addButton(group, String(k), () => this.#use({ tool: "add", chosen: k }));
      button.setAttribute("aria-label", `class ${k}`);
      button.title = `New points belong to class ${k}`;
      button.prepend(classMark(k, 2, PALETTES.light)); // coloured once the page's colours are known
      return button;
    });
  }

  /** @param {{tool: Tool, chosen?: number}} choice what the next click does */
  #use({ tool, chosen = this.#chosen }) {
    this.#tool = tool;
    this.#chosen = chosen;
    this.#draw();
  }

  #listen() {
    const canvas = this.#canvas;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      canvas.setPointerCapture(event.pointerId);
      this.#cursor = null;
      this.#pressed = true;
      this.#apply(this.#placeOf(event), true);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (this.#pressed) this.#apply(this.#placeOf(event), false);
    });
    for (const name of ["pointerup", "pointercancel"])
      canvas.addEventListener(name, () => {
        this.#pressed = false;
        this.#dragged = -1;
        this.#last = null;
      });
    canvas.addEventListener("keydown", (event) => {
      if (!this.#key(event)) return;
      event.preventDefault();
      event.stopPropagation();
    });
    canvas.addEventListener("blur", () => {
      this.#cursor = null;
      this.#dragged = -1;
      this.#draw();
    });
    // Report at once, so that a press elsewhere finds the points as they are drawn.
    const hasten = (/** @type {Event} */ { target }) => {
      const elsewhere = target instanceof Node && !this.#root.contains(target);
      if (this.#timer !== undefined && elsewhere) this.#report();
    };
    for (const kind of ["pointerdown", "focusin"])
      document.addEventListener(kind, hasten, { capture: true, signal: this.#stop.signal });
  }

  /**
   * What a key does.
   * @param {KeyboardEvent} event
   * @returns {boolean} whether it is one of the plane's
   */
  #key(event) {
    const { key } = event;
    const command = event.ctrlKey || event.metaKey;
    const arrow = ARROWS[key];
    if (arrow) this.#moveCross(arrow, event.shiftKey);
    else if (key === "Enter" || key === " ") this.#press();
    else if (key === "Delete" || key === "Backspace") this.#erase(this.#cursor ?? [0, 0], true);
    else if (key === "z" && command) this.#goBack();
    else if (key >= "0" && Number(key) < this.#classes.length && !event.ctrlKey)
      this.#use({ tool: "add", chosen: Number(key) });
    else return false;
    return true;
  }

  /**
   * The first arrow key shows the cross; the next ones move it, and the point that it drags.
   * @param {Place} arrow
   * @param {boolean} fast
   */
  #moveCross([dx, dy], fast) {
    const step = fast ? FASTER * STEP : STEP;
    const within = (/** @type {number} */ v) => Math.max(-this.#reach, Math.min(this.#reach, v));
    this.#cursor = this.#cursor
      ? [rounded(within(this.#cursor[0] + dx * step)), rounded(within(this.#cursor[1] + dy * step))]
      : [0, 0];
    if (this.#dragged >= 0) this.#apply(this.#cursor, false);
    this.#draw();
  }

  /** Enter acts at the cross like a click, and drops a dragged point. */
  #press() {
    this.#cursor ??= [0, 0];
    if (this.#tool === "move" && this.#dragged >= 0) this.#dragged = -1;
    else this.#apply(this.#cursor, true);
    this.#draw();
  }

  /**
   * Use the tool.
   * @param {Place} place
   * @param {boolean} first of a stroke: Undo takes back the whole stroke
   */
  #apply(place, first) {
    if (this.#tool === "add") this.#add(place, first);
    else if (this.#tool === "move") this.#move(place, first);
    else if (!this.#erase(place, first) && first) this.#remember();
  }

  /**
   * @param {Place} place
   * @param {boolean} first
   */
  #add([x, y], first) {
    if (this.#points.length >= this.#most) return;
    const last = this.#last;
    if (!first && last && Math.hypot(x - last[0], y - last[1]) < APART) return;
    this.#last = [x, y];
    this.#change([...this.#points, [x, y, this.#chosen]], first);
  }

  /**
   * @param {Place} place
   * @param {boolean} first
   */
  #move([x, y], first) {
    if (first) {
      this.#dragged = this.#nearest([x, y]);
      this.#remember();
    }
    if (this.#dragged < 0) return;
    const points = [...this.#points];
    points[this.#dragged] = [x, y, points[this.#dragged][2]];
    this.#change(points, false);
  }

  /**
   * @param {Place} place
   * @param {boolean} remember
   * @returns {boolean} whether a point was there
   */
  #erase(place, remember) {
    const found = this.#nearest(place);
    if (found < 0) return false;
    const others = this.#points.filter((_, k) => k !== found);
    this.#change(others, remember);
    return true;
  }

  /** @param {Place} place */
  #nearest([x, y]) {
    let best = NEAR;
    let found = -1;
    this.#points.forEach(([px, py], k) => {
      const distance = Math.hypot(px - x, py - y);
      if (distance > best) return;
      best = distance;
      found = k;
    });
    return found;
  }

  /** Remember the points, as a step for Undo. */
  #remember() {
    this.#before = [...this.#before, this.#points].slice(-STEPS_BACK);
  }

  /**
   * @param {Point[]} points
   * @param {boolean} [remember]
   */
  #change(points, remember = true) {
    if (remember) this.#remember();
    this.#points = points;
    this.#draw();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#report(), REPORT_AFTER);
  }

  #goBack() {
    const points = this.#before.pop();
    if (points) this.#change(points, false);
  }

  #report() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#component?.setStateValue("drawn", { points: this.#points });
  }

  #fit() {
    const side = this.#canvas.clientWidth;
    if (!side || !this.#palette) return;
    this.#side = side;
    this.#brush = fitCanvas(this.#canvas, side, side);
    this.#canvas.style.width = ""; // set by the style sheet
    this.#canvas.style.height = "";
    this.#draw();
  }

  /** @param {number} x its pixel */
  #x(x) {
    return ((x + this.#reach) / (2 * this.#reach)) * this.#side;
  }

  /** @param {number} y its pixel */
  #y(y) {
    return ((this.#reach - y) / (2 * this.#reach)) * this.#side;
  }

  /**
   * @param {PointerEvent} event
   * @returns {Place}
   */
  #placeOf(event) {
    const box = this.#canvas.getBoundingClientRect();
    const at = (/** @type {number} */ share) =>
      rounded(Math.max(-1, Math.min(1, 2 * share - 1)) * this.#reach);
    return [
      at((event.clientX - box.left) / box.width),
      -at((event.clientY - box.top) / box.height),
    ];
  }

  #draw() {
    if (!this.#brush || !this.#palette) return;
    const count = Math.max(2, this.#chosen + 1, ...this.#points.map((point) => point[2] + 1));
    this.#drawPlane(this.#brush, this.#palette);
    this.#drawPoints(this.#brush, this.#palette, count);
    if (this.#cursor) this.#drawCross(this.#brush, this.#palette, this.#cursor);
    this.#drawButtons(this.#palette, count);
    this.#status.textContent = this.#words();
  }

  /**
   * The grid and its numbers.
   * @param {CanvasRenderingContext2D} brush
   * @param {Palette} palette
   */
  #drawPlane(brush, palette) {
    const side = this.#side;
    brush.fillStyle = css(palette.card);
    brush.fillRect(0, 0, side, side);
    brush.strokeStyle = css(palette.line);
    brush.lineWidth = 1;
    for (let v = -1; v <= 1; v += 0.5) {
      brush.beginPath();
      brush.moveTo(this.#x(v), 0);
      brush.lineTo(this.#x(v), side);
      brush.moveTo(0, this.#y(v));
      brush.lineTo(side, this.#y(v));
      brush.stroke();
    }
    brush.fillStyle = css(palette.mute);
    brush.font = "12px system-ui, sans-serif";
    for (const v of [-1, 0, 1]) {
      brush.fillText(short(v, 1), this.#x(v) + 3, side - 5);
      if (v) brush.fillText(short(v, 1), 4, this.#y(v) - 3);
    }
    brush.fillText(`x${sub(1)}`, side - 18, side - 5);
    brush.fillText(`x${sub(2)}`, 4, 14);
  }

  /**
   * @param {CanvasRenderingContext2D} brush
   * @param {Palette} palette
   * @param {number} count of classes
   */
  #drawPoints(brush, palette, count) {
    brush.strokeStyle = css(palette.card);
    for (const [x, y, k] of this.#points) {
      brush.fillStyle = css(classColor(k, count, palette));
      markPath(brush, k, this.#x(x), this.#y(y), 5);
      brush.fill();
      brush.stroke();
    }
  }

  /**
   * @param {CanvasRenderingContext2D} brush
   * @param {Palette} palette
   * @param {Place} cursor
   */
  #drawCross(brush, palette, cursor) {
    const x = this.#x(cursor[0]);
    const y = this.#y(cursor[1]);
    brush.strokeStyle = css(palette.sel);
    brush.lineWidth = 2;
    brush.beginPath();
    brush.moveTo(x - 10, y);
    brush.lineTo(x + 10, y);
    brush.moveTo(x, y - 10);
    brush.lineTo(x, y + 10);
    brush.stroke();
  }

  /**
   * @param {Palette} palette
   * @param {number} count of classes
   */
  #drawButtons(palette, count) {
    this.#tools.forEach((button, k) =>
      button.setAttribute("aria-pressed", String(TOOLS[k][0] === this.#tool)),
    );
    this.#classes.forEach((button, k) => {
      button.setAttribute("aria-pressed", String(k === this.#chosen));
      // Keep the mark: an element replaced under a finger gets no click.
      const color = css(classColor(k, Math.max(count, k + 1), palette));
      button.querySelector("svg > *")?.setAttribute("fill", color);
    });
    this.#undo.disabled = !this.#before.length;
    this.#clear.disabled = !this.#points.length;
  }

  /** How many points there are, and where the cross is. */
  #words() {
    const n = this.#points.length;
    const parts = this.#classes.flatMap((_, k) => {
      const own = this.#points.filter((point) => point[2] === k).length;
      return own ? [`${own} of class ${k}`] : [];
    });
    const drawn = n
      ? `${n} points: ${parts.join(", ")}.`
      : "Click or drag on the plane to add points.";
    const full = n >= this.#most ? " The plane is full." : "";
    const place = this.#cursor?.map((v) => short(v, 3)).join(", ");
    return `${drawn}${full}${place ? ` The cross is at ${place}.` : ""}`;
  }
}

/** @param {number} v a coordinate */
const rounded = (v) => Math.round(v * DIGITS) / DIGITS;

/**
 * @param {Element} parent
 * @param {string} title
 * @param {() => void} press
 * @param {string} [hint] its name in the hints
 */
function addButton(parent, title, press, hint = title) {
  const button = make("button", "", parent, { type: "button", title: hintOf(hint) });
  button.append(title);
  button.addEventListener("click", press);
  return button;
}
