// Presenting: full screen, everything 50 % larger, and only the chosen views. The keys step as
// usual, Escape leaves; the choice is kept in this browser and in the link (present=).
import { button, make } from "../core/elements.js";
import { onPhone } from "../core/layout.js";
import { Popover } from "../core/popover.js";
import { keep, kept } from "../core/storage.js";
/** @import { Cards } from "../core/layout.js" */

/** @typedef {"network"|"boundary"|"gradients"|"loss"|"number"|"strip"} View by its name in a link */

/** @type {[View, string][]} What can be shown, in the order of the screen. */
const VIEWS = [
  ["network", "Network"],
  ["boundary", "Decision boundary"],
  ["gradients", "Gradients"],
  ["loss", "Loss"],
  ["number", "Selected number"],
  ["strip", "The four phases"],
];
/** @type {View[]} */
const FIRST = ["network", "boundary", "loss"];
const LARGER = 1.5; // so much larger; …
const ROWS = 640; // … on a higher screen so that it is this high …
const COLUMNS = 853; // … but not so that it gets narrower than this, in its own pixels
const KEPT = "backprop-lab-present";

/**
 * The views that a text such as network-loss names; null where it names none.
 * @param {string|null|undefined} text
 * @returns {View[]|null}
 */
export function viewsOf(text) {
  const named = new Set((text ?? "").split("-"));
  const views = VIEWS.map(([name]) => name).filter((name) => named.has(name));
  return views.length ? views : null;
}

/** @typedef {{areas: string, columns: string, rows: string}} Arrangement of the grid, as CSS has it */

/**
 * On a phone the views stand below each other, as on the Train page, and scroll.
 * @param {View[]} views
 * @returns {Arrangement}
 */
function stacked(views) {
  /** @type {View[]} */
  const order = ["boundary", "network", "gradients", "loss", "number"];
  const shown = order.filter((name) => views.includes(name));
  const rows = shown.map((name) => (name === "number" ? "auto" : "minmax(320px, 1fr)"));
  return {
    areas: shown.map((name) => `"${areaOf(name)}"`).join(" "),
    columns: "minmax(0, 1fr)",
    rows: rows.join(" "),
  };
}

/** @param {View} name */
const areaOf = (name) => (name === "number" ? "inspector" : name);

/**
 * Network over gradients at the left, where columns meet; boundary over loss at the right; the
 * number below.
 * @param {View[]} views
 * @returns {Arrangement}
 */
function sideBySide(views) {
  const shown = (/** @type {View[]} */ ...names) => names.filter((name) => views.includes(name));
  const left = shown("network", "gradients");
  const right = shown("boundary", "loss");
  const split = rowsOf(left, right);
  const wide = split[0]?.length === 2 ? 2 : 1;
  const second = left.length ? "minmax(0, 0.68fr)" : "minmax(0, 1fr)";
  const number = views.includes("number") ? [Array(wide).fill("inspector")] : [];
  return {
    areas: [...split, ...number].map((row) => `"${row.join(" ")}"`).join(" "),
    columns: wide === 2 ? `minmax(0, 1fr) ${second}` : "minmax(0, 1fr)",
    rows: [
      ...split.map((_, k) => (k ? "minmax(0, 0.9fr)" : "minmax(0, 1fr)")),
      ...number.map(() => "auto"),
    ].join(" "),
  };
}

/**
 * The grid's rows of views: two columns, or what one column has. A view that is alone in its column
 * fills it.
 * @param {View[]} left
 * @param {View[]} right
 * @returns {View[][]}
 */
function rowsOf(left, right) {
  if (!right.length) return left.map((name) => [name]);
  if (!left.length) return [right];
  if (left.length === 1 && right.length === 1) return [[left[0], right[0]]];
  return [
    [left[0], right[0]],
    [left[left.length - 1], right[right.length - 1]],
  ];
}

export class Presentation {
  /** @type {View[]|null} what is presented; null: nothing is */
  views = null;
  #root;
  #bar;
  #cards;
  #changed;
  #popover;
  /** @type {[View, HTMLInputElement][]} */
  #boxes;
  /** @type {Element|null} what had the focus before */
  #before = null;
  #full = false; // the browser has given the whole screen
  #stop = new AbortController();

