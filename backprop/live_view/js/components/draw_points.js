// A plane to draw points on, class by class: with the mouse or a finger, or with the arrow keys and
// Enter.
import { fitCanvas } from "../core/canvas.js";
import { classMark, markPath } from "../core/class_shapes.js";
import { classColor, css, PALETTES, readTheme } from "../core/colors.js";
import { make } from "../core/elements.js";
import { hintOf } from "../core/hints.js";
import { keeping } from "../core/keeping.js";
import { short, sub } from "../core/notation.js";

const REPORT_AFTER = 250; // ms without a change before Python is told
const APART = 0.1; // units of the plane between two points of one stroke
const NEAR = 0.09; // within which a point is meant
const STEP = 0.05; // of the arrow keys
const STEPS_BACK = 100;
const TOOLS = [
  ["add", "Add"],
  ["move", "Move"],
  ["erase", "Erase"],
];

/** @typedef {[number, number, number]} Point x, y, class */

export const mountDrawPoints = keeping((parent) => {
  /** @type {Drawing|null} */
  let drawing = null;
  return {
    take(component) {
      drawing ??= new Drawing(parent, component.data);
      drawing.component = component;
      drawing.setPalette(readTheme(drawing.root));
    },
    leave: () => drawing?.leave(),
  };
});

class Drawing {
  /**
   * @param {HTMLElement} parent
   * @param {{points: Point[], reach: number, most: number, classes: number}} data
   */
  constructor(parent, data) {
    Object.assign(this, {
      component: null,
      reach: data.reach,
      most: data.most,
      tool: "add",
      chosen: 0,
    });
    /** @type {Point[]} */
    this.points = data.points.map((point) => [...point]);
    /** @type {Point[][]} */
    this.before = [];
    [this.cursor, this.held, this.last, this.timer] = [null, -1, null, 0];
    this.root = make("div", "bpl-draw", parent, { "data-testid": "draw-points" });
    const row = make("div", "bpl-draw-row", this.root);
    const tools = make("span", "bpl-draw-group", row, {
      role: "group",
      "aria-label": "What a click does",
    });
    this.tools = TOOLS.map(([name, title]) =>
      this.#button(tools, title, () => this.#set({ tool: name })),
    );
    this.undo = this.#button(row, "Undo", () => this.#goBack());
    this.clear = this.#button(row, "Clear", () => this.#change([]), "Clear the plane");
    const classes = make("span", "bpl-draw-group", this.root, {
      role: "group",
      "aria-label": "Class of new points",
    });
    classes.style.alignSelf = "flex-start";
    this.classes = Array.from({ length: data.classes }, (_, k) => {
      const button = this.#button(classes, String(k), () => this.#set({ chosen: k, tool: "add" }));
      button.setAttribute("aria-label", `class ${k}`);
      button.title = `New points belong to class ${k}`;
      button.prepend(classMark(k, 2, PALETTES.light)); // coloured once the page's colours are known
      return button;
    });
    this.canvas = make("canvas", "", this.root, {
      tabindex: "0",
      role: "application",
      "aria-label": `Plane from −${this.reach} to ${this.reach}. Arrow keys move the cross, Enter uses it, digits choose the class, Delete erases, Control Z undoes.`,
    });
    this.status = make("p", "", this.root, { role: "status", "data-testid": "drawn-status" });
    this.#listen();
    // Whatever is pressed elsewhere finds the points as they are drawn.
    this.hasten = (event) => {
      if (this.timer && !this.root.contains(event.target)) this.#report();
    };
    for (const kind of ["pointerdown", "focusin"])
      document.addEventListener(kind, this.hasten, true);
    this.observer = new ResizeObserver(() => this.#fit());
    this.observer.observe(this.canvas);
  }

  #button(parent, title, action, hint = title) {
    const button = make("button", "", parent, { type: "button", title: hintOf(hint) });
    button.append(title);
    button.addEventListener("click", action);
    return button;
  }