  /**
   * @param {HTMLElement} root
   * @param {HTMLElement} bar the transport
   * @param {Cards} cards
   * @param {() => void} changed after every change of size
   */
  constructor(root, bar, cards, changed) {
    this.#root = root;
    this.#bar = bar;
    this.#cards = cards;
    this.#changed = changed;
    const around = make("span", "bpl-presenting", bar);
    this.#popover = new Popover(around, {
      name: "Views shown",
      look: { text: "Views" },
      label: "Views shown",
      first: () => this.#boxes[0][1],
    });
    const { panel } = this.#popover;
    button(around, "Leave presenting", () => this.leave(), { sign: "×", className: "bpl-icon" });
    around.append(panel); // behind the button
    this.#boxes = VIEWS.map(([name, text]) => [name, this.#createBox(panel, name, text)]);
    make("p", "", panel).textContent = "The page's link opens these views. Escape leaves.";
    this.#listen();
  }

  /** @param {View[]|null} [wanted] views; else those of the last time */
  enter(wanted = null) {
    this.#before = document.activeElement;
    this.views = wanted ?? viewsOf(kept(KEPT)) ?? FIRST;
    keep(KEPT, this.views.join("-"));
    this.#arrange(this.views);
    if (this.#root.contains(this.#before)) {
      const first = this.#bar.querySelector(".bpl-primary");
      if (first instanceof HTMLElement) first.focus();
    }
    this.#fillScreen();
  }

  leave() {
    if (!this.views) return;
    this.views = null;
    this.#popover.panel.hidden = true;
    delete this.#root.dataset.present;
    delete document.body.dataset.presenting;
    resize(this.#root, "", "", "");
    arrange(this.#cards.grid, { areas: "", columns: "", rows: "" });
    for (const card of Object.values(this.#cards)) card.removeAttribute("data-absent");
    if (document.fullscreenElement && this.#full) document.exitFullscreen().catch(() => {});
    this.#full = false;
    this.#changed();
    if (this.#before instanceof HTMLElement && this.#before.isConnected) this.#before.focus();
  }

  destroy() {
    this.leave();
    this.#popover.destroy();
    this.#stop.abort();
  }

  /**
   * @param {Element} panel
   * @param {View} name
   * @param {string} text
   */
  #createBox(panel, name, text) {
    const row = make("label", "", panel);
    row.append(text);
    const box = make("input", "", row, { type: "checkbox", "data-testid": `present-${name}` });
    box.addEventListener("change", () => this.#choose());
    return box;
  }

  #listen() {
    const { signal } = this.#stop;
    const refit = () => {
      if (this.views) this.#arrange(this.views);
    };
    const left = () => {
      if (this.#full && !document.fullscreenElement) this.leave();
    };
    window.addEventListener("resize", refit, { signal });
    document.addEventListener("fullscreenchange", left, { signal });
    document.addEventListener("keydown", (event) => this.#pressed(event), {
      signal,
      capture: true,
    });
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key !== "Escape" || !this.views) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // Escape leaves one thing at a time
    if (this.#popover.isOpen) this.#popover.show(false);
    else this.leave();
  }

  /** A checkbox has changed; at least one view stays. */
  #choose() {
    const next = this.#boxes.filter(([, box]) => box.checked).map(([name]) => name);
    if (next.length) this.views = next;
    if (!this.views) return;
    keep(KEPT, this.views.join("-"));
    this.#arrange(this.views);
  }

  /** @param {View[]} views */
  #arrange(views) {
    const phone = onPhone();
    const { innerWidth: width, innerHeight: height } = window;
    const wanted = Math.max(1, Math.min(Math.max(LARGER, height / ROWS), width / COLUMNS));
    const larger = phone ? 1 : wanted;
    this.#root.dataset.present = views.join(" ");
    document.body.dataset.presenting = "";
    const transform = phone ? "" : `scale(${larger})`;
    resize(this.#root, `${width / larger}px`, `${height / larger}px`, transform);
    arrange(this.#cards.grid, phone ? stacked(views) : sideBySide(views));
    for (const [name, box] of this.#boxes) {
      box.checked = views.includes(name);
      if (name === "strip") continue; // it is no card: its style sheet goes by data-present
      const card = this.#cards[name === "number" ? "inspector" : name];
      card.toggleAttribute("data-absent", !box.checked);
    }
    this.#changed();
  }

  /** Opened by a link, it fills the window only, because full screen needs a click. */
  #fillScreen() {
    const filled = () => {
      this.#full = true;
    };
    document.documentElement.requestFullscreen?.().then(filled, () => {});
  }
}

/**
 * @param {HTMLElement} root
 * @param {string} width
 * @param {string} height
 * @param {string} transform
 */
function resize(root, width, height, transform) {
  Object.assign(root.style, { width, height, transform });
}

/**
 * @param {HTMLElement} grid
 * @param {Arrangement} arrangement
 */
function arrange(grid, { areas, columns, rows }) {
  Object.assign(grid.style, {
    gridTemplateAreas: areas,
    gridTemplateColumns: columns,
    gridTemplateRows: rows,
  });
}