  #set(fields) {
    Object.assign(this, fields);
    this.#draw();
  }

  setPalette(palette) {
    this.palette = palette;
    this.#fit();
  }

  #fit() {
    const side = this.canvas.clientWidth;
    if (!side || !this.palette) return;
    this.side = side;
    this.brush = fitCanvas(this.canvas, side, side);
    this.canvas.style.width = this.canvas.style.height = ""; // the styles decide
    this.#draw();
  }

  /** Pixels of a point, and back. */
  #x = (x) => ((x + this.reach) / (2 * this.reach)) * this.side;
  #y = (y) => ((this.reach - y) / (2 * this.reach)) * this.side;

  #place(event) {
    const box = this.canvas.getBoundingClientRect();
    const to = (share) =>
      Math.round(Math.max(-1, Math.min(1, 2 * share - 1)) * this.reach * 1e4) / 1e4;
    return [
      to((event.clientX - box.left) / box.width),
      -to((event.clientY - box.top) / box.height),
    ];
  }

  #nearest(x, y) {
    let [best, found] = [NEAR, -1];
    this.points.forEach(([px, py], k) => {
      const distance = Math.hypot(px - x, py - y);
      if (distance <= best) [best, found] = [distance, k];
    });
    return found;
  }

  /** Remember the points as they are: one step back. */
  #remember() {
    this.before = [...this.before, this.points].slice(-STEPS_BACK);
  }

  #change(points, remember = true) {
    if (remember) this.#remember();
    this.points = points;
    this.#draw();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#report(), REPORT_AFTER);
  }

  #report() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.component.setStateValue("drawn", { points: this.points });
  }

  #goBack() {
    const points = this.before.pop();
    if (points) this.#change(points, false);
  }

  #use(x, y, first) {
    if (this.tool === "add") {
      if (this.points.length >= this.most) return;
      if (!first && this.last && Math.hypot(x - this.last[0], y - this.last[1]) < APART) return;
      this.last = [x, y];
      this.#change([...this.points, [x, y, this.chosen]], first);
    } else if (this.tool === "erase") {
      const k = this.#nearest(x, y);
      if (k >= 0)
        this.#change(
          this.points.filter((_, p) => p !== k),
          first,
        );
      else if (first) this.#remember();
    } else {
      if (first) {
        this.held = this.#nearest(x, y);
        this.#remember();
      }
      if (this.held >= 0)
        this.#change(
          this.points.map((point, p) => (p === this.held ? [x, y, point[2]] : point)),
          false,
        );
    }
  }

  #listen() {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      canvas.setPointerCapture(event.pointerId);
      this.cursor = null;
      this.drawing = true;
      this.#use(...this.#place(event), true);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (this.drawing) this.#use(...this.#place(event), false);
    });
    for (const name of ["pointerup", "pointercancel"])
      canvas.addEventListener(name, () => {
        [this.drawing, this.held, this.last] = [false, -1, null];
      });
    canvas.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("blur", () => this.#set({ cursor: null, held: -1 }));
  }

  #key(event) {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[
      event.key
    ];
    const at = this.cursor ?? [0, 0];
    if (step) {
      const move = (v, d) =>
        Math.round(
          Math.max(-this.reach, Math.min(this.reach, v + d * STEP * (event.shiftKey ? 5 : 1))) *
            1e4,
        ) / 1e4;
      this.cursor = this.cursor ? [move(at[0], step[0]), move(at[1], step[1])] : at;
      if (this.held >= 0) this.#use(...this.cursor, false);
      this.#draw();
    } else if (event.key === "Enter" || event.key === " ") {
      this.cursor = at;
      if (this.tool === "move" && this.held >= 0) this.held = -1;
      else this.#use(...at, true);
      this.#draw();
    } else if (event.key === "Delete" || event.key === "Backspace") {
      const k = this.#nearest(...at);
      if (k >= 0) this.#change(this.points.filter((_, p) => p !== k));
    } else if (event.key === "z" && (event.ctrlKey || event.metaKey)) this.#goBack();
    else if (event.key >= "0" && Number(event.key) < this.classes.length && !event.ctrlKey)
      this.#set({ chosen: Number(event.key), tool: "add" });
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #draw() {
    const { brush, side, palette, points } = this;
    if (!brush) return;
    const count = Math.max(2, this.chosen + 1, ...points.map((point) => point[2] + 1));
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
    for (const [x, y, k] of points) {
      brush.fillStyle = css(classColor(k, count, palette));
      brush.strokeStyle = css(palette.card);
      markPath(brush, k, this.#x(x), this.#y(y), 5);
      brush.fill();
      brush.stroke();
    }
    if (this.cursor) this.#cross();
    this.tools.forEach((button, k) =>
      button.setAttribute("aria-pressed", String(TOOLS[k][0] === this.tool)),
    );
    this.classes.forEach((button, k) => {
      button.setAttribute("aria-pressed", String(k === this.chosen));
      // The mark stays: what is replaced under a finger gets no click.
      button
        .querySelector("svg")
        .firstChild.setAttribute("fill", css(classColor(k, Math.max(count, k + 1), palette)));
    });
    this.undo.disabled = !this.before.length;
    this.clear.disabled = !points.length;
    this.status.textContent = this.#words();
  }

  #cross() {
    const [x, y] = [this.#x(this.cursor[0]), this.#y(this.cursor[1])];
    this.brush.strokeStyle = css(this.palette.sel);
    this.brush.lineWidth = 2;
    this.brush.beginPath();
    this.brush.moveTo(x - 10, y);
    this.brush.lineTo(x + 10, y);
    this.brush.moveTo(x, y - 10);
    this.brush.lineTo(x, y + 10);
    this.brush.stroke();
  }

  #words() {
    const counts = this.classes.map((_, k) => this.points.filter((point) => point[2] === k).length);
    const parts = counts.map((n, k) => n && `${n} of class ${k}`).filter(Boolean);
    const at = this.cursor
      ? ` The cross is at ${this.cursor.map((v) => short(v, 3)).join(", ")}.`
      : "";
    const full = this.points.length >= this.most ? ` These are as many as there can be.` : "";
    return `${parts.length ? `${this.points.length} points: ${parts.join(", ")}.` : "Click or drag on the plane to add points."}${full}${at}`;
  }

  leave() {
    clearTimeout(this.timer);
    for (const kind of ["pointerdown", "focusin"])
      document.removeEventListener(kind, this.hasten, true);
    this.observer.disconnect();
    this.root.remove();
  }
}
